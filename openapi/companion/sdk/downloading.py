"""Fetch the video: piece by piece, going on where it broke off, checked, and then put in its place at once.

The pieces are gathered in `.NAME.TASK.part` beside the target, so that a later call goes on there. The address of a
result works for 24 hours (rule LC-URL-TTL) and needs no key, which is never sent to it.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from attrs import define, field

from .effects import Failure, Fetch, Flow, Pause, Tell, Work
from .errors import DownloadFailed, ResultExpired
from .files import lock, sync_directory
from .journal import Journal
from .mp4 import mp4_fault
from .recording import record
from .settings import Settings
from .tasks import Task
from .waiting import Patience, get

__all__ = ["download"]

ATTEMPTS = 5
"""Attempts in a row that bring nothing new."""
MOST_BYTES = 4 * 2**30
"""A video of 15 seconds has a few megabytes; an endless answer must not fill the disk."""
EXPIRED = (401, 403, 404, 410)
_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")


@define
class _Part:
    """The file that is being gathered, and what the other side says of it."""

    path: Path
    total: int | None = None
    tag: str | None = None
    status: int = 0
    received: int = 0
    file: Any = field(default=None, repr=False)

    def headers(self) -> dict[str, str]:
        """Ask for the rest only, and for all if the file is another one by now."""
        have = self.size()
        if not have:
            return {}
        wanted = {"Range": f"bytes={have}-"}
        strong = self.tag and not self.tag.startswith("W/")
        return {**wanted, "If-Range": str(self.tag)} if strong else wanted

    def size(self) -> int:
        return self.path.stat().st_size if self.path.exists() else 0

    def begin(self, status: int, headers: dict[str, str]) -> bool:
        """Take the head of an answer: 206 goes on, 200 starts again; anything else has no video."""
        self.status, self.received = status, 0
        if status not in (200, 206) or headers.get("content-encoding", "identity") != "identity":
            return False
        tag, start = headers.get("etag"), 0
        if status == 206:
            match = _RANGE.fullmatch(headers.get("content-range", "").strip())
            start = int(match[1]) if match else -1
            total = int(match[2]) if match and match[2] != "*" else None
            if start != self.size() or _differ(self.tag, tag) or _differ(self.total, total):
                self.discard()  # the rest of another file, also where If-Range is not understood
                return False
        else:
            length = headers.get("content-length", "")
            total = int(length) if length.isascii() and length.isdigit() else None
        self.tag, self.total = tag, total
        self._open(start)
        return True

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
        if self.file is not None:
            self.file.close()
            self.file = None

    def discard(self) -> None:
        self.close()
        self.path.unlink(missing_ok=True)
        self.total = self.tag = None

    def fault(self) -> str | None:
        """What is missing or wrong, in words; None for a whole MP4."""
        have = self.size()
        if self.total is not None and have != self.total:
            return f"{have} of {self.total} bytes came"
        return mp4_fault(self.path) if have else "nothing came"

    def finish(self, target: Path) -> None:
        """Make it last, and put it in its place at once."""
        with self.path.open("rb") as file:
            os.fsync(file.fileno())
        self.path.replace(target)
        sync_directory(target.parent)


def _differ(before: object, now: object) -> bool:
    """Whether a file is another one by now, as far as is known."""
    return before is not None and now is not None and before != now


def part_path(target: Path, task_id: str) -> Path:
    """Where the pieces of a task's video are gathered."""
    return target.with_name(f".{target.name[:80]}.{hashlib.sha256(task_id.encode()).hexdigest()[:12]}.part")


def download(
    settings: Settings,
    journal: Journal | None,
    task: Task | str,
    path: str | os.PathLike[str],
    *,
    on_bytes: Callable[[int], Any] | None = None,
) -> Flow[Path]:
    """Fetch a completed task's video to a path, replacing what is there only once it is whole.

    Raises:
        DownloadFailed: it is not completed, can't be fetched whole, or can't be written.
        ResultExpired: its address no longer works, and the service gives no other.
    """
    target = Path(path)
    if target.is_dir():
        raise DownloadFailed(f"{target} is a directory: name a file in it")
    found: Task = (
        task
        if isinstance(task, Task) and task.video_url
        else (yield from get(settings, task.id if isinstance(task, Task) else task))
    )
    if not found.completed or found.video_url is None:
        raise DownloadFailed(f"task {found.id} is {found.status}: there is no video to fetch", task_id=found.id)
    part = _Part(part_path(target, found.id))
    try:
        yield from _gather(settings, found, part, on_bytes)
        yield Work(lambda: part.finish(target))
    except DownloadFailed as error:
        error.task_id = found.id
        raise
    except OSError as error:
        raise DownloadFailed(f"{target} can't be written: {error}", task_id=found.id) from None
    finally:
        part.close()
    yield from record(
        settings, journal, lambda book, now: book.note_task(found.id, "downloaded", now), f"task {found.id}: {target}"
    )
    return target


def _gather(settings: Settings, task: Task, part: _Part, on_bytes: Callable[[int], Any] | None) -> Flow[None]:
    """Fetch until the part is whole: again after each break, from where it broke off."""
    url, fresh, left, most = task.video_url or "", False, ATTEMPTS, part.size()
    patience = Patience(settings, settings.limits.download)
    while True:
        part.status = part.received = 0
        result: Failure | None = yield Fetch(url, part.headers(), part, patience.left())
        part.close()
        if result is None and part.status in EXPIRED:
            if fresh:
                raise _expired(task, part.status)
            url, fresh = (yield from _fresh(settings, task, url, part.status)), True
            continue
        if part.status == 416:  # nothing left to send, or another file: the check tells
            part.total = None
        fault = part.fault()
        if on_bytes is not None and part.received:
            yield Tell(on_bytes, part.size())
        if fault is None:
            return
        left, most = (ATTEMPTS, part.size()) if part.size() > most else (left - 1, most)
        what = _trouble(result, part, fault)
        if left <= 0 or not patience.left():
            raise DownloadFailed(f"the video of task {task.id} can't be fetched whole: {what}")
        if result is None and part.status in (200, 206, 416) and (part.total is None or part.size() >= part.total):
            part.discard()  # ended in order, and is no video all the same: nothing to go on from
        pause = settings.clock.jitter(0.5, 1.0) * min(2.0 ** (ATTEMPTS - left), 30.0) * _haste(settings)
        yield Pause(patience.after(None, pause))


def _haste(settings: Settings) -> float:
    """On loopback nothing recovers by waiting for seconds."""
    return min(1.0, settings.poll[0])


def _trouble(result: Failure | None, part: _Part, fault: str) -> str:
    if result is not None:
        return f"{result.reason}; {fault}"
    return fault if part.status in (200, 206) else f"HTTP {part.status}; {fault}"


def _fresh(settings: Settings, task: Task, url: str, status: int) -> Flow[str]:
    """Another address of the same video, which the service may give when asked again."""
    again: Task = yield from get(settings, task.id)
    if again.video_url is None or again.video_url == url:
        raise _expired(task, status)
    return again.video_url


def _expired(task: Task, status: int) -> ResultExpired:
    return ResultExpired(
        f"the address of the video of task {task.id} no longer works (HTTP {status}): the service keeps a result for "
        "24 hours; download it sooner, or create it again",
        status=status,
        task_id=task.id,
    )
