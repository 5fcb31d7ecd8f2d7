# Copied from openapi/companion/_sdk/download/mp4.py by scripts/regenerate: edit it there.
# pyright: standard
"""Check the boxes of an MP4 while its bytes arrive."""

from __future__ import annotations

from attrs import define, field

MOST_BOXES = 100_000
"""More than any real file has. This limit keeps a hostile file from costing time."""


@define
class Boxes:
    """The top-level boxes of a file, read from its chunks.

    Attributes:
        size: bytes so far.
        first: the first 16 bytes, for messages.
        kinds: the types of the boxes so far, such as `ftyp`.
    """

    size: int = 0
    first: bytes = field(default=b"", repr=False)
    kinds: list[bytes] = field(factory=list)
    _start: int = 0
    _end: float | None = None
    _head: bytes = field(default=b"", repr=False)
    _damage: str | None = None

    def feed(self, chunk: bytes) -> None:
        """Read the next bytes of the file."""
        at, self.size = self.size, self.size + len(chunk)
        if len(self.first) < 16:
            self.first += chunk[: 16 - len(self.first)]
        place = 0
        while self._damage is None and len(self.kinds) < MOST_BOXES:
            if self._end is not None:
                if at + len(chunk) < self._end:
                    return
                place, self._start, self._end = int(self._end) - at, int(self._end), None
            needed = 16 if self._head[:4] == b"\x00\x00\x00\x01" else 8
            taken = chunk[place : place + needed - len(self._head)]
            self._head += taken
            place += len(taken)
            if len(self._head) < needed:
                return
            if needed == 8 and self._head[:4] == b"\x00\x00\x00\x01":
                continue  # its length follows the type
            self._begin_box()

    def _begin_box(self) -> None:
        """Read the head of a box."""
        head, self._head = self._head, b""
        least, length = len(head), int.from_bytes(head[8:] or head[:4], "big")
        self.kinds.append(head[4:8])
        if len(self.kinds) == 1 and head[4:8] != b"ftyp":
            self._damage = "it isn't an MP4"
        elif length == 0:
            self._end = float("inf")  # to the end of the file
        elif length < least:
            self._damage = f"it is damaged: box {head[4:8]!r} at byte {self._start} declares only {length} bytes"
        else:
            self._end = self._start + length

    def fault(self) -> str | None:
        """What is wrong with a file that ends here, in words; None if all boxes are there, with header and data."""
        if not self.size:
            return "it is empty"
        if self.first[4:8] != b"ftyp":
            return f"it isn't an MP4: it starts with {self.first!r}"
        if self._damage is not None:
            return self._damage
        if self._head:
            needed = max(8, int.from_bytes(self._head[:4], "big") if len(self._head) >= 4 else 0)
            box = f"box {self._head[4:8]!r} at byte {self._start}"
            return f"it is cut off: {box} needs {needed} bytes, but only {len(self._head)} are left"
        if self._end is not None and self._end not in (float("inf"), self.size) and len(self.kinds) < MOST_BOXES:
            rest, box = self.size - self._start, f"box {self.kinds[-1]!r} at byte {self._start}"
            return f"it is cut off: {box} needs {self._end - self._start:.0f} bytes, but only {rest} are left"
        missing = [kind.decode() for kind in (b"moov", b"mdat") if kind not in self.kinds]
        return f"it lacks the box {' and '.join(missing)}" if missing and b"moof" not in self.kinds else None
