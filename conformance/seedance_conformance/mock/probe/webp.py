"""Sides of WebP files, from the first chunk."""

from seedance_conformance.mock.probe.source import BrokenMediaError, Source


def webp_sides(source: Source) -> tuple[int, int]:
    """Width and height of a WebP file in one of its three forms.

    Raises:
        BrokenMediaError: the file is shorter than it says, or its first chunk is damaged.
    """
    if 8 + int.from_bytes(source.at(4, 4), "little") > source.size:
        raise BrokenMediaError("it is cut short")
    form = source.at(12, 4)
    if form == b"VP8X":
        sides = source.at(24, 6)
        return 1 + int.from_bytes(sides[:3], "little"), 1 + int.from_bytes(sides[3:], "little")
    if form == b"VP8L":
        signature, *packed = source.at(20, 5)
        if signature == 0x2F:
            bits = int.from_bytes(bytes(packed), "little")
            return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if form == b"VP8 " and source.at(23, 3) == b"\x9d\x01\x2a":
        sides = source.at(26, 4)
        return int.from_bytes(sides[:2], "little") & 0x3FFF, int.from_bytes(sides[2:], "little") & 0x3FFF
    raise BrokenMediaError("its first chunk is damaged")
