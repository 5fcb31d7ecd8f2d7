"""Width and height of PNG files, and whether the picture is whole."""

import struct
import zlib
from collections.abc import Sequence

from seedance_conformance.mock.media.probe.images.tiff import is_rotated
from seedance_conformance.mock.media.probe.source import BrokenMediaError, Source

_MOST_INFLATED = 300_000_000  # bytes of pixels; 6000 x 6000 pixels of the largest type need fewer
_STEP = 1 << 20
_LARGEST_EXIF = 1 << 16
_ZLIB_HEAD = 2  # bytes before the compressed data


def png_dimensions(source: Source) -> tuple[int, int]:
    """Width and height of a PNG file, after the rotation in its Exif data."""
    length, kind, header, checksum = struct.unpack(">I4s13sI", source.at(8, 25))
    if length != 13 or kind != b"IHDR" or zlib.crc32(kind + header) != checksum:
        raise BrokenMediaError("its header is damaged")
    offset, ended, rotated = 33, False, False
    pieces: list[tuple[int, int]] = []
    while offset + 8 <= source.size and not ended:
        length, kind = struct.unpack(">I4s", source.at(offset, 8))
        if not kind.isalpha():  # the rest isn't part of the picture, for example zeros instead of the end chunk
            break
        place, available = offset + 8, min(length, source.size - offset - 8)
        if kind == b"IDAT":
            pieces.append((place, available))
        elif kind == b"eXIf" and available <= _LARGEST_EXIF:
            rotated = is_rotated(source.at(place, available))
        ended = kind == b"IEND"
        offset = place + length + 4
    if ended and not pieces:
        raise BrokenMediaError("it has no picture data")
    if not ended and not _is_whole(source, pieces):
        raise BrokenMediaError("it is cut short")
    width, height = struct.unpack(">II", header[:8])
    return (height, width) if rotated else (width, height)


def _is_whole(source: Source, pieces: Sequence[tuple[int, int]]) -> bool:
    """Whether the compressed pixels of a file without an end chunk are complete, which suffices for viewers."""
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)  # raw, since the checksum may be missing, too
    to_skip, budget = _ZLIB_HEAD, _MOST_INFLATED
    try:
        for place, length in pieces:
            data = source.at(place + min(to_skip, length), length - min(to_skip, length))
            to_skip -= min(to_skip, length)
            while data and budget > 0 and not inflater.eof:
                budget -= len(inflater.decompress(data, _STEP))
                data = inflater.unconsumed_tail
    except zlib.error:
        return False
    return inflater.eof
