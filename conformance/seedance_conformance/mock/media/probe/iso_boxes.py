"""Finds the boxes of ISO files (MP4, MOV, HEIC)."""

from collections.abc import Container, Iterator

from attrs import frozen

from seedance_conformance.mock.media.probe.source import BrokenMediaError, Source


@frozen
class Box:
    """A box: its four-letter type, and the start and end of its content."""

    kind: bytes
    start: int
    end: int


def boxes(source: Source, start: int, end: int, known: Container[bytes] | None = None) -> Iterator[Box]:
    """The boxes between two places.

    A box that doesn't fit, and whose type isn't one of the `known` ones, counts as appended data and ends the search.
    """
    while start + 8 <= end:
        head = source.at(start, 8)
        size, kind, content = int.from_bytes(head[:4]), head[4:], start + 8
        if size == 1:
            size, content = int.from_bytes(source.at(content, 8)), start + 16
        elif size == 0:
            size = end - start
        if known is not None and kind not in known and not content - start <= size <= end - start:
            return
        if size < content - start:
            raise BrokenMediaError("one of its boxes is damaged")
        if start + size > end:
            raise BrokenMediaError(f"it is cut short in its box {kind.decode('latin-1')!r}")
        yield Box(kind, content, start + size)
        start += size


def child(source: Source, parent: Box, *path: bytes) -> Box | None:
    """The first box at that path below `parent`."""
    for kind in path:
        found = next((box for box in boxes(source, parent.start, parent.end) if box.kind == kind), None)
        if found is None:
            return None
        parent = found
    return parent
