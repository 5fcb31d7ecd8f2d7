"""Whether an MP4 file is whole, and its length: read from its boxes, since decoding thousands of videos takes long."""

import struct
from collections.abc import Iterator

from attrs import frozen


@frozen
class Mp4:
    """What the boxes say: the length in seconds, or what is wrong with the file."""

    seconds: float = 0.0
    flaw: str | None = None


def read_mp4(content: bytes) -> Mp4:
    """Read the boxes of a whole file (ISO/IEC 14496-12)."""
    try:
        found = dict(_boxes(content, 0, len(content)))
        movie = dict(_boxes(content, *found[b"moov"])) if b"moov" in found else {}
    except _Cut as cut:
        return Mp4(flaw=str(cut))
    for name in (b"ftyp", b"moov", b"mdat"):
        if name not in found:
            return Mp4(flaw=f"it has no box {name.decode()}, so it isn't a whole MP4")
    if b"mvhd" not in movie:
        return Mp4(flaw="its index has no movie header")
    return Mp4(_seconds(content[slice(*movie[b"mvhd"])]))


class _Cut(Exception):
    """A box ends after its container."""


def _boxes(content: bytes, start: int, end: int) -> Iterator[tuple[bytes, tuple[int, int]]]:
    """Name and place of the content of each box in a range."""
    while start < end:
        if end - start < 8:
            raise _Cut(f"it ends in the middle of a box, at byte {end}")
        size, name = struct.unpack_from(">I4s", content, start)
        head = 8
        if size == 1 and end - start >= 16:
            size, head = struct.unpack_from(">Q", content, start + 8)[0], 16
        size = size or end - start  # 0: to the end
        if size < head or start + size > end:
            shown = name.decode("latin-1") if name.isalnum() else "unknown"
            raise _Cut(f"it is cut: its box {shown} should end at byte {start + size}, the file ends at {end}")
        yield name, (start + head, start + size)
        start += size


def _seconds(header: bytes) -> float:
    """The length in a movie header, version 0 or 1; 0 if it doesn't have one."""
    layout, place = (">IQ", 20) if header[:1] == b"\x01" else (">II", 12)
    if len(header) < place + struct.calcsize(layout):
        return 0.0
    scale, length = struct.unpack_from(layout, header, place)
    return float(length / scale) if scale else 0.0
