# Copied from openapi/companion/sdk/mp4.py by scripts/regenerate: edit it there.
"""Whether a file is a whole MP4: its top-level boxes, without decoding anything."""

from __future__ import annotations

from pathlib import Path

__all__ = ["mp4_fault"]

MOST_BOXES = 100_000
"""More than any real file has: a hostile one must not keep us busy."""


def mp4_fault(path: Path) -> str | None:
    """What is wrong with an MP4 file, in words; None if its boxes are whole and it has a head and data."""
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
                return f"it is no MP4: it begins with {head[:16]!r}"
            if length < least or start + length > size:
                return f"it is cut off: box {kind!r} at byte {start} claims {length} bytes of {size - start}"
            kinds.append(kind)
            start += length
    missing = [kind.decode() for kind in (b"moov", b"mdat") if kind not in kinds]
    if not kinds:
        return "it is empty"
    return f"it has no {' and no '.join(missing)}" if missing and b"moof" not in kinds else None
