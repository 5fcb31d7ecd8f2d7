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
from .mp4 import Boxes
from .ranges import check_size, compressions, differ, range_headers, span

CHANGED = "the video has changed since its first bytes were handed on: discard them, and download it again"


@define
class Forward:
    """The bytes that were handed on, and what the server says about the file; like `PartialFile`."""

    total: int | None = None
    tag: str | None = None
    coding: str = ""
    status: int = 0
    received: int = 0
    _boxes: Boxes = field(factory=Boxes)
    _held: bytes = field(default=b"", repr=False)
    _hash: Any = field(factory=hashlib.sha256, repr=False)
    _skip: int = 0
    _skipped: Any = field(factory=hashlib.sha256, repr=False)

    def size(self) -> int:
        """The number of bytes handed on."""
        return self._boxes.size

    def headers(self) -> dict[str, str]:
        """The headers that ask for the missing bytes only."""
        return range_headers(self.size(), self.tag)

    def begin(self, status: int, headers: dict[str, str]) -> bool:
        """Read the head of an answer: 206 continues, 200 and 203 start again; other answers have no video.

        Raises:
            DownloadFailed: the file has changed.
        """
        self.status, self.received, self._held = status, 0, b""
        if status not in (200, 203, 206):
            return False
        have = self.size()
        start, total = span(status, headers, asked_for_rest=bool(have))
        tag = headers.get("etag")
        if start < 0:
            return False
        if have and (start not in (0, have) or differ(self.tag, tag) or differ(self.total, total)):
            raise DownloadFailed(CHANGED)
        if start not in (0, have):
            return False
        self.tag, self.total, self.coding = tag, total, headers.get("content-encoding", "")
        self._skip, self._skipped = have - start, hashlib.sha256()
        return True

    def write(self, chunk: bytes) -> bytes:
        """Take a chunk, and return the bytes to hand on.

        Raises:
            DownloadFailed: the file has changed, or is too large.
        """
        self.received += len(chunk)
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
        have = self.size()
        if self._held:
            said = f"it isn't an MP4: it starts with {self._held!r}"
            packed = compressions(self.coding)
            return f"{said} (compressed as {', '.join(packed)}): download it to a path instead" if packed else said
        if self.total is not None and have != self.total:
            return f"{have} of {self.total} bytes arrived"
        return self._boxes.fault() if have else "no bytes arrived"

    def discard(self) -> None:
        """Start again, which is only possible as long as nothing was handed on.

        Raises:
            DownloadFailed: bytes were handed on.
        """
        if self.size():
            raise DownloadFailed(f"the bytes that were handed on aren't a complete video: {self.fault()}")
        self.total = self.tag = None

    def may_be_compressed(self) -> bool:
        """Never: bytes that aren't an MP4 aren't handed on."""
        return False

    def decompress(self) -> None:
        """Never called, because `may_be_compressed` is False."""

    def close(self) -> None:
        """There is nothing to close."""
