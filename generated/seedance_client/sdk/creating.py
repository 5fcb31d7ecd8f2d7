"""Start a task: the one call that costs money.

The policy: send again only what provably was not sent (no connection), and, within a budget, what a busy service put
off (429, or 503 with Retry-After). After anything else the task may exist: never again. Where an answer can't be
understood, the task's id is salvaged from its raw text.
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
from .journal import Journal, body_hash
from .preflight import problems, summary
from .reading import Unreadable, details, is_busy, load, reason, refusal, refused, retry_after, salvage, text, unwrap
from .recording import record
from .settings import Settings
from .tasks import Task, read_task

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
    """Start a task. Everything that can go wrong before sending does so before anything is counted or written."""
    if not unchecked:
        check(body)
    content, body = encode(body)
    call = Call("POST", PATH, content, new_id(), once=True)
    cost = guard.reserve(body)
    sending = _Sending(settings, call, body)
    written = False
    try:
        if journal is not None:
            now = settings.clock.time()
            place = settings.base_url
            yield Work(lambda: journal.begin(call.request_id, body, now, again=again, base_url=place))
            written = True
        task = yield from sending.run()
    except SeedanceError as error:
        if not isinstance(error, OutcomeUnknown):
            guard.give_back(cost)
        if written:
            state = "unknown" if isinstance(error, OutcomeUnknown) else "refused"
            yield from _note(settings, journal, call, state, error.task_id)
        raise
    except OSError:
        guard.give_back(cost)  # the journal can't be written, so nothing was sent
        raise
    except BaseException as stop:  # Ctrl-C or a cancellation
        if not sending.attempts and not isinstance(stop, GeneratorExit):
            guard.give_back(cost)
            yield from _note(settings, journal, call, "refused", None)  # it never left
        raise
    yield from _note(settings, journal, call, "created", task.id)
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
    """One create on its way: how often it was tried, and what its answer means."""

    settings: Settings
    call: Call
    body: Mapping[str, Any]
    waited: float = 0.0
    attempts: int = 0
    sent_at: float = 0.0

    def run(self) -> Flow[Task]:
        while True:
            self.attempts += 1
            self.sent_at = self.settings.clock.time()
            answer: Answer | Failure = yield Send(self.call)
            pause = self.pause(answer)
            if pause is None:
                return self.judge(answer)
            log.info("%s: next attempt in %.1f s (request %s)", self.call, pause, self.call.request_id)
            yield Pause(pause)

    def pause(self, answer: Answer | Failure) -> float | None:
        """Seconds until it may be sent again, or None if it may not."""
        wait = FIRST_PAUSE * 2.0 ** min(self.attempts - 1, 6)
        if isinstance(answer, Failure):
            return wait if answer.again and self.attempts < CONNECTIONS else None
        if not is_busy(answer) or salvage(answer.body):
            return None
        wait = max(wait, retry_after(answer, self.settings.clock.time()) or 0.0)  # "0" must not make it a loop
        if self.waited + wait > self.settings.limits.retry_budget:
            return None
        self.waited += wait
        return wait

    def judge(self, answer: Answer | Failure) -> Task:
        if isinstance(answer, Failure):
            if answer.unsent:
                facts = details(self.call)
                raise NotConnected(
                    f"no connection in {self.attempts} attempts, nothing was sent: {answer.reason}", **facts
                )
            # A parser that stumbles over an answer may quote it.
            raise self.unknown(f"no answer came ({answer.reason})", task_id=salvage(answer.reason.encode()))
        if 400 <= answer.status < 500 and answer.status not in (408, 499):
            raise self.refusal(answer)
        if 200 <= answer.status < 300:
            return self.read(answer)
        if is_busy(answer) and not salvage(answer.body):
            raise self.refusal(answer)
        raise self.unknown(f"the answer was HTTP {answer.status}", answer)

    def refusal(self, answer: Answer) -> SeedanceError:
        error = refused(self.call, answer, self.settings.clock.time())
        error.task_id = None
        return error

    def read(self, answer: Answer) -> Task:
        """The task of a 2xx, which is billed unless the answer says clearly that there is none."""
        try:
            document = load(answer)
        except Unreadable as error:
            raise self.unknown(f"HTTP {answer.status}, but {error}", answer) from None
        fields = unwrap(document, "id")
        task_id = text(fields.get("id"))
        status = (text(fields.get("status")) or "").lower()
        if status == "failed" or (task_id is None and refusal(document) and not salvage(answer.body)):
            error_ = self.refusal(answer)
            error_.task_id = task_id
            raise error_
        if task_id is None:
            raise self.unknown(f"HTTP {answer.status}, but the answer has no id", answer)
        if reason({"error": fields.get("error")}):
            log.warning("task %r was accepted with an error: %r", task_id, reason(fields))
        return read_task(fields, task_id, self.call.request_id)

    def unknown(self, what: str, answer: Answer | None = None, task_id: str | None = None) -> OutcomeUnknown:
        task_id = task_id if answer is None else salvage(answer.body)
        advice = f"wait for task {task_id}" if task_id else "look into your account before you send it again"
        return OutcomeUnknown(
            f"{what}; the task may have been started and billed: {advice} (request {self.call.request_id})",
            body_hash=body_hash(self.body),
            sent_at=self.sent_at,
            failed_at=self.settings.clock.time(),
            task_id=task_id,
            **details(self.call, answer),
        )
