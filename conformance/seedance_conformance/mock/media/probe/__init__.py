"""Reads from the bytes of a file what the media rules need: format, width and height, length.

A file counts as whole if viewers and players show all of it; a file that is cut short is noticed. Nothing is decoded
or decompressed, except images without an end mark: only that shows whether they are whole. A reader raises
`BrokenMediaError` for a file that is broken, or in a variant that it can't read.

`detect.probe` is the entry point. It is imported with the first file, so that a mock without media starts faster.
"""
