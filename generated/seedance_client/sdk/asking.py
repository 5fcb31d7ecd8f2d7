"""Ask about a task. Asking costs nothing, so a single question is asked again after trouble that may pass."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import quote

from .discretion import without_queries
from .effects import Answer, Call, Failure, Flow, Pause, Send, new_id
from .errors import AuthenticationFailed, BadAnswer, Busy, NoAddress, NotConnected, OtherTask, Refused, SeedanceError
from .query_shapes import Foreign, find_task, says_no
from .reading import Unreadable, details, is_busy, parse, refused
from .service_errors import EXCERPT
from .settings import Settings, check_number
from .tasks import Task

__all__ = ["Patience", "ask", "ask_for_video", "get", "may_be_too_new", "patiently"]

T = TypeVar("T")

PATIENT_TRIES = 4
"""Attempts of a single question."""
NEW_SECONDS = 15.0
"""How long a service may not know a task that it has just started."""


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
        task = read(call, answer, task_id, settings)
    except SeedanceError as error:
        error.task_id = task_id
        raise
    settings.memory.note_alive(task_id)
    return task


def ask_for_video(settings: Settings, task_id: str, until: float | None = None) -> Flow[Task]:
    """Ask about a task once; that it is completed counts only with the address of its video.

    Raises:
        NoAddress: it is completed, without one.
        NotConnected, BadAnswer, AuthenticationFailed, Refused, Busy: there is no sound answer.
    """
    task: Task = yield from ask(settings, task_id, until)
    if task.lacks_address:
        said = without_queries(json.dumps(task.raw, ensure_ascii=False, default=str))[:EXCERPT]
        raise NoAddress(
            f"task {task_id} is {task.status}, but the service gives no address of its video that can be fetched: "
            f"{said}; the task is paid for: ask about it later, or ask the service for the video",
            task_id=task_id,
            answer=said,
            task=task,
        )
    return task


def read(call: Call, answer: Answer | Failure, task_id: str, settings: Settings) -> Task:
    """The task that an answer tells of, or the error that it stands for."""
    if isinstance(answer, Failure):
        raise NotConnected(f"{call}: no answer ({answer.reason}); the task is not affected", **details(call))
    now = settings.clock.time()
    if 400 <= answer.status < 500 or is_busy(answer):
        error = refused(call, answer, now)
        if answer.status == 404:
            error.args = (f"{error}; is '{task_id}' the id of a task of this key's account?",)
        raise error
    if not 200 <= answer.status < 300:
        raise BadAnswer(f"{call}: HTTP {answer.status}; the task is not affected", **details(call, answer))
    try:
        document = parse(answer)
        task = find_task(document, task_id, settings.base_url)
    except Unreadable as fault:
        raise BadAnswer(f"{call}: {fault}; the task is not affected", **details(call, answer)) from None
    except Foreign as other:
        raise OtherTask(
            f"{call}: the answer is about task '{other}', not about '{task_id}'", **details(call, answer)
        ) from None
    if task is not None:
        return task
    if says_no(document):
        raise refused(call, answer, now)
    facts: Mapping[str, Any] = details(call, answer, document if isinstance(document, Mapping) else None)
    raise BadAnswer(f"{call}: the answer has no status; the task is not affected", **facts)


def may_be_too_new(settings: Settings, task_id: str, error: SeedanceError) -> bool:
    """Whether a refusal may mean that the service doesn't know a task yet that this client has just created."""
    refusal = isinstance(error, Refused) and not isinstance(error, AuthenticationFailed | Busy)
    return refusal and settings.memory.is_younger(task_id, NEW_SECONDS, settings.clock.monotonic())


def get(settings: Settings, task_id: str) -> Flow[Task]:
    """Ask about a task, again after trouble that may pass."""
    patience = Patience(settings, settings.limits.total)
    return (
        yield from patiently(
            patience,
            lambda: ask(settings, task_id, patience.until()),
            lambda error: may_be_too_new(settings, task_id, error),
        )
    )


def patiently(
    patience: Patience,
    question: Callable[[], Flow[T]],
    may_pass: Callable[[SeedanceError], bool] = lambda error: False,
) -> Flow[T]:
    """Ask a question, again after trouble that may pass.

    Args:
        patience: how long.
        question: asks once.
        may_pass: whether a refusal may pass, too.
    """
    for attempt in range(1, PATIENT_TRIES + 1):
        try:
            told: T = yield from question()
        except SeedanceError as error:
            pause = patience.after(error, 0.25 * 2**attempt)
            passing = isinstance(error, NotConnected | BadAnswer | Busy) or may_pass(error)
            if not passing or attempt == PATIENT_TRIES or pause >= patience.left():
                raise
            yield Pause(pause)
        else:
            return told
    raise AssertionError("unreachable")


class Patience:
    """How long to go on.

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
