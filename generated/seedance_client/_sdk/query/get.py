# Copied from openapi/companion/_sdk/query/get.py by scripts/regenerate: edit it there.
# pyright: standard
"""Query a task. Queries are free, so temporary errors are retried."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import quote

from ..answers.reading import Unreadable, details, is_busy, parse, refused
from ..answers.service_errors import EXCERPT
from ..checks import check_number
from ..errors import AuthenticationFailed, BadAnswer, Busy, NoAddress, NotConnected, OtherTask, Refused, SeedanceError
from ..settings import Settings
from ..tasks import TaskState, task_id_of
from ..transport.effects import Answer, Call, Failure, Flow, Pause, Send, new_id
from ..transport.log_redaction import without_queries
from .shapes import WrongTask, find_task, is_refusal

T = TypeVar("T")

ATTEMPTS = 4
"""Attempts of a single query."""
NEW_SECONDS = 15.0
"""How long the service may not know a task that it has just started."""


def query_once(settings: Settings, task_id: str, until: float | None = None) -> Flow[TaskState]:
    """Query a task once, with an optional deadline on the monotonic clock; raises as `read`, with the task's id."""
    path = f"/v1/result/{quote(task_id, safe='', errors='replace')}"
    call = Call("GET", path, None, new_id(), until=until, headers=settings.headers, limits=settings.limits)
    answer: Answer | Failure = yield Send(call)
    try:
        task = read(call, answer, task_id, settings)
    except SeedanceError as error:
        error.task_id = task_id
        raise
    settings.memory.note_alive(task_id)
    return settings.memory.with_given(task)


def query_for_video(settings: Settings, task_id: str, until: float | None = None) -> Flow[TaskState]:
    """Query a task once. A completed task must have the URL of its video.

    Raises:
        NoAddress: the task is completed, but the answer doesn't have an address.
        NotConnected, BadAnswer, AuthenticationFailed, Refused, Busy: the query failed.
    """
    task: TaskState = yield from query_once(settings, task_id, until)
    if task.lacks_address:
        said = without_queries(json.dumps(task.raw, ensure_ascii=False, default=str))[:EXCERPT]
        raise NoAddress(
            f"task {task_id} is {task.status}, but the answer doesn't have a usable video URL: {said}; the task is "
            "paid for: query it later, or ask the service for the video",
            task_id=task_id,
            answer=said,
            task=task,
        )
    return task


def read(call: Call, answer: Answer | Failure, task_id: str, settings: Settings) -> TaskState:
    """The task in an answer; raises NotConnected, BadAnswer, AuthenticationFailed, Refused or Busy."""
    if isinstance(answer, Failure):
        raise NotConnected(f"{call}: there was no answer ({answer.reason}); the task is not affected", **details(call))
    now = settings.clock.time()
    if 400 <= answer.status < 500 or is_busy(answer):
        error = refused(call, answer, now)
        if answer.status == 404:
            error.args = (f"{error}; check that the account of this key has a task '{task_id}'",)
        raise error
    if not 200 <= answer.status < 300:
        raise BadAnswer(f"{call}: HTTP {answer.status}; the task is not affected", **details(call, answer))
    try:
        document = parse(answer)
        task = find_task(document, task_id, settings.base_url)
    except Unreadable as fault:
        raise BadAnswer(f"{call}: {fault}; the task is not affected", **details(call, answer)) from None
    except WrongTask as other:
        raise OtherTask(
            f"{call}: the answer is about task '{other}', not about '{task_id}': query the task again",
            **details(call, answer),
        ) from None
    if task is not None:
        return task
    if is_refusal(document):
        raise refused(call, answer, now)
    facts: Mapping[str, Any] = details(call, answer, document if isinstance(document, Mapping) else None)
    raise BadAnswer(f"{call}: the answer doesn't have a status; the task is not affected", **facts)


def may_be_too_new(settings: Settings, task_id: str, error: SeedanceError) -> bool:
    """Whether a refusal may mean that the service doesn't know the task yet, which this client has just created."""
    refusal = isinstance(error, Refused) and not isinstance(error, AuthenticationFailed | Busy)
    return refusal and settings.memory.is_younger(task_id, NEW_SECONDS, settings.clock.monotonic())


def get(settings: Settings, task: TaskState | str) -> Flow[TaskState]:
    """Query a task; temporary errors are retried."""
    task_id = task_id_of(task)
    if isinstance(task, TaskState):
        settings.memory.note_given(task)
    deadline = RetryDeadline(settings, settings.limits.total)
    found: TaskState = yield from with_retries(
        deadline,
        lambda: query_once(settings, task_id, deadline.for_query()),
        lambda error: may_be_too_new(settings, task_id, error),
    )
    return found


def with_retries(
    deadline: RetryDeadline,
    query: Callable[[], Flow[T]],
    may_pass: Callable[[SeedanceError], bool] = lambda error: False,
) -> Flow[T]:
    """Repeat a query after temporary errors; `may_pass` says whether a refusal may be temporary, too."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            found: T = yield from query()
        except SeedanceError as error:
            pause = deadline.pause_after(error, 0.25 * 2**attempt)
            passing = isinstance(error, NotConnected | BadAnswer | Busy) or may_pass(error)
            if not passing or attempt == ATTEMPTS or pause >= deadline.remaining():
                raise
            yield Pause(pause)
        else:
            return found
    raise AssertionError("unreachable")


class RetryDeadline:
    """The deadline for a query that is repeated for some seconds; `grace` seconds remain for a last query at its end.

    Raises:
        ValueError: `seconds` isn't a finite number, 0 or more.
    """

    def __init__(self, settings: Settings, seconds: float, grace: float = 0.0) -> None:
        self.clock = settings.clock
        self.end = self.clock.monotonic() + check_number("timeout", seconds)
        self.grace = grace

    def remaining(self) -> float:
        """Seconds until the deadline."""
        return max(0.0, self.end - self.clock.monotonic())

    def for_query(self) -> float:
        """The deadline of a query that is sent now."""
        return max(self.end, self.clock.monotonic() + self.grace)

    def pause_after(self, error: SeedanceError | None, pause: float) -> float:
        """Seconds until the next query: as long as a busy service asks for, but not beyond the deadline."""
        if isinstance(error, Busy) and error.retry_after is not None:
            pause = max(pause, error.retry_after)
        return min(pause, self.remaining())
