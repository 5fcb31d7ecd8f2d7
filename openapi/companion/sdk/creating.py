"""Start a task: the one call that costs money.

The policy: send again only what provably was not sent (no connection), and, within a budget, what a busy service told
us to send later (429, or 503 with Retry-After). After anything else the task may exist: never again. `outcome` decides
what an answer means; where that is unknown, the task's id is salvaged from whatever came.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Any

from attrs import define

from .effects import Answer, Call, Failure, Flow, Pause, Send, Work, new_id
from .errors import InvalidRequest, NotConnected, OutcomeUnknown, SeedanceError
from .guard import Guard
from .ids import Id
from .journal import Journal, body_hash
from .outcome import Outcome, decide
from .preflight import problems, summary
from .reading import Unreadable, details, is_busy, load, reason, refused, retry_after
from .recording import record
from .salvage import header_id, salvage
from .settings import Settings
from .tasks import Task, read_task
from .tolerance import tolerate

__all__ = ["PATH", "create"]

log = logging.getLogger("seedance_client")

PATH = "/v1/kyyvideo2/videos"
CONNECTIONS = 3
"""Attempts to get a connection."""
FIRST_PAUSE = 0.5
"""Seconds before the second attempt at least, doubled for each further one; after a 429, too."""


def check(body: Mapping[str, Any]) -> None:
    """Refuse a body that breaks documented rules, or has a likely slip.

    Raises:
        InvalidRequest: it does; the error lists all of them.
    """
    found = problems(body)
    if found:
        raise InvalidRequest(summary(found), problems=found)


def encode(body: Mapping[str, Any]) -> tuple[bytes, dict[str, Any]]:
    """A body's JSON text, and what it says; a lone surrogate is escaped, for it can't be sent otherwise.

    Raises:
        InvalidRequest: it has a value that JSON doesn't have.
    """
    try:
        content = json.dumps(body, separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode()
        return content, json.loads(content)
    except (TypeError, ValueError, RecursionError) as error:
        raise InvalidRequest(f"the request can't be written as JSON: {error}") from None


def create(
    settings: Settings,
    guard: Guard,
    journal: Journal | None,
    body: Mapping[str, Any],
    *,
    unchecked: bool = False,
    again: bool = False,
) -> Flow[Task]:
    """Start a task. Everything that can go wrong before sending does so before anything is counted or written.

    A body whose outcome is unknown is refused, unless `again` is given: by the journal, or without one by the guard.

    Raises:
        SeedanceError: as `Seedance.create`.
    """
    if not unchecked:
        check(body)
    content, body = encode(body)
    call = Call("POST", PATH, content, new_id(), once=True)
    sending = _Sending(settings, call, body_hash(body))
    if journal is None and not again:
        guard.unknown.check(sending.digest, settings.clock.time())
    cost, begun = guard.reserve(body), None
    try:
        if journal is not None:
            now = settings.clock.time()
            place = settings.base_url
            yield Work(lambda: journal.begin(call.request_id, body, now, again=again, base_url=place))
            begun = journal
        task = yield from sending.run()
    except BaseException as error:
        state = sending.count(error, guard, cost)
        known = isinstance(error, SeedanceError)
        if known or (state == "refused" and not isinstance(error, GeneratorExit)):
            # An interruption may come between the journal's line and its return, so the line is closed in any case.
            book = begun if known else journal
            yield from _note(settings, book, call, state, getattr(error, "task_id", None))
        raise
    if again:
        guard.unknown.forget(sending.digest)
    yield from _note(settings, begun, call, "created", task.id)
    return task


def _note(settings: Settings, journal: Journal | None, call: Call, state: str, task_id: str | None) -> Flow[None]:
    yield from record(
        settings,
        journal,
        lambda book, now: book.note(call.request_id, state, now, task_id),
        f"request {call.request_id} is {state}, task {task_id}",
    )


@define
class _Sending:
    """One create on its way: how often it was tried, and what its answer means.

    Attributes:
        settings: limits, and where the time comes from.
        call: the request.
        digest: the hash of its body.
        waited: seconds that a busy service had us wait.
        attempts: how often it was sent.
        sent_at: when the last time, in Unix seconds.
        is_out: it may have left, and its outcome isn't known.
    """

    settings: Settings
    call: Call
    digest: str
    waited: float = 0.0
    attempts: int = 0
    sent_at: float = 0.0
    is_out: bool = False

    def run(self) -> Flow[Task]:
        while True:
            self.attempts += 1
            self.sent_at, self.is_out = self.settings.clock.time(), True
            answer: Answer | Failure = yield Send(self.call)
            outcome = decide(answer) if isinstance(answer, Answer) else None
            pause = self.pause(answer, outcome)
            if pause is None:
                return self.judge(answer, outcome)
            self.is_out = False
            log.info("%s: next attempt in %.1f s (request %s)", self.call, pause, self.call.request_id)
            yield Pause(pause)

    def count(self, error: BaseException, guard: Guard, cost: float) -> str:
        """Give back what was certainly not billed, and remember what may be; gives the journal's word for it.

        An error that isn't ours is Ctrl-C, a cancellation, or a journal that can't be written.
        """
        ours = isinstance(error, SeedanceError)
        if isinstance(error, OutcomeUnknown) or (self.is_out and not ours):
            guard.unknown.add(self.digest, self.call.request_id, self.sent_at, getattr(error, "task_id", None))
            return "unknown"
        guard.give_back(cost)
        return "refused"

    def pause(self, answer: Answer | Failure, outcome: Outcome | None) -> float | None:
        """Seconds until it may be sent again, or None if it may not."""
        wait = FIRST_PAUSE * 2.0 ** min(self.attempts - 1, 6)
        if isinstance(answer, Failure):
            return wait if answer.again and self.attempts < CONNECTIONS else None
        if not is_busy(answer) or outcome is None or outcome.kind != "refused":
            return None
        wait = max(wait, retry_after(answer, self.settings.clock.time()) or 0.0)  # "0" must not make it a loop
        if self.waited + wait > self.settings.limits.retry_budget:
            return None
        self.waited += wait
        return wait

    def judge(self, answer: Answer | Failure, outcome: Outcome | None) -> Task:
        """The task of an answer.

        Raises:
            SeedanceError: there is none, or nobody knows.
        """
        if isinstance(answer, Failure):
            raise self.failure(answer)
        assert outcome is not None
        if outcome.task is not None:
            return self.task(outcome.task)
        if outcome.kind == "refused":
            raise refused(self.call, answer, self.settings.clock.time())
        task_id = salvage(answer.body, whole=not answer.broken) or header_id(answer.headers)
        raise self.unknown(f"HTTP {answer.status}{_said(answer)}: {outcome.why}", task_id, answer)

    def failure(self, failure: Failure) -> SeedanceError:
        """The error for no answer: only what never left is certain."""
        if failure.unsent:
            said = f"no connection in {self.attempts} attempts, nothing was sent: {failure.reason}"
            return NotConnected(said, **details(self.call))
        # A parser that stumbles over an answer may quote it.
        return self.unknown(f"no answer came ({failure.reason})", salvage(failure.reason.encode()))

    def task(self, id_: Id) -> Task:
        """The task that was started, under its id."""
        if id_.place != "id":
            tolerate(f"the id of a new task is at {id_.place!r}, not at 'id'")
        task = read_task(id_.fields, id_.text, self.call.request_id)
        if task.error:
            log.warning("task %r was accepted with an error: %r", task.id, task.error)
        return task

    def unknown(self, what: str, task_id: str | None, answer: Answer | None = None) -> OutcomeUnknown:
        advice = f"wait for task {task_id}" if task_id else "look into your account before you send it again"
        return OutcomeUnknown(
            f"{what}; the task may have been started and billed: {advice} (request {self.call.request_id})",
            body_hash=self.digest,
            sent_at=self.sent_at,
            failed_at=self.settings.clock.time(),
            task_id=task_id,
            **details(self.call, answer),
        )


def _said(answer: Answer) -> str:
    """What the service says itself, in brackets, or empty."""
    try:
        said = reason(load(answer))
    except Unreadable:
        return ""
    return f" ({said})" if said else ""
