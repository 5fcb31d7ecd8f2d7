"""Width and height of BMP files."""

import struct

from seedance_conformance.mock.media.probe.source import BrokenMediaError, Source

_DEPTHS = frozenset({1, 2, 4, 8, 16, 24, 32})  # bits of a pixel; 0 (a JPEG or PNG inside) isn't supported
_UNCOMPRESSED = (0, 3, 6)  # values of the compression field
_RLE_END = 2  # bytes of the mark at the end of compressed pixels, which may be missing
_OS2, _OS2_SHORT = 12, 16  # bytes of headers without a compression field


def bmp_dimensions(source: Source) -> tuple[int, int]:
    """Width and height of a BMP file; a negative height means that rows are stored from the top."""
    start, header_size = struct.unpack("<II", source.at(10, 8))
    compression = needed = 0
    if header_size == _OS2:
        width, height, planes, depth = struct.unpack("<HHHH", source.at(18, 8))
    elif header_size == _OS2_SHORT:
        width, height, planes, depth = struct.unpack("<iiHH", source.at(18, 12))
    elif 40 <= header_size <= 1024:
        width, height, planes, depth, compression, needed = struct.unpack("<iiHHII", source.at(18, 20))
    else:
        raise BrokenMediaError("its kind of BMP isn't supported")
    if planes != 1 or depth not in _DEPTHS or compression > 6:
        raise BrokenMediaError("its header is damaged")
    height = abs(height)
    if compression in _UNCOMPRESSED:
        # Rows are padded to four bytes; the padding of the last one may be missing.
        needed = (width * depth + 31) // 32 * 4 * max(0, height - 1) + (width * depth + 7) // 8
    else:
        needed = max(0, needed - _RLE_END)
    if start + needed > source.size:
        raise BrokenMediaError("it is cut short")
    return width, height
