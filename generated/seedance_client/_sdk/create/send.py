# Copied from openapi/companion/_sdk/create/send.py by scripts/regenerate: edit it there.
# pyright: standard
"""Create a task: the only call that costs money.

A create is sent again only if it certainly wasn't sent (no connection), or, within a budget, if a busy service asked to
retry later (429, or 503 with Retry-After). In all other cases the task may exist, so the create isn't repeated.
`outcome` decides what an answer means; if that is unknown, the client searches the answer for the task's id.

How a create travels:

1. `create/request.py` makes the body, and refuses one that breaks a rule (`create/rules.py`).
2. `SpendingGuard.reserve` counts it, then the journal checks its limits and writes it down; only then is it sent.
3. `_Sending.run` yields `Send`; `driver.py` of the sync or async client sends it through `transport/`.
4. `decide` (`create/outcome.py`) reads the answer: a task, a certain refusal, or unknown.
5. `_Sending.count` refunds a certain refusal, and remembers a create that may be billed.
6. The journal notes the id or the end.
7. `_bind` of the sync or async client binds the task to the client, and the caller gets it, or an error.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from attrs import define, evolve

from ..answers.reading import Unreadable, details, is_busy, load, refused, retry_after, warn_once
from ..answers.service_errors import reason
from ..checks import check_metadata, check_text
from ..errors import NotConnected, OutcomeUnknown, SeedanceError
from ..hosting import PLACEHOLDER, host_body, identify, local_files, with_files
from ..journal.entry import NewRequest, body_hash
from ..journal.flows import record
from ..journal.interface import AnyJournal
from ..settings import Settings
from ..tasks import TaskState, read_task
from ..transport.effects import Answer, Call, Failure, Flow, Pause, RunBlocking, Send, new_id
from .explained.said import Said
from .id_search import find_task_id, task_id_in_headers
from .ids import TaskId
from .outcome import Outcome, decide
from .request import check, encode
from .spending import Reserved, SpendingGuard

log = logging.getLogger("seedance_client")

PATH = "/v1/kyyvideo2/videos"
CONNECTIONS = 3
"""Attempts to connect."""
FIRST_PAUSE = 0.5
"""Minimum seconds before the second attempt; doubled for each further one."""


def create(
    settings: Settings,
    guard: SpendingGuard,
    journal: AnyJournal | None,
    body: Mapping[str, Any],
    *,
    unchecked: bool = False,
    again: bool = False,
    label: str | None = None,
    metadata: Mapping[str, Any] | None = None,
) -> Flow[TaskState]:
    """Create a task. All checks come before anything is counted or written.

    A body whose outcome is unknown is refused unless `again` is set: by the journal, or without one by the guard.

    Raises:
        SeedanceError: as `Seedance.create`.
    """
    if label is not None:
        check_text("label", label)
    metadata = check_metadata(metadata)
    files = [] if settings.hosting is None else local_files(body)
    if not unchecked:
        check(with_files(body, lambda _: PLACEHOLDER) if files else body)
    names = (yield from identify(files)) if files else {}
    content, plain = encode(with_files(body, names.__getitem__) if files else body)
    call = Call("POST", PATH, content, new_id(), once=True, headers=settings.headers, limits=settings.limits)
    sending = _Sending(settings, call, plain)
    if journal is None and not again and guard.unknown.any():
        guard.unknown.check(sending.digest, settings.clock.time())
    reserved, begun = guard.reserve(plain, settings.clock.time()), None
    try:
        if files:
            if journal is not None and not again:
                asked = settings.clock.time()
                yield RunBlocking(lambda: journal.refuse_duplicate(sending.digest, asked, settings.base_url))
            content, plain = encode((yield from host_body(settings, body, files)))
            sending.call = call = evolve(call, content=content)
        if journal is not None:
            now = settings.clock.time()
            facts: dict[str, Any] = {"label": label, "metadata": metadata, "cost": reserved.cost}
            entry = NewRequest(call.request_id, plain, settings.base_url, body_hash=sending.digest, **facts)
            yield RunBlocking(lambda: journal.begin(entry, now, again=again, limits=guard.limits))
            begun = journal
        task = yield from sending.run()
    except BaseException as error:
        state = sending.count(error, guard, reserved)
        known = isinstance(error, SeedanceError)
        if known or not isinstance(error, GeneratorExit):
            # Ctrl-C may come after the journal has written its line, but before `begun` is set: close the line anyway.
            # A request that is given up in a process that lives on is unknown, and no longer being sent.
            book = begun if known else journal
            yield from _note(settings, book, call, state, getattr(error, "task_id", None))
        raise
    if again:
        guard.unknown.forget(sending.digest)
    yield from _note(settings, begun, call, "created", task.id)
    if label is not None or metadata is not None:
        task = evolve(task, label=label, metadata=metadata)
    settings.memory.note_created(task.id, settings.clock.monotonic())
    settings.memory.note_given(task)
    return task


def _note(settings: Settings, journal: AnyJournal | None, call: Call, state: str, task_id: str | None) -> Flow[None]:
    yield from record(
        settings,
        journal,
        lambda book, now: book.note(call.request_id, state, now, task_id),
        f"request {call.request_id}: state {state}" + (f", task {task_id}" if task_id else ""),
    )


@define
class _Sending:
    """One create with all its attempts, and what its answer means."""

    settings: Settings
    call: Call
    body: Mapping[str, Any]  # as the receiver decodes it
    waited: float = 0.0  # seconds that a busy service made us wait
    attempts: int = 0
    sent_at: float = 0.0  # the last time, in Unix seconds
    in_flight: bool = False  # it may have been sent without a known outcome

    @cached_property
    def digest(self) -> str:
        """The hash of the body; few creates need it."""
        return body_hash(self.body)

    @property
    def said(self) -> Said:
        """What the request says: its body, and the path of its URL. An answer may repeat it."""
        return Said(self.call.content or b"", urlsplit(self.settings.base_url).path.rstrip("/") + PATH)

    def run(self) -> Flow[TaskState]:
        while True:
            self.attempts += 1
            self.sent_at, self.in_flight = self.settings.clock.time(), True
            answer: Answer | Failure = yield Send(self.call)
            outcome = decide(answer, self.said) if isinstance(answer, Answer) else None
            pause = self.pause(answer, outcome)
            if pause is None:
                return self.result_of(answer, outcome)
            self.in_flight = False
            log.info("%s: next attempt in %.1f s (request %s)", self.call, pause, self.call.request_id)
            yield Pause(pause)

    def count(self, error: BaseException, guard: SpendingGuard, reserved: Reserved) -> str:
        """Refund a create that was certainly not billed, or remember one that may be; return its state for the journal.

        An error that isn't a SeedanceError is Ctrl-C, a cancellation, or a journal that can't be written.
        """
        if isinstance(error, OutcomeUnknown) or (self.in_flight and not isinstance(error, SeedanceError)):
            task_id = getattr(error, "task_id", None)
            guard.unknown.add(self.digest, self.call.request_id, self.sent_at, task_id)
            if task_id is not None:
                self.settings.memory.note_created(task_id, self.settings.clock.monotonic())
            return "unknown"
        guard.refund(reserved)
        return "refused"

    def pause(self, answer: Answer | Failure, outcome: Outcome | None) -> float | None:
        """Seconds until it may be sent again, or None if it may not."""
        wait = FIRST_PAUSE * 2.0 ** min(self.attempts - 1, 6)
        if isinstance(answer, Failure):
            return wait if answer.again and self.attempts < CONNECTIONS else None
        if not is_busy(answer) or outcome is None or outcome.kind != "refused":
            return None
        wait = max(wait, retry_after(answer, self.settings.clock.time()) or 0.0)  # with Retry-After: 0, it still pauses
        if self.waited + wait > self.settings.limits.retry_budget:
            return None
        self.waited += wait
        return wait

    def result_of(self, answer: Answer | Failure, outcome: Outcome | None) -> TaskState:
        """The task of an answer.

        Raises:
            SeedanceError: no task was started, or that is unknown.
        """
        if isinstance(answer, Failure):
            raise self.failure(answer)
        assert outcome is not None
        if outcome.task is not None:
            return self.task(outcome.task)
        if outcome.kind == "refused":
            raise refused(self.call, answer, self.settings.clock.time())
        task_id = find_task_id(answer.body, whole=not answer.broken) or task_id_in_headers(answer.headers)
        raise self.unknown(f"HTTP {answer.status}{_said(answer)}: {outcome.why}", task_id, answer)

    def failure(self, failure: Failure) -> SeedanceError:
        """The error if there was no answer. Only a request that was never sent is certain."""
        if failure.unsent:
            said = f"no connection after {self.attempts} attempts, so nothing was sent: {failure.reason}"
            return NotConnected(said, **details(self.call))
        # The error of a parser may quote the answer.
        return self.unknown(f"there was no answer ({failure.reason})", find_task_id(failure.reason.encode()))

    def task(self, id_: TaskId) -> TaskState:
        """The task that was created."""
        if id_.oddity:
            warn_once(id_.oddity)
        task = read_task(id_.fields, id_.text, self.call.request_id)
        if task.error:
            log.warning("task %r was accepted with an error: %r", task.id, task.error)
        return task

    def unknown(self, what: str, task_id: str | None, answer: Answer | None = None) -> OutcomeUnknown:
        advice = f"wait for task {task_id}" if task_id else "check your account before you send the request again"
        return OutcomeUnknown(
            f"{what}; a task may have been started and billed: {advice} (request {self.call.request_id})",
            body_hash=self.digest,
            sent_at=self.sent_at,
            failed_at=self.settings.clock.time(),
            task_id=task_id,
            **details(self.call, answer),
        )


def _said(answer: Answer) -> str:
    """The service's own message in brackets, or empty."""
    try:
        said = reason(load(answer))
    except Unreadable:
        return ""
    return f" ({said})" if said else ""
