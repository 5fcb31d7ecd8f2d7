# Copied from openapi/companion/_sdk/download/forward.py by scripts/regenerate: edit it there.
# pyright: standard
"""Hand the bytes of a download on as they arrive: to memory, a file object, or whoever iterates over them.

They can't be taken back, so the first bytes are held back until they look like an MP4. After a break, the download
continues after the last byte. If the server sends the whole file again instead, the bytes that were handed on already
are skipped, and compared by their hash.
"""

from __future__ import annotations

import hashlib
from typing import Any

from attrs import define, field

from ..errors import DownloadFailed
from .incoming import Incoming, check_size, compressions
from .mp4 import Boxes

CHANGED = "the video has changed since its first bytes were handed on: discard them, and download it again"


@define
class Forward(Incoming):
    """The bytes that were handed on."""

    _boxes: Boxes = field(factory=Boxes)
    _held: bytes = field(default=b"", repr=False)
    _hash: Any = field(factory=hashlib.sha256, repr=False)
    _skip: int = 0
    _skipped: Any = field(factory=hashlib.sha256, repr=False)

    def size(self) -> int:
        """The number of bytes handed on."""
        return self._boxes.size

    def begin(self, status: int, headers: dict[str, str]) -> bool:
        """Read the head of an answer; what was held back of the last one is dropped."""
        self._held = b""
        return super().begin(status, headers)

    def continues(self, start: int, *, changed: bool) -> bool:
        """Whether an answer continues, or repeats what was handed on."""
        have = self.size()
        if start >= 0 and have and (changed or start not in (0, have)):
            raise DownloadFailed(CHANGED)
        self._skip, self._skipped = have - start, hashlib.sha256()
        return start in (0, have)

    def write(self, chunk: bytes) -> bytes:
        """Take a chunk, and return the bytes to hand on."""
        if self._skip:
            again, chunk = chunk[: self._skip], chunk[self._skip :]
            self._skip -= len(again)
            self._skipped.update(again)
            if not self._skip and self._skipped.digest() != self._hash.digest():
                raise DownloadFailed(CHANGED)
        if not self.size():
            self._held += chunk
            if len(self._held) < 8 or self._held[4:8] != b"ftyp":
                self._held = self._held[:16]
                return b""
            chunk, self._held = self._held, b""
        self._boxes.feed(chunk)
        self._hash.update(chunk)
        check_size(self.size())
        return chunk

    def fault(self) -> str | None:
        """What is missing or wrong, in words; None for a complete MP4."""
        if not self._held:
            return super().fault()
        said = f"it isn't an MP4: it starts with {self._held!r}"
        packed = compressions(self.coding)
        return f"{said} (compressed as {', '.join(packed)}): download it to a path instead" if packed else said

    def mp4_fault(self) -> str | None:
        """What is wrong with the bytes, in words."""
        return self._boxes.fault()

    def discard(self) -> None:
        """Start again, which is only possible as long as nothing was handed on."""
        if self.size():
            raise DownloadFailed(f"the bytes that were handed on aren't a complete video: {self.fault()}")
        super().discard()
