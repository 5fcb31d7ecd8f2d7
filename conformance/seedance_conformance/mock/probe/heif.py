"""Sides of HEIC and AVIF files, which some sellers take (MD-IMG-HEIC)."""

from seedance_conformance.mock.probe.boxes import boxes, child
from seedance_conformance.mock.probe.source import BrokenMediaError, Source


def heif_sides(source: Source) -> tuple[int, int]:
    """The largest picture's width and height.

    Raises:
        BrokenMediaError: no picture's size is told.
    """
    largest = (0, 0)
    for box in boxes(source, 0, source.size):
        if box.kind != b"meta":
            continue
        # Version and flags come before the boxes in it.
        inner = type(box)(box.kind, box.start + 4, box.end)
        properties = child(source, inner, b"iprp", b"ipco")
        for entry in boxes(source, properties.start, properties.end) if properties else ():
            if entry.kind == b"ispe":
                sides = source.at(entry.start + 4, 8)
                found = int.from_bytes(sides[:4]), int.from_bytes(sides[4:])
                largest = max(largest, found, key=lambda pair: pair[0] * pair[1])
    if not all(largest):
        raise BrokenMediaError("it tells no picture's size")
    return largest
