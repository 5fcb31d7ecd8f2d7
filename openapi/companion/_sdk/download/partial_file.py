"""The partial file of a download, `.NAME.TASK.part` in the target's folder, and the check that it is a complete MP4."""

from __future__ import annotations

import errno
import hashlib
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from attrs import define, field

from ..errors import DownloadFailed
from ..journal.files import lock, sync_directory, sync_if_possible
from .incoming import MOST_BYTES, Incoming, check_size, compressions
from .mp4 import Boxes

log = logging.getLogger("seedance_client")

CHUNK_BYTES = 2**16
OTHER_PATH = "the task is paid for: download it again to another path"


def partial_path(target: Path, task_id: str) -> Path:
    """The partial file of a task's video."""
    return target.with_name(f".{target.name[:80]}.{hashlib.sha256(task_id.encode()).hexdigest()[:12]}.part")


@define
class PartialFile(Incoming):
    """The file. Bytes are stored as they arrive, regardless of the declared coding."""

    path: Path = field(kw_only=True)
    file: Any = field(default=None, repr=False)

    def size(self) -> int:
        """The number of bytes stored."""
        if self.file is not None:
            return int(self.file.tell())  # some of them may not be on the disk yet
        return self.path.stat().st_size if self.path.exists() else 0

    def continues(self, start: int, *, changed: bool) -> bool:
        """Whether an answer continues the file, or restarts it. If it has changed, what is stored is deleted."""
        if self.status == 206 and (changed or start != self.size()):
            self.discard()  # the server ignores If-Range
            return False
        self._open(start)
        return True

    def write(self, chunk: bytes) -> bytes:
        """Store a chunk. Nothing is handed on."""
        try:
            self.file.write(chunk)
            check_size(self.file.tell())
        except OSError as error:
            raise DownloadFailed(f"{self.path} can't be written: {error}; {OTHER_PATH}") from None
        return b""

    def _open(self, start: int) -> None:
        """Open the file, and cut it off after its first `start` bytes."""
        try:
            self.file = self.path.open("ab")
            lock(self.file)
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
        super().discard()

    def mp4_fault(self) -> str | None:
        """What is wrong with the file, in words; None if its boxes are complete and it has a header and data."""
        fault = mp4_fault(self.path)
        return f"{fault} (Content-Encoding: {self.coding[:40]!r})" if fault and compressions(self.coding) else fault

    def may_be_compressed(self) -> bool:
        """Whether the file is complete, is declared as compressed, and isn't an MP4 as it is."""
        have = self.size()
        packed = have and self.total in (None, have) and compressions(self.coding)
        return bool(packed) and mp4_fault(self.path) is not None

    def decompress(self) -> None:
        """Decompress the file in place if it contains an MP4; otherwise leave it as it is."""
        from ..transport.connections import decoded  # httpx is imported when a client is made

        decompressed = self.path.with_suffix(".decompressed")
        try:
            with decompressed.open("wb") as file:
                for chunk in decoded(self._chunks(), ", ".join(compressions(self.coding))):
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

    def finish(self, target: Path, *, overwrite: bool) -> None:
        """Sync the file to its disk if the file system can, and move it to the target in one step.

        Raises:
            FileExistsError: meanwhile there is another file, and `overwrite` isn't set.
        """
        sync_if_possible(self.path)
        if overwrite or not self._link(target):
            self.path.replace(target)
        sync_directory(target.parent)

    def _link(self, target: Path) -> bool:
        """Move the file to a target that doesn't exist; False if the file system has no hard links."""
        try:
            os.link(self.path, target)
        except OSError:
            if os.path.lexists(target):
                raise FileExistsError(errno.EEXIST, "meanwhile there is another file") from None
            return False
        self.path.unlink()
        return True


def mp4_fault(path: Path) -> str | None:
    """What is wrong with an MP4 file, in words; None if its boxes are complete and it has a header and data."""
    boxes = Boxes()
    with path.open("rb") as file:
        while chunk := file.read(2**20):
            boxes.feed(chunk)
    return boxes.fault()
