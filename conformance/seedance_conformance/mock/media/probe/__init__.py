"""Reads from the bytes of a file what the media rules ask: format, sides, length.

Nothing is decoded or unpacked, but for a picture that has no end: only that tells whether the picture is whole. What
viewers and players show whole is accepted, what is cut short is noticed.

`probing.probe` is the way in; it is imported when the first file comes, so that a mock without media starts faster.
"""
