# Copied from openapi/companion/sdk/downloading.py by scripts/regenerate: edit it there.
"""Fetch the video: piece by piece, going on where it broke off, checked, and then put in its place at once.

The address of a result works for 24 hours (rule LC-URL-TTL), and the pages say that it needs no key. Where the host
says no, this is tried in turn:

1. ask about the task once more: its address may have been signed anew;
2. a result on the API's own host that answers 401, 403 or 404: with the key, which no other host ever gets;
3. 202, 400, 403, 404, 409 or 425: again for a minute, because the file may lag behind the status.

Only a task that is older than 24 hours is then lost for good. Everything else is worth another try later.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from attrs import define, field

from .asking import Patience, get
from .effects import Failure, Fetch, Flow, Pause, Tell, Work
from .errors import DownloadFailed, ResultExpired, SeedanceError
from .journal import RESULT_SECONDS, Journal
from .part import Part, part_path
from .recording import record
from .settings import Settings
from .tasks import Task
from .waiting import find_address

__all__ = ["download"]

ATTEMPTS = 5
"""Attempts in a row that bring nothing new."""
KEYED = (401, 403, 404)
"""What a host answers that wants the key."""
LAGGING = (202, 400, 403, 404, 409, 425)
"""What a host answers where the file isn't there yet (docs/contract.md#gateway-shapes)."""
GONE = (403, 404, 410)
"""What a host answers where the file was deleted, or the address is too old."""
LAG = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
"""Seconds between attempts while the file may lag behind the status; the vendor's did for up to a minute."""
EARLIEST = 1_577_836_800
"""The year 2020 in Unix seconds: before it there was no such task, so such a `created` proves no age."""


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
        ResultExpired: the task is older than 24 hours, and its video is gone.
        NoAddress: it is completed, and the service gives no address.
    """
    target, task_id = Path(path), task.id if isinstance(task, Task) else task
    if target.is_dir():
        raise DownloadFailed(f"{target} is a directory: name a file in it", task_id=task_id)
    found: Task = task if isinstance(task, Task) and task.video_url else (yield from _ask(settings, task_id))
    if not found.completed:
        raise DownloadFailed(f"task {task_id} is {found.status}: there is no video to fetch", task_id=task_id)
    part = Part(part_path(target, task_id))
    try:
        yield from _Gathering(settings, found, part, on_bytes).run()
        yield Work(lambda: part.finish(target))
    except DownloadFailed as error:
        error.task_id = task_id
        raise
    except OSError as error:
        raise DownloadFailed(f"{target} can't be written: {error}", task_id=task_id) from None
    finally:
        part.close()
    yield from record(
        settings, journal, lambda book, now: book.note_task(task_id, "downloaded", now), f"task {task_id}: {target}"
    )
    return target


def _ask(settings: Settings, task_id: str) -> Flow[Task]:
    found: Task = yield from get(settings, task_id)
    return (yield from find_address(settings, task_id)) if found.lacks_address else found


@define
class _Gathering:
    """One download, with all its attempts.

    Attributes:
        url: the address that is in use.
        keyed: the key goes along.
        asked: the task has been asked about since the last progress; `said` is what went wrong with it.
        lags: attempts since the host says that there is no file.
        left: attempts that may still bring nothing new.
        most: the most bytes that were there.
    """

    settings: Settings
    task: Task
    part: Part
    on_bytes: Callable[[int], Any] | None
    url: str = field(init=False, repr=False)
    created: int | None = field(init=False)
    keyed: bool = False
    asked: bool = False
    said: str = ""
    lags: int = 0
    left: int = ATTEMPTS
    most: int = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.url, self.created, self.most = self.task.video_url or "", self.task.created, self.part.size()

    def run(self) -> Flow[None]:
        """Fetch until the part is whole: again after each break, from where it broke off."""
        part, patience = self.part, Patience(self.settings, self.settings.limits.download)
        while True:
            part.status = part.received = 0
            result: Failure | None = yield Fetch(self.url, part.headers(), part, patience.left(), self.keyed)
            part.close()
            if result is None and part.status in (*KEYED, *LAGGING, *GONE):
                yield from self.after_refusal(patience)
                continue
            if part.status == 416:  # nothing left to send, or another file: the check tells
                part.total = None
            if result is None and part.is_packed():
                yield Work(part.unpack)
            fault = part.fault()
            if self.on_bytes is not None and part.received:
                yield Tell(self.on_bytes, part.size())
            if fault is None:
                return
            yield from self.after_break(patience, result, fault)

    def after_break(self, patience: Patience, result: Failure | None, fault: str) -> Flow[None]:
        """Wait a little after what came was not the whole file.

        Raises:
            DownloadFailed: it was tried often enough.
        """
        part = self.part
        if part.size() > self.most:
            self.left, self.most, self.asked, self.lags = ATTEMPTS, part.size(), False, 0
        else:
            self.left -= 1
        if self.left <= 0 or not patience.left():
            raise self.failed(f"can't be fetched whole: {_trouble(result, part, fault)}")
        ended = result is None and part.status in (200, 203, 206, 416)
        if ended and (part.total is None or part.size() >= part.total):
            part.discard()  # ended in order, and is no video all the same: nothing to go on from
        pause = self.settings.clock.jitter(0.5, 1.0) * min(2.0 ** (ATTEMPTS - self.left), 30.0)
        yield Pause(patience.after(None, pause * _haste(self.settings)))

    def after_refusal(self, patience: Patience) -> Flow[None]:
        """Make ready for another attempt after the host has said no, with one thing changed.

        Raises:
            DownloadFailed, ResultExpired: nothing is left to try.
        """
        status = self.part.status
        if not self.asked:
            before = self.url
            yield from self.ask_again()
            if self.url != before:
                return
        if status in KEYED and not self.keyed and _is_own(self.url, self.settings.base_url):
            self.keyed = True
            return
        lagged = status not in LAGGING or self.lags == len(LAG)  # a task may wait for a day, and end a moment ago
        if status in GONE and lagged and self.age() > RESULT_SECONDS:
            raise ResultExpired(
                f"the video of task {self.task.id} is gone (HTTP {status}): the service keeps a result for 24 hours, "
                f"and the task was created {self.age() / 3600:.0f} hours ago; ask the service before you create it "
                "again, which is billed again",
                status=status,
            )
        if status not in LAGGING or self.lags == len(LAG) or not patience.left():
            waited = f" for {sum(LAG[: self.lags]):g} s" if self.lags else ""
            raise self.failed(f"can't be fetched: HTTP {status}{waited}{self.said}")
        self.lags += 1
        yield Pause(patience.after(None, LAG[self.lags - 1]))

    def ask_again(self) -> Flow[None]:
        """Ask about the task for the address of today, and for its age."""
        self.asked, self.said = True, ""
        try:
            now: Task = yield from get(self.settings, self.task.id)
        except SeedanceError as error:
            self.said = f"; asked about the task again: {error}"
            return
        self.created = self.created if now.created is None else now.created
        if now.video_url is None:
            self.said = f"; asked again, the service says that the task is {now.status}, and gives no address"
        elif now.video_url != self.url:
            self.url, self.keyed = now.video_url, False

    def age(self) -> float:
        """Seconds since the task was created, as far as that is certain; else 0."""
        return self.settings.clock.time() - self.created if self.created and self.created > EARLIEST else 0.0

    def failed(self, what: str) -> DownloadFailed:
        """The error for a video that is paid for and may still be had."""
        return DownloadFailed(
            f"the video of task {self.task.id} {what}; the task is paid for: don't create it again, but download it "
            "later by its id, which asks the service for a fresh address",
            status=self.part.status or None,
        )


def _is_own(url: str, base_url: str) -> bool:
    """Whether an address is on the API's own host; `route` makes sure of it again before the key leaves."""
    return _origin(url) == _origin(base_url)


def _origin(url: str) -> tuple[str, str | None, int | None] | None:
    """Scheme, host and port of an address; None if it has none, or a user."""
    try:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        return None
    return None if "@" in parts.netloc else (parts.scheme, parts.hostname, port)


def _haste(settings: Settings) -> float:
    """On loopback nothing recovers by waiting for seconds."""
    return min(1.0, settings.poll[0])


def _trouble(result: Failure | None, part: Part, fault: str) -> str:
    if result is not None:
        return f"{result.reason}; {fault}"
    return fault if part.status in (200, 203, 206) else f"HTTP {part.status}; {fault}"
