"""The screen of GIF files, and whether the last picture on it is there."""

import struct

from seedance_conformance.mock.media.probe.source import BrokenMediaError, Source

_TRAILER, _PICTURE, _EXTENSION = b";", b",", b"!"
_MOST_CHECKED = 1 << 20  # bytes of packed data that are looked through for their end
_WIDEST = 12  # bits of a code


def gif_sides(source: Source) -> tuple[int, int]:
    """Width and height of a GIF file's screen.

    The trailer that marks the end of the file may be missing, or be something else: viewers don't need it.

    Raises:
        BrokenMediaError: there is no picture, or the last one breaks off.
    """
    width, height, flags = struct.unpack("<HHB", source.at(6, 5))
    offset: int | None = 13 + _colours(flags)
    mark, data = b"", 0
    while offset is not None and offset < source.size:
        mark = source.at(offset, 1)
        if mark == _PICTURE:
            # The descriptor and its colours; the data begin with the size of their codes.
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
    """Bytes of the table of colours that the flags of a GIF announce."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _after_blocks(source: Source, offset: int) -> int | None:
    """Where blocks of data end, each with its length before it and the last one empty; None if the file ends first."""
    while offset < source.size:
        length = source.at(offset, 1)[0]
        offset += 1 + length
        if not length:
            return offset
    return None


def _is_whole(source: Source, offset: int) -> bool:
    """Whether the packed data of a picture come to their end code. Codes are counted, not unpacked."""
    least, packed = source.at(offset, 1)[0], bytearray()
    offset += 1
    while offset < source.size and (length := source.at(offset, 1)[0]) and len(packed) < _MOST_CHECKED:
        packed += source.at(offset + 1, min(length, source.size - offset - 1))
        offset += 1 + length
    return 1 < least < _WIDEST and _has_end(bytes(packed), least)


def _has_end(packed: bytes, least: int) -> bool:
    clear, end = 1 << least, (1 << least) + 1
    size, known = least + 1, end  # the first code after a clear one adds no code to the known ones
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
