"""Check that a file is a complete MP4 by its top-level boxes, without decoding it."""

from __future__ import annotations

from pathlib import Path

__all__ = ["mp4_fault"]

MOST_BOXES = 100_000
"""More than any real file has. This limit keeps a hostile file from costing time."""


def mp4_fault(path: Path) -> str | None:
    """What is wrong with an MP4 file, in words; None if its boxes are complete and it has a header and data."""
    size = path.stat().st_size
    kinds: list[bytes] = []
    with path.open("rb") as file:
        start = 0
        while start < size and len(kinds) < MOST_BOXES:
            file.seek(start)
            head = file.read(16)
            length = int.from_bytes(head[:4], "big")
            least = 8
            if length == 1:
                length, least = int.from_bytes(head[8:16], "big"), 16
            elif length == 0:
                length = size - start
            kind = head[4:8]
            if not kinds and kind != b"ftyp":
                return f"it isn't an MP4: it starts with {head[:16]!r}"
            if length < least or start + length > size:
                return f"it is cut off: box {kind!r} at byte {start} claims {length} bytes of {size - start}"
            kinds.append(kind)
            start += length
    missing = [kind.decode() for kind in (b"moov", b"mdat") if kind not in kinds]
    if not kinds:
        return "it is empty"
    return f"it lacks the box {' and '.join(missing)}" if missing and b"moof" not in kinds else None
