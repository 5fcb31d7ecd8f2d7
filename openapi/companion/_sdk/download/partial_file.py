"""The partial file of a download, `.NAME.TASK.part` in the target's folder, and the check that it is a complete MP4."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from attrs import define, field

from ..errors import DownloadFailed
from ..journal.files import lock, sync_directory, sync_if_possible

__all__ = ["OTHER_PATH", "PartialFile", "partial_path"]

log = logging.getLogger("seedance_client")

MOST_BYTES = 4 * 2**30
"""A video of 15 seconds has a few megabytes. This limit keeps an endless answer from filling the disk."""
CHUNK_BYTES = 2**16
OTHER_PATH = "the task is paid for: download it again to another path"
COMPRESSIONS = ("gzip", "deflate", "br", "zstd")
"""Content codings that mean compression. Other words, such as identity, aws-chunked or UTF-8, don't."""
_RANGE = re.compile(r"bytes[ =]*(\d+)-\d+/(\d+|\*)", re.IGNORECASE)


def partial_path(target: Path, task_id: str) -> Path:
    """The partial file of a task's video."""
    return target.with_name(f".{target.name[:80]}.{hashlib.sha256(task_id.encode()).hexdigest()[:12]}.part")


@define
class PartialFile:
    """The file, and what the server says about it.

    Bytes are stored as they arrive, regardless of the declared coding.
    """

    path: Path
    total: int | None = None
    tag: str | None = None
    coding: str = ""
    status: int = 0
    received: int = 0
    file: Any = field(default=None, repr=False)
    _asked_for_rest: bool = False

    def headers(self) -> dict[str, str]:
        """The headers that ask for the missing bytes only, or for the whole file if it has changed."""
        have = self.size()
        self._asked_for_rest = bool(have)
        if not have:
            return {}
        wanted = {"Range": f"bytes={have}-"}
        strong = self.tag and not self.tag.startswith("W/")
        return {**wanted, "If-Range": str(self.tag)} if strong else wanted

    def size(self) -> int:
        """The number of bytes stored."""
        return self.path.stat().st_size if self.path.exists() else 0

    def begin(self, status: int, headers: dict[str, str]) -> bool:
        """Read the head of an answer: 206 continues the file, 200 and 203 restart it; other answers have no video."""
        self.status, self.received = status, 0
        if status not in (200, 203, 206):
            return False
        start, total = self._span(status, headers)
        tag = headers.get("etag")
        if status == 206 and (start != self.size() or _differ(self.tag, tag) or _differ(self.total, total)):
            self.discard()  # the file has changed, and the server ignores If-Range
            return False
        self.tag, self.total, self.coding = tag, total, headers.get("content-encoding", "")
        self._open(start)
        return True

    def _span(self, status: int, headers: dict[str, str]) -> tuple[int, int | None]:
        """Where an answer's bytes start (-1 if it doesn't say), and the size of the whole file if it is known."""
        if status != 206:
            length = headers.get("content-length", "")
            return 0, int(length) if length.isascii() and length.isdigit() else None
        match = _RANGE.fullmatch(headers.get("content-range", "").strip())
        if match is None:  # if we asked for the whole file, its MP4 boxes show whether it is complete
            return (-1 if self._asked_for_rest else 0), None
        return int(match[1]), int(match[2]) if match[2] != "*" else None

    def write(self, chunk: bytes) -> None:
        """Store a chunk."""
        self.received += len(chunk)
        try:
            self.file.write(chunk)
            if self.file.tell() > MOST_BYTES:
                raise DownloadFailed(f"the video is larger than the limit of {MOST_BYTES} bytes")
        except OSError as error:
            raise DownloadFailed(f"{self.path} can't be written: {error}; {OTHER_PATH}") from None

    def _open(self, start: int) -> None:
        """Open the file, and cut it off after its first `start` bytes.

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
            raise DownloadFailed(f"{self.path} can't be written: {error}; {OTHER_PATH}") from None

    def close(self) -> None:
        """Close the file, which unlocks it for another download."""
        if self.file is not None:
            self.file.close()
            self.file = None

    def discard(self) -> None:
        """Delete what is stored, to start again."""
        self.close()
        self.path.unlink(missing_ok=True)
        self.total = self.tag = None

    def fault(self) -> str | None:
        """What is missing or wrong, in words; None for a complete MP4."""
        have = self.size()
        if self.total is not None and have != self.total:
            return f"{have} of {self.total} bytes arrived"
        if not have:
            return "no bytes arrived"
        fault = mp4_fault(self.path)
        return f"{fault} (Content-Encoding: {self.coding[:40]!r})" if fault and self._compressions() else fault

    def _compressions(self) -> list[str]:
        """The declared codings that mean compression."""
        words = (word.strip().lower().removeprefix("x-") for word in self.coding.split(","))
        return [word for word in words if word in COMPRESSIONS]

    def may_be_compressed(self) -> bool:
        """Whether the file is complete, is declared as compressed, and isn't an MP4 as it is."""
        have = self.size()
        return bool(have and self._compressions()) and (self.total in (None, have)) and mp4_fault(self.path) is not None

    def decompress(self) -> None:
        """Decompress the file in place if it contains an MP4; otherwise leave it as it is."""
        from ..transport.connections import decoded  # httpx is imported when a client is made

        decompressed = self.path.with_suffix(".decompressed")
        try:
            with decompressed.open("wb") as file:
                for chunk in decoded(self._chunks(), ", ".join(self._compressions())):
                    file.write(chunk)
                    if file.tell() > MOST_BYTES:
                        return
            if mp4_fault(decompressed) is None:
                decompressed.replace(self.path)
                self.total, self.coding = None, ""
        except OSError:
            raise
        except Exception:  # it isn't compressed as declared, or no decoder is installed
            log.debug("%s isn't in the declared coding %r", self.path, self.coding)
        finally:
            decompressed.unlink(missing_ok=True)

    def _chunks(self) -> Iterator[bytes]:
        with self.path.open("rb") as file:
            while chunk := file.read(CHUNK_BYTES):
                yield chunk

    def finish(self, target: Path) -> None:
        """Sync the file to its disk if the file system can, and move it to the target in one step."""
        sync_if_possible(self.path)
        self.path.replace(target)
        sync_directory(target.parent)


def _differ(before: object, now: object) -> bool:
    """Whether both values are known and differ, which means that the file has changed."""
    return before is not None and now is not None and before != now


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
            if size - start >= least > length:
                return f"it is damaged: box {kind!r} at byte {start} declares only {length} bytes"
            if (needed := max(length, least)) > (rest := size - start):
                return f"it is cut off: box {kind!r} at byte {start} needs {needed} bytes, but only {rest} are left"
            kinds.append(kind)
            start += length
    missing = [kind.decode() for kind in (b"moov", b"mdat") if kind not in kinds]
    if not kinds:
        return "it is empty"
    return f"it lacks the box {' and '.join(missing)}" if missing and b"moof" not in kinds else None
