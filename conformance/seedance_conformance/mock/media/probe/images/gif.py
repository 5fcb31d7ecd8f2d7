"""Width and height of GIF files, and whether the last picture is whole."""

import struct

from seedance_conformance.mock.media.probe.source import BrokenMediaError, Source

_TRAILER, _PICTURE, _EXTENSION = b";", b",", b"!"
_MOST_CHECKED = 1 << 20  # bytes of compressed data that are searched for the end code
_WIDEST = 12  # bits of a code


def gif_dimensions(source: Source) -> tuple[int, int]:
    """Width and height of a GIF file.

    The trailer, the file's last byte, may be missing or wrong if the last picture is whole: viewers don't need it.
    """
    width, height, flags = struct.unpack("<HHB", source.at(6, 5))
    offset: int | None = 13 + _colours(flags)
    mark, data = b"", 0
    while offset is not None and offset < source.size:
        mark = source.at(offset, 1)
        if mark == _PICTURE:
            # Skip the descriptor and its colour table; the data begin with the size of their codes.
            data = offset + 10 + _colours(source.at(offset + 9, 1)[0])
            offset = _after_blocks(source, data + 1)
        elif mark == _EXTENSION:
            offset = _after_blocks(source, offset + 2)
        else:
            break
    if not data:
        raise BrokenMediaError("it has no picture data")
    if mark != _TRAILER and not _is_whole(source, data):
        raise BrokenMediaError("it is cut short")
    return width, height


def _colours(flags: int) -> int:
    """Size in bytes of the colour table that some flags announce."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _after_blocks(source: Source, offset: int) -> int | None:
    """Where a series of data blocks ends (each has its length in front, the last is empty); None if it is cut."""
    while offset < source.size:
        length = source.at(offset, 1)[0]
        offset += 1 + length
        if not length:
            return offset
    return None


def _is_whole(source: Source, offset: int) -> bool:
    """Whether the compressed data of a picture have an end code. The codes are counted, not decompressed."""
    least, packed = source.at(offset, 1)[0], bytearray()
    offset += 1
    while offset < source.size and (length := source.at(offset, 1)[0]) and len(packed) < _MOST_CHECKED:
        packed += source.at(offset + 1, min(length, source.size - offset - 1))
        offset += 1 + length
    return 1 < least < _WIDEST and _has_end(bytes(packed), least)


def _has_end(packed: bytes, least: int) -> bool:
    clear, end = 1 << least, (1 << least) + 1
    size, known = least + 1, end  # the first code after a clear code doesn't add a code
    held = bits = 0
    for byte in packed:
        held |= byte << bits
        bits += 8
        while bits >= size:
            code = held & (1 << size) - 1
            held >>= size
            bits -= size
            if code == end:
                return True
            known = end if code == clear else known + 1
            if code == clear:
                size = least + 1
            elif known == 1 << size and size < _WIDEST:
                size += 1
    return False
