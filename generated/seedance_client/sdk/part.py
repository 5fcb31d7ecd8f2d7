"""The file in which the pieces of a download are gathered, `.NAME.TASK.part` beside the target."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from attrs import define, field

from .errors import DownloadFailed
from .files import lock, sync_directory, sync_if_possible
from .mp4 import mp4_fault

__all__ = ["Part", "part_path"]

log = logging.getLogger("seedance_client")

MOST_BYTES = 4 * 2**30
"""A video of 15 seconds has a few megabytes; an endless answer must not fill the disk."""
PIECE = 2**16
COMPRESSIONS = ("gzip", "deflate", "br", "zstd")
"""Content codings that mean something. Other words, as identity, aws-chunked or UTF-8, say nothing of the bytes."""
_RANGE = re.compile(r"bytes[ =]*(\d+)-\d+/(\d+|\*)", re.IGNORECASE)


def part_path(target: Path, task_id: str) -> Path:
    """Where the pieces of a task's video are gathered."""
    return target.with_name(f".{target.name[:80]}.{hashlib.sha256(task_id.encode()).hexdigest()[:12]}.part")


@define
class Part:
    """The file, and what the other side says of it. Its bytes are kept as they come, whatever coding is declared."""

    path: Path
    total: int | None = None
    tag: str | None = None
    coding: str = ""
    status: int = 0
    received: int = 0
    file: Any = field(default=None, repr=False)
    _asked_for_rest: bool = False

    def headers(self) -> dict[str, str]:
        """Ask for the rest only, and for all if the file is another one by now."""
        have = self.size()
        self._asked_for_rest = bool(have)
        if not have:
            return {}
        wanted = {"Range": f"bytes={have}-"}
        strong = self.tag and not self.tag.startswith("W/")
        return {**wanted, "If-Range": str(self.tag)} if strong else wanted

    def size(self) -> int:
        """Bytes that are there."""
        return self.path.stat().st_size if self.path.exists() else 0

    def begin(self, status: int, headers: dict[str, str]) -> bool:
        """Take the head of an answer: 206 goes on, 200 and 203 start again; anything else has no video."""
        self.status, self.received = status, 0
        if status not in (200, 203, 206):
            return False
        start, total = self._span(status, headers)
        tag = headers.get("etag")
        if status == 206 and (start != self.size() or _differ(self.tag, tag) or _differ(self.total, total)):
            self.discard()  # the rest of another file, also where If-Range is not understood
            return False
        self.tag, self.total, self.coding = tag, total, headers.get("content-encoding", "")
        self._open(start)
        return True

    def _span(self, status: int, headers: dict[str, str]) -> tuple[int, int | None]:
        """Where an answer's bytes begin, -1 if it doesn't say so, and how many the whole file has."""
        if status != 206:
            length = headers.get("content-length", "")
            return 0, int(length) if length.isascii() and length.isdigit() else None
        match = _RANGE.fullmatch(headers.get("content-range", "").strip())
        if match is None:  # nothing was asked for but the whole file: its boxes tell whether it is
            return (-1 if self._asked_for_rest else 0), None
        return int(match[1]), int(match[2]) if match[2] != "*" else None

    def write(self, chunk: bytes) -> None:
        """Take a piece."""
        self.received += len(chunk)
        try:
            self.file.write(chunk)
            if self.file.tell() > MOST_BYTES:
                raise DownloadFailed(f"the video has more than {MOST_BYTES} bytes")
        except OSError as error:
            raise DownloadFailed(f"{self.path} can't be written: {error}") from None

    def _open(self, start: int) -> None:
        """Open the file for what follows its first bytes.

        Raises:
            DownloadFailed: it can't be written, or another download is writing it.
        """
        try:
            self.file = self.path.open("ab")
            lock(self.file, wait=False)
            self.file.truncate(start)
        except BlockingIOError:
            raise DownloadFailed(f"another download is writing {self.path}: wait for it") from None
        except OSError as error:
            raise DownloadFailed(f"{self.path} can't be written: {error}") from None

    def close(self) -> None:
        """Close the file, which gives it free for another download."""
        if self.file is not None:
            self.file.close()
            self.file = None

    def discard(self) -> None:
        """Begin again."""
        self.close()
        self.path.unlink(missing_ok=True)
        self.total = self.tag = None

    def fault(self) -> str | None:
        """What is missing or wrong, in words; None for a whole MP4."""
        have = self.size()
        if self.total is not None and have != self.total:
            return f"{have} of {self.total} bytes came"
        if not have:
            return "nothing came"
        fault = mp4_fault(self.path)
        return f"{fault} (declared as {self.coding[:40]!r})" if fault and self._compressions() else fault

    def _compressions(self) -> list[str]:
        """The declared codings that mean something."""
        words = (word.strip().lower().removeprefix("x-") for word in self.coding.split(","))
        return [word for word in words if word in COMPRESSIONS]

    def is_packed(self) -> bool:
        """Whether the file is whole and may be compressed: it is declared to be, and its bytes are no MP4."""
        have = self.size()
        return bool(have and self._compressions()) and (self.total in (None, have)) and mp4_fault(self.path) is not None

    def unpack(self) -> None:
        """Decompress the file in place, if there is an MP4 in it; else leave it as it is."""
        from .connections import decoded  # httpx is imported when a client is made

        unpacked = self.path.with_suffix(".unpacked")
        try:
            with unpacked.open("wb") as file:
                for chunk in decoded(self._pieces(), ", ".join(self._compressions())):
                    file.write(chunk)
                    if file.tell() > MOST_BYTES:
                        return
            if mp4_fault(unpacked) is None:
                unpacked.replace(self.path)
                self.total, self.coding = None, ""
        except OSError:
            raise
        except Exception:  # it isn't compressed as it says, or no decoder is installed
            log.debug("%s isn't in the declared coding %r", self.path, self.coding)
        finally:
            unpacked.unlink(missing_ok=True)

    def _pieces(self) -> Iterator[bytes]:
        with self.path.open("rb") as file:
            while piece := file.read(PIECE):
                yield piece

    def finish(self, target: Path) -> None:
        """Make it last, as far as the file system can, and put it in its place at once."""
        sync_if_possible(self.path)
        self.path.replace(target)
        sync_directory(target.parent)


def _differ(before: object, now: object) -> bool:
    """Whether a file is another one by now, as far as is known."""
    return before is not None and now is not None and before != now
