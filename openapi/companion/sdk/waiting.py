"""Ask about a task, once or until it has ended. Asking costs nothing, so it is done again after any trouble."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import quote

from .effects import Answer, Call, Failure, Flow, Pause, Send, Tell, new_id
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
from .recording import record
from .settings import Settings, check_number
from .tasks import COMPLETED, Task, read_task

__all__ = ["LAST_QUESTION_SECONDS", "Patience", "ask", "follow", "get", "patiently", "wait"]

T = TypeVar("T")

VERDICTS = 3
"""Refusals in a row that are a verdict: a 401 while polling heals by itself at times (rule ER-AUTH-TRANSIENT)."""
WAIT_SECONDS = 3600.0
PATIENT_TRIES = 4
"""Attempts of a single question."""
LAST_QUESTION_SECONDS = 2.0
"""For the question that is asked when the time is over."""


def call_of(task_id: str, until: float | None = None) -> Call:
    """The request that asks about a task.

    Raises:
        ValueError: an empty id would ask for something else.
    """
    if not task_id.strip() or task_id.strip(".") == "":
        raise ValueError(f"{task_id!r} is no task id")
    return Call("GET", f"/v1/result/{quote(task_id, safe='', errors='replace')}", None, new_id(), until=until)


def ask(settings: Settings, task_id: str, until: float | None = None) -> Flow[Task]:
    """Ask about a task once, within the usual limit and until a moment of the monotonic clock.

    Raises:
        NotConnected, BadAnswer, AuthenticationFailed, Refused, Busy: there is no sound answer; each has the task's id.
    """
    call = call_of(task_id, until)
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
    patience = Patience(settings, settings.limits.total)
    return (yield from patiently(patience, lambda: ask(settings, task_id, patience.until())))


def patiently(patience: Patience, question: Callable[[], Flow[T]]) -> Flow[T]:
    """Ask a question, again after trouble that may pass."""
    for attempt in range(1, PATIENT_TRIES + 1):
        try:
            told: T = yield from question()
        except (NotConnected, BadAnswer, Busy) as error:
            pause = patience.after(error, 0.25 * 2**attempt)
            if attempt == PATIENT_TRIES or pause >= patience.left():
                raise
            yield Pause(pause)
        else:
            return told
    raise AssertionError("unreachable")


class Patience:
    """How long to go on, and how many refusals came in a row.

    Args:
        settings: where the time comes from.
        seconds: how long to go on.
        grace: how long a question may take that is asked when the time is over.

    Raises:
        ValueError: the time is no number of seconds.
    """

    def __init__(self, settings: Settings, seconds: float, grace: float = 0.0) -> None:
        self.clock = settings.clock
        self.deadline = self.clock.monotonic() + check_number("timeout", seconds)
        self.grace = grace
        self.refusals = 0

    def left(self) -> float:
        """Seconds until the time is over."""
        return max(0.0, self.deadline - self.clock.monotonic())

    def until(self) -> float:
        """When a question that is asked now must have its answer."""
        return max(self.deadline, self.clock.monotonic() + self.grace)

    def after(self, error: SeedanceError | None, pause: float) -> float:
        """Seconds to the next question: what a busy service asks for, but never beyond the deadline."""
        if isinstance(error, Busy) and error.retry_after is not None:
            pause = max(pause, error.retry_after)
        return min(pause, self.left())

    def is_verdict(self, error: SeedanceError) -> bool:
        """Count a refusal, or other trouble as the end of a row of them; whether the row is long enough."""
        verdict = isinstance(error, AuthenticationFailed | Refused) and not isinstance(error, Busy)
        self.refusals = self.refusals + 1 if verdict else 0
        return self.refusals >= VERDICTS


def follow(
    patience: Patience,
    question: Callable[[], Flow[T]],
    pause: Callable[[], float],
    *,
    ended: Callable[[T], bool],
    changed: Callable[[T, T], bool],
    on_update: Callable[[T], Any] | None,
    pausing: bool,
) -> Flow[tuple[T | None, SeedanceError | None]]:
    """Ask until something has ended or the time is over; gives the last state and the trouble since, if any.

    Args:
        patience: how long.
        question: asks once.
        pause: seconds between two questions.
        ended: whether a state is the last.
        changed: whether a state differs from the one before.
        on_update: is told of each state that differs.
        pausing: begin with a pause.

    Raises:
        AuthenticationFailed, Refused: the service said so three times in a row.
    """
    known: T | None = None
    trouble: SeedanceError | None = None
    while True:
        if pausing:
            yield Pause(patience.after(trouble, pause()))
        pausing = True
        try:
            now: T = yield from question()
        except SeedanceError as error:
            trouble = error
            if patience.is_verdict(error):
                raise
        else:
            trouble, patience.refusals = None, 0
            if on_update is not None and (known is None or changed(known, now)):
                yield Tell(on_update, now)
            known = now
        if (trouble is None and ended(now)) or not patience.left():
            return known, trouble


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
    task_id = task.id if isinstance(task, Task) else task
    patience = Patience(settings, timeout, LAST_QUESTION_SECONDS)
    known, trouble = yield from follow(
        patience,
        lambda: ask(settings, task_id, patience.until()),
        lambda: settings.clock.jitter(*settings.poll),
        ended=lambda now: now.completed or now.failed,
        changed=_changed,
        on_update=on_update,
        pausing=isinstance(task, Task) and task.request_id is not None,
    )
    if known is None or not (known.completed or known.failed):
        raise _too_late(task_id, timeout, known or (task if isinstance(task, Task) else None), trouble)
    return (yield from _end(settings, journal, known))


def _changed(before: Task, now: Task) -> bool:
    return (before.status, before.raw.get("progress")) != (now.status, now.raw.get("progress"))


def _end(settings: Settings, journal: Journal | None, task: Task) -> Flow[Task]:
    state = "failed" if task.failed else "completed"
    yield from record(
        settings, journal, lambda book, now: book.note_task(task.id, state, now), f"task {task.id} is {state}"
    )
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
