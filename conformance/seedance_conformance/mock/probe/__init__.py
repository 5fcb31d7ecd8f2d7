"""Reads from the bytes of a file what the media rules ask: format, sides, length. Nothing is decoded or unpacked.

`probing.probe` is the way in; it is imported when the first file comes, so that a mock without media starts faster.
"""
