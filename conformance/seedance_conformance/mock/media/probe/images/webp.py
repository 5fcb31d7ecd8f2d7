"""Width and height of WebP files, from the first chunk and the Exif data."""

from seedance_conformance.mock.media.probe.images.tiff import is_rotated
from seedance_conformance.mock.media.probe.source import BrokenMediaError, Source

_EXIF = 0x08  # flag of the extended form: the file has Exif data
_LARGEST_EXIF = 1 << 16


def webp_dimensions(source: Source) -> tuple[int, int]:
    """Width and height of a WebP file in one of its three forms, after the rotation in its Exif data."""
    if 8 + int.from_bytes(source.at(4, 4), "little") > source.size:
        raise BrokenMediaError("it is cut short")
    form = source.at(12, 4)
    if form == b"VP8X":
        sides = source.at(24, 6)
        width, height = 1 + int.from_bytes(sides[:3], "little"), 1 + int.from_bytes(sides[3:], "little")
        return (height, width) if source.at(20, 1)[0] & _EXIF and is_rotated(_exif(source)) else (width, height)
    if form == b"VP8L":
        signature, *packed = source.at(20, 5)
        if signature == 0x2F:
            bits = int.from_bytes(bytes(packed), "little")
            return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if form == b"VP8 " and source.at(23, 3) == b"\x9d\x01\x2a":
        sides = source.at(26, 4)
        return int.from_bytes(sides[:2], "little") & 0x3FFF, int.from_bytes(sides[2:], "little") & 0x3FFF
    raise BrokenMediaError("its first chunk is damaged")


def _exif(source: Source) -> bytes:
    """The content of the Exif chunk, which follows the picture; empty without one."""
    offset = 12
    while offset + 8 <= source.size:
        head = source.at(offset, 8)
        length = int.from_bytes(head[4:], "little")
        if head[:4] == b"EXIF":
            return source.at(offset + 8, min(length, _LARGEST_EXIF, source.size - offset - 8))
        offset += 8 + length + length % 2
    return b""
