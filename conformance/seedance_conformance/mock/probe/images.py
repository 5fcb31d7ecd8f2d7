"""Sides of PNG, JPEG, GIF and BMP files, from their headers; each reader also notices a file that is cut short."""

import struct
import zlib

from seedance_conformance.mock.probe.source import BrokenMediaError, Source

_DEPTHS = frozenset({1, 2, 4, 8, 16, 24, 32})  # bits of a BMP pixel; 0 for a JPEG or PNG inside is not taken
_NO_FRAME = frozenset({0xC4, 0xC8, 0xCC})  # JPEG markers among the start-of-frame ones that are none


def png_sides(source: Source) -> tuple[int, int]:
    """Width and height of a PNG file.

    Raises:
        BrokenMediaError: the header chunk is wrong, or the end chunk is missing.
    """
    length, kind, header, checksum = struct.unpack(">I4s13sI", source.at(8, 25))
    if length != 13 or kind != b"IHDR" or zlib.crc32(kind + header) != checksum:
        raise BrokenMediaError("its header is damaged")
    offset, has_data = 33, False
    while True:
        length, kind = struct.unpack(">I4s", source.at(offset, 8))
        if kind == b"IEND":
            break
        has_data = has_data or kind == b"IDAT"
        offset += length + 12
    if not has_data:
        raise BrokenMediaError("it has no picture data")
    width, height = struct.unpack(">II", header[:8])
    return width, height


def jpeg_sides(source: Source) -> tuple[int, int]:
    """Width and height of a JPEG file; a turn that its Exif data asks for is not applied.

    Raises:
        BrokenMediaError: there is no frame, no picture data or no end marker.
    """
    offset, sides = 2, None
    while True:
        lead, marker = source.at(offset, 2)
        if lead != 0xFF:
            raise BrokenMediaError("its segments are damaged")
        if marker == 0xFF:  # a fill byte
            offset += 1
            continue
        length = int.from_bytes(source.at(offset + 2, 2))
        if length < 2:
            raise BrokenMediaError("its segments are damaged")
        if 0xC0 <= marker <= 0xCF and marker not in _NO_FRAME:
            height, width = struct.unpack(">HH", source.at(offset + 5, 4))
            sides = (width, height)
        offset += 2 + length
        if marker == 0xDA:
            break
    if sides is None:
        raise BrokenMediaError("it has no frame")
    if source.find(b"\xff\xd9", offset) < 0:
        raise BrokenMediaError("it is cut short")
    return sides


def gif_sides(source: Source) -> tuple[int, int]:
    """Width and height of a GIF file's screen.

    Raises:
        BrokenMediaError: there is no picture or no trailer, or what lies between is damaged.
    """
    width, height, flags = struct.unpack("<HHB", source.at(6, 5))
    offset = 13 + _colours(flags)
    pictures = 0
    while (mark := source.at(offset, 1)) != b";":
        if mark == b",":
            pictures += 1
            # The descriptor, its colours, and a byte before the data.
            offset += 10 + _colours(source.at(offset + 9, 1)[0]) + 1
        elif mark == b"!":
            offset += 2
        else:
            raise BrokenMediaError("its blocks are damaged")
        while length := source.at(offset, 1)[0]:
            offset += 1 + length
        offset += 1
    if not pictures:
        raise BrokenMediaError("it has no picture data")
    return width, height


def _colours(flags: int) -> int:
    """Bytes of the table of colours that the flags of a GIF announce."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def bmp_sides(source: Source) -> tuple[int, int]:
    """Width and height of a BMP file; rows may be stored from the top, with a negative height.

    Raises:
        BrokenMediaError: the header is unknown, or the pixels are not all there.
    """
    start, header_size = struct.unpack("<II", source.at(10, 8))
    if header_size == 12:
        width, height, planes, depth = struct.unpack("<HHHH", source.at(18, 8))
        compression = 0
    elif 40 <= header_size <= 1024:
        width, height, planes, depth, compression = struct.unpack("<iiHHI", source.at(18, 16))
    else:
        raise BrokenMediaError("its header is damaged")
    if planes != 1 or depth not in _DEPTHS or compression > 6:
        raise BrokenMediaError("its header is damaged")
    height = abs(height)
    row = (width * depth + 31) // 32 * 4
    if compression in (0, 3) and start + row * height > source.size:
        raise BrokenMediaError("it is cut short")
    return width, height
