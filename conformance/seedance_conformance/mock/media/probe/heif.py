"""Sides of HEIC and AVIF files, which some sellers take (MD-IMG-HEIC)."""

from seedance_conformance.mock.media.probe.boxes import boxes, child
from seedance_conformance.mock.media.probe.source import BrokenMediaError, Source


def heif_sides(source: Source) -> tuple[int, int]:
    """The largest picture's width and height, after the turn by quarters that the file asks for.

    Raises:
        BrokenMediaError: no picture's size is told.
    """
    largest, turned = (0, 0), False
    for box in boxes(source, 0, source.size):
        if box.kind != b"meta":
            continue
        # Version and flags come before the boxes in it.
        inner = type(box)(box.kind, box.start + 4, box.end)
        properties = child(source, inner, b"iprp", b"ipco")
        for entry in boxes(source, properties.start, properties.end) if properties else ():
            if entry.kind == b"irot":
                turned = source.at(entry.start, 1)[0] % 2 == 1
            elif entry.kind == b"ispe":
                sides = source.at(entry.start + 4, 8)
                found = int.from_bytes(sides[:4]), int.from_bytes(sides[4:])
                largest = max(largest, found, key=lambda pair: pair[0] * pair[1])
    if not all(largest):
        raise BrokenMediaError("it tells no picture's size")
    return largest[::-1] if turned else largest
