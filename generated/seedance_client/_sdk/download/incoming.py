# Copied from openapi/companion/_sdk/download/incoming.py by scripts/regenerate: edit it there.
# pyright: standard
"""A file that is being received, and what the heads of the answers say about it: its size, tag and coding."""

from __future__ import annotations

import re

from attrs import define

from ..errors import DownloadFailed

MOST_BYTES = 4 * 2**30
"""A video of 15 seconds has a few megabytes. This limit keeps an endless answer from filling the disk."""
COMPRESSIONS = ("gzip", "deflate", "br", "zstd")
"""Content codings that mean compression. Other words, such as identity, aws-chunked or UTF-8, don't."""
_RANGE = re.compile(r"bytes[ =]*(\d+)-\d+/(\d+|\*)", re.IGNORECASE)


def check_size(size: int) -> None:
    """Raise DownloadFailed if a file is too large."""
    if size > MOST_BYTES:
        raise DownloadFailed(f"the video is larger than the limit of {MOST_BYTES} bytes")


def span(status: int, headers: dict[str, str], *, asked_for_rest: bool) -> tuple[int, int | None]:
    """Where an answer's bytes start (-1 if it doesn't say), and the size of the whole file if it is known."""
    if status != 206:
        length = headers.get("content-length", "")
        return 0, int(length) if length.isascii() and length.isdigit() else None
    match = _RANGE.fullmatch(headers.get("content-range", "").strip())
    if match is None:  # if we asked for the whole file, its MP4 boxes show whether it is complete
        return (-1 if asked_for_rest else 0), None
    return int(match[1]), int(match[2]) if match[2] != "*" else None


def compressions(coding: str) -> list[str]:
    """The words of a Content-Encoding that mean compression."""
    words = (word.strip().lower().removeprefix("x-") for word in coding.split(","))
    return [word for word in words if word in COMPRESSIONS]


@define
class Incoming:
    """A file that is being received, by one request after another: stored, or handed on.

    Each method may raise DownloadFailed: the file has changed, is too large, or can't be written or taken back.

    Attributes:
        total: the size of the whole file, if it is known.
        tag: its entity tag, if it has one.
        coding: its Content-Encoding.
        status: the HTTP status of the last answer; 0 if there is none.
    """

    total: int | None = None
    tag: str | None = None
    coding: str = ""
    status: int = 0

    def size(self) -> int:
        """The number of bytes that have arrived."""
        raise NotImplementedError

    def headers(self) -> dict[str, str]:
        """The headers that ask for the missing bytes only, or for the whole file if it has changed."""
        have = self.size()
        if not have:
            return {}
        strong = self.tag and not self.tag.startswith("W/")
        return {"Range": f"bytes={have}-"} | ({"If-Range": str(self.tag)} if strong else {})

    def begin(self, status: int, headers: dict[str, str]) -> bool:
        """Read the head of an answer: 206 continues, 200 and 203 start again; other answers have no video."""
        self.status = status
        if status not in (200, 203, 206):
            return False
        start, total = span(status, headers, asked_for_rest=bool(self.size()))
        tag = headers.get("etag")
        changed = any(a is not None and b is not None and a != b for a, b in ((self.tag, tag), (self.total, total)))
        if not self.continues(start, changed=changed):
            return False
        self.tag, self.total, self.coding = tag, total, headers.get("content-encoding", "")
        return True

    def continues(self, start: int, *, changed: bool) -> bool:
        """Whether the bytes of an answer fit, from `start` on (-1 if it doesn't say); then they are written next."""
        raise NotImplementedError

    def write(self, chunk: bytes) -> bytes:
        """Take a chunk, and return the bytes to hand on."""
        raise NotImplementedError

    def fault(self) -> str | None:
        """What is missing or wrong, in words; None for a complete MP4."""
        have = self.size()
        if self.total is not None and have != self.total:
            return f"{have} of {self.total} bytes arrived"
        return self.mp4_fault() if have else "no bytes arrived"

    def mp4_fault(self) -> str | None:
        """What is wrong with all bytes, in words; None for a complete MP4."""
        raise NotImplementedError

    def discard(self) -> None:
        """Forget what has arrived, to start again."""
        self.total = self.tag = None

    def may_be_compressed(self) -> bool:
        """Whether the file is complete, is declared as compressed, isn't an MP4 as it is, and can be decompressed."""
        return False

    def decompress(self) -> None:
        """Decompress the file in place if it contains an MP4; otherwise leave it as it is."""

    def close(self) -> None:
        """Close what is open."""
