# Copied from openapi/companion/_sdk/download/fetch.py by scripts/regenerate: edit it there.
# pyright: standard
"""Download a video: continue after breaks, check the bytes, and move a file to its target in one step.

The URL of a video works for 24 hours (rule LC-URL-TTL), and the pages say that it doesn't need a key. If the host
refuses, the client tries in this order:

1. query the task again: the service may sign a new URL;
2. if the API's own host answers 401, 403 or 404, send the key; other hosts never get it;
3. after 202, 400, 403, 404, 409 or 425, retry for a minute: the file may be ready later than the status says.

If all of this fails, the video of a task older than 24 hours is lost; in all other cases, a later download may succeed.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from attrs import define, field

from ..errors import DownloadFailed, ResultExpired, SeedanceError
from ..journal.entry import RESULT_SECONDS
from ..query.get import RetryDeadline, get
from ..settings import Settings
from ..tasks import TaskState
from ..transport.effects import (
    Callback,
    CloseStream,
    Effect,
    Failure,
    Flow,
    OpenStream,
    Pause,
    ReadChunk,
    RunBlocking,
    Stream,
)
from .incoming import Incoming
from .target import OnBytes

ATTEMPTS = 5
"""Attempts in a row without a new byte."""
NEEDS_KEY = (401, 403, 404)
"""Answers of a host that needs the key."""
NOT_READY = (202, 400, 403, 404, 409, 425)
"""Answers of a host that doesn't have the file yet (docs/contract.md#gateway-shapes)."""
GONE = (403, 404, 410)
"""Answers of a host that has deleted the file, or whose URL is too old."""
LAG = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
"""Seconds between attempts while the file may not be ready yet; the vendor needed up to a minute."""
EARLIEST = 1_577_836_800
"""The year 2020 in Unix seconds: no task is older, so an earlier `created` is wrong."""


@define
class Transfer:
    """One download with all its attempts.

    Attributes:
        url: the current address.
        with_key: whether the key is sent.
        queried: whether the task was queried since the last progress; `query_note` is what that query found.
        lags: retries since the host answered that the file isn't ready; `refused` is that answer's HTTP status.
        attempts_left: attempts left without a new byte.
        most_bytes: the most bytes stored so far.
    """

    settings: Settings
    task: TaskState
    part: Incoming
    on_bytes: OnBytes | None
    deliver: Callable[[bytes], Effect] | None = None
    url: str = field(init=False, repr=False)
    created: int | None = field(init=False)
    with_key: bool = False
    queried: bool = False
    query_note: str = ""
    lags: int = 0
    refused: int = 0
    attempts_left: int = ATTEMPTS
    most_bytes: int = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.url, self.created, self.most_bytes = self.task.video_url or "", self.task.created, self.part.size()

    def run(self) -> Flow[None]:
        """Download until the file is complete; after each break, continue after the last stored byte."""
        part, deadline = self.part, RetryDeadline(self.settings, self.settings.limits.download)
        while True:
            part.status = 0
            result = yield from self.transfer(deadline)
            part.close()
            if result is None and part.status in (*NEEDS_KEY, *NOT_READY, *GONE):
                yield from self.after_refusal(deadline)
                continue
            if part.status == 416:  # no bytes are left, or the file has changed: the check below decides
                part.total = None
            if result is None and part.may_be_compressed():
                yield RunBlocking(part.decompress)
            fault = part.fault()
            if fault is None:
                return
            yield from self.after_break(deadline, result, fault)

    def transfer(self, deadline: RetryDeadline) -> Flow[Failure | None]:
        """Request the missing bytes once, and store or hand on what arrives; returns why it broke off, if it did."""
        part = self.part
        job = OpenStream(self.url, part.headers(), deadline.remaining(), self.with_key, self.settings.limits)
        opened: Stream | Failure = yield job
        if isinstance(opened, Failure):
            return opened
        try:
            if not part.begin(opened.status, opened.headers):
                return None
            while isinstance(chunk := (yield ReadChunk(opened, deadline.remaining())), bytes):
                ready = part.write(chunk)
                if ready and self.deliver is not None:
                    yield self.deliver(ready)
                if self.on_bytes is not None:
                    yield Callback(self.on_bytes, (part.size(), part.total))
            failure: Failure | None = chunk
            return failure
        finally:
            yield CloseStream(opened)

    def after_break(self, deadline: RetryDeadline, result: Failure | None, fault: str) -> Flow[None]:
        """Pause after an attempt that didn't complete the file; without attempts left, raise DownloadFailed."""
        part = self.part
        if part.size() > self.most_bytes:
            self.attempts_left, self.most_bytes = ATTEMPTS, part.size()
            self.queried, self.lags, self.refused = False, 0, 0
        else:
            self.attempts_left -= 1
        if self.attempts_left <= 0 or not deadline.remaining():
            if self.refused and not deadline.remaining():  # the last attempt only met the time limit
                raise self.failed(f"can't be downloaded: HTTP {self.refused} until the time limit{self.query_note}")
            raise self.failed(f"can't be downloaded completely: {_describe(result, part, fault)}")
        ended = result is None and part.status in (200, 203, 206, 416)
        if ended and (part.total is None or part.size() >= part.total):
            part.discard()  # the answer ended properly, but the file isn't a video: don't continue it
        pause = self.settings.clock.jitter(0.5, 1.0) * min(2.0 ** (ATTEMPTS - self.attempts_left), 30.0)
        pace = min(1.0, self.settings.poll[0])  # on loopback, pauses are short
        yield Pause(deadline.pause_after(None, pause * pace))

    def after_refusal(self, deadline: RetryDeadline) -> Flow[None]:
        """Prepare another attempt after a refusal, with one thing changed; if nothing is left to try, raise."""
        status = self.part.status
        if not self.queried:
            before = self.url
            yield from self.query_again()
            if self.url != before:
                return
        # `Redirects` checks the host again before it sends the key.
        if status in NEEDS_KEY and not self.with_key and _origin(self.url) == _origin(self.settings.base_url):
            self.with_key = True
            return
        lagged = status not in NOT_READY or self.lags == len(LAG)
        if status in GONE and lagged and self.age() > RESULT_SECONDS:  # an old task may be completed only now
            raise ResultExpired(
                f"the video of task {self.task.id} is gone (HTTP {status}): the service keeps a result for 24 hours, "
                f"and the task was created {self.age() / 3600:.0f} hours ago; ask the service for the video; a new "
                "create would be billed again",
                status=status,
            )
        if lagged or not deadline.remaining():
            waited = f" for {sum(LAG[: self.lags]):g} s" if self.lags else ""
            raise self.failed(f"can't be downloaded: HTTP {status}{waited}{self.query_note}")
        self.lags, self.refused = self.lags + 1, status
        yield Pause(deadline.pause_after(None, LAG[self.lags - 1]))

    def query_again(self) -> Flow[None]:
        """Query the task for its current URL and its age."""
        self.queried, self.query_note = True, ""
        try:
            now: TaskState = yield from get(self.settings, self.task.id)
        except SeedanceError as error:
            self.query_note = f"; a new query of the task failed: {error}"
            return
        self.created = self.created if now.created is None else now.created
        if now.video_url is None:
            self.query_note = f"; after a new query the task is {now.status}, and the answer doesn't have a video URL"
        elif now.video_url != self.url:
            self.url, self.with_key = now.video_url, False

    def age(self) -> float:
        """Seconds since the task was created, or 0 if that isn't certain."""
        return self.settings.clock.time() - self.created if self.created and self.created > EARLIEST else 0.0

    def failed(self, what: str) -> DownloadFailed:
        """The error for a video that is paid for, and that a later download may still get."""
        return DownloadFailed(
            f"the video of task {self.task.id} {what}; the task is paid for: don't create the task again; download "
            "the video later by the task's id, so that the client gets a new URL",
            status=self.part.status or None,
        )


def _origin(url: str) -> tuple[str, str | None, int | None] | None:
    """Scheme, host and port of a URL; None if it isn't valid, or has a user."""
    try:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        return None
    return None if "@" in parts.netloc else (parts.scheme, parts.hostname, port)


def _describe(result: Failure | None, part: Incoming, fault: str) -> str:
    if result is not None:
        return f"{result.reason}; {fault}"
    return fault if part.status in (200, 203, 206) else f"HTTP {part.status}; {fault}"
