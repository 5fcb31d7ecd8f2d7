"""Ask about a task, once or until it has ended. Asking costs nothing, so it is done again after any trouble."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from attrs import define

from .effects import Answer, Call, Failure, Flow, Pause, Send, Tell, Work, new_id
from .errors import (
    AuthenticationFailed,
    BadAnswer,
    Busy,
    NotConnected,
    Refused,
    SeedanceError,
    TaskFailed,
    WaitTimeout,
)
from .journal import Journal
from .reading import Unreadable, details, is_busy, load, refusal, refused, text, unwrap
from .settings import Settings
from .tasks import COMPLETED, Task, read_task

__all__ = ["ask", "get", "wait"]

VERDICTS = 3
"""Refusals in a row that are a verdict: a 401 while polling heals by itself at times (rule ER-AUTH-TRANSIENT)."""
WAIT_SECONDS = 3600.0
PATIENT_TRIES = 4
"""Attempts of a single question."""


def call_of(task_id: str) -> Call:
    """The request that asks about a task.

    Raises:
        ValueError: an empty id would ask for something else.
    """
    if not task_id.strip() or task_id.strip(".") == "":
        raise ValueError(f"{task_id!r} is no task id")
    return Call("GET", f"/v1/result/{quote(task_id, safe='')}", None, new_id())


def ask(settings: Settings, task_id: str) -> Flow[Task]:
    """Ask about a task once.

    Raises:
        NotConnected, BadAnswer, AuthenticationFailed, Refused, Busy: there is no sound answer; each has the task's id.
    """
    call = call_of(task_id)
    answer: Answer | Failure = yield Send(call)
    try:
        return read(call, answer, task_id, settings.clock.time())
    except SeedanceError as error:
        error.task_id = task_id
        raise


def read(call: Call, answer: Answer | Failure, task_id: str, now: float) -> Task:
    """The task that an answer tells of, or the error that it stands for."""
    if isinstance(answer, Failure):
        raise NotConnected(f"{call}: no answer ({answer.reason}); the task goes on", **details(call))
    if 400 <= answer.status < 500 or is_busy(answer):
        raise refused(call, answer, now)
    if not 200 <= answer.status < 300:
        raise BadAnswer(f"{call}: HTTP {answer.status}; the task goes on", **details(call, answer))
    try:
        document = load(answer)
    except Unreadable as error:
        raise BadAnswer(f"{call}: {error}; the task goes on", **details(call, answer)) from None
    fields = unwrap(document, "status")
    if text(fields.get("status")) is None:
        if refusal(document):
            raise refused(call, answer, now)
        raise BadAnswer(f"{call}: the answer has no status; the task goes on", **details(call, answer, document))
    told = text(fields.get("id"))
    if told is not None and told != task_id:
        raise BadAnswer(f"{call}: the answer is about {told}", **details(call, answer, document))
    return read_task(fields, task_id)


def get(settings: Settings, task_id: str) -> Flow[Task]:
    """Ask about a task, again after trouble that may pass."""
    patience = _Patience(settings, settings.clock.monotonic() + settings.limits.total)
    for attempt in range(1, PATIENT_TRIES + 1):
        try:
            task: Task = yield from ask(settings, task_id)
        except (NotConnected, BadAnswer, Busy) as error:
            if attempt == PATIENT_TRIES or not patience.worth_another(error):
                raise
            yield Pause(patience.after(error, 0.25 * 2**attempt))
        else:
            return task
    raise AssertionError("unreachable")


@define
class _Patience:
    """How long to go on, and how many refusals came in a row."""

    settings: Settings
    deadline: float
    refusals: int = 0

    def worth_another(self, error: SeedanceError) -> bool:
        wait = (error.retry_after or 0.0) if isinstance(error, Busy) else 0.0
        return self.settings.clock.monotonic() + wait < self.deadline

    def after(self, error: SeedanceError | None, pause: float) -> float:
        """Seconds to the next question: what a busy service asks for, but never beyond the deadline."""
        if isinstance(error, Busy) and error.retry_after is not None:
            pause = max(pause, error.retry_after)
        return max(0.0, min(pause, self.deadline - self.settings.clock.monotonic()))

    def is_verdict(self, error: SeedanceError | None) -> bool:
        verdict = isinstance(error, AuthenticationFailed | Refused) and not isinstance(error, Busy)
        self.refusals = self.refusals + 1 if verdict else 0
        return self.refusals >= VERDICTS


def wait(
    settings: Settings,
    journal: Journal | None,
    task: Task | str,
    *,
    timeout: float = WAIT_SECONDS,
    on_update: Callable[[Task], Any] | None = None,
) -> Flow[Task]:
    """Ask until the task has ended.

    A task that was just created is first asked about after a pause; an id at once.

    Raises:
        TaskFailed: it ended without a video.
        WaitTimeout: it has not ended in time; it goes on.
        AuthenticationFailed, Refused: the service said so three times in a row.
    """
    known = task if isinstance(task, Task) else None
    task_id = task.id if isinstance(task, Task) else task
    patience = _Patience(settings, settings.clock.monotonic() + timeout)
    told: Task | None = None
    trouble: SeedanceError | None = None
    fresh = known is not None and known.request_id is not None
    while True:
        if fresh or told is not None or trouble is not None:
            yield Pause(patience.after(trouble, settings.clock.jitter(*settings.poll)))
        fresh = False
        trouble = None
        try:
            known = yield from ask(settings, task_id)
        except SeedanceError as error:
            trouble = error
        else:
            if on_update is not None and (told is None or _changed(told, known)):
                yield Tell(on_update, known)
            told = known
        if trouble is not None and patience.is_verdict(trouble):
            raise trouble
        if trouble is None:
            patience.refusals = 0
            if known is not None and (known.completed or known.failed):
                return (yield from _end(settings, journal, known))
        if settings.clock.monotonic() >= patience.deadline:
            raise _too_late(task_id, timeout, known, trouble)


def _changed(before: Task, now: Task) -> bool:
    return (before.status, before.raw.get("progress")) != (now.status, now.raw.get("progress"))


def _end(settings: Settings, journal: Journal | None, task: Task) -> Flow[Task]:
    if journal is not None:
        now, state = settings.clock.time(), "failed" if task.failed else "completed"
        yield Work(lambda: journal.note_task(task.id, state, now))
    if task.failed:
        reason = task.error or "the service gives no reason"
        raise TaskFailed(f"task {task.id} ended as {task.status}: {reason}", task=task, task_id=task.id)
    return task


def _too_late(task_id: str, timeout: float, known: Task | None, trouble: SeedanceError | None) -> WaitTimeout:
    state = f"its last state was {known.status}" if known else "its state is not known"
    if known is not None and known.status in COMPLETED:
        state = "it is completed, but the service gives no address of the video"
    last = f"; the last answer was: {trouble}" if trouble else ""
    return WaitTimeout(
        f"task {task_id} has not ended within {timeout:g} s, and goes on: {state}{last}; wait for it again",
        task=known,
        task_id=task_id,
    )
