"""Width and height of HEIC and AVIF files, which some sellers accept (MD-IMG-HEIC)."""

from seedance_conformance.mock.media.probe.iso_boxes import boxes, child
from seedance_conformance.mock.media.probe.source import BrokenMediaError, Source


def heif_dimensions(source: Source) -> tuple[int, int]:
    """Width and height of the largest picture, after its rotation."""
    largest, rotated = (0, 0), False
    for box in boxes(source, 0, source.size):
        if box.kind != b"meta":
            continue
        # Version and flags precede the boxes inside.
        inner = type(box)(box.kind, box.start + 4, box.end)
        properties = child(source, inner, b"iprp", b"ipco")
        for entry in boxes(source, properties.start, properties.end) if properties else ():
            if entry.kind == b"irot":
                rotated = source.at(entry.start, 1)[0] % 2 == 1
            elif entry.kind == b"ispe":
                sides = source.at(entry.start + 4, 8)
                found = int.from_bytes(sides[:4]), int.from_bytes(sides[4:])
                largest = max(largest, found, key=lambda pair: pair[0] * pair[1])
    if not all(largest):
        raise BrokenMediaError("it doesn't state the size of a picture")
    return largest[::-1] if rotated else largest
