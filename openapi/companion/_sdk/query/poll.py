"""Query until something has ended; temporary errors are retried.

Most errors may be temporary, and are retried until the time limit. Permanent ones end the waiting after a few queries:

answer                                           | next query                                | raised
refused (4xx, a code), a task without an answer  | after 2 s and 4 s                         | the third time in a row
refused, a task that was answered or is our own  | after the usual pause: a 401 may be       | the third time in a row
                                                 | temporary                                 |
refused, our own task of the last 15 s           | after the usual pause, at least a second  | never: it may be too new
about another task                               | after 2 s and 4 s                         | the third time in a row
completed without a URL                          | after 2, 4, 8 and 16 s: it may follow     | the fifth time in a row
other errors: no answer, 5xx, busy, not JSON     | after the usual pause, or as the service  | never
                                                 | asks                                      |
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, TypeVar

from attrs import define, evolve

from ..answers.service_errors import MESSAGES, find_reason
from ..errors import AuthenticationFailed, Busy, NoAddress, OtherTask, Refused, SeedanceError, TaskFailed, WaitTimeout
from ..journal.flows import record_state
from ..journal.interface import AnyJournal
from ..settings import Settings
from ..tasks import TaskState, task_id_of
from ..transport.effects import Callback, Flow, Pause
from ..transport.log_redaction import without_queries
from .get import RetryDeadline, may_be_too_new, query_for_video

log = logging.getLogger("seedance_client")

T = TypeVar("T")

WAIT_SECONDS = 3600.0
LAST_QUERY_SECONDS = 2.0
"""For the last query when the time is over."""
QUICK = (2.0, 4.0)
"""Seconds between queries after a permanent error. A refusal may be temporary (rule ER-AUTH-TRANSIENT)."""
ADDRESS = (2.0, 4.0, 8.0, 16.0)
"""Seconds between queries about a completed task without an address."""
NO_REASON = "the service doesn't give a reason"
NEW_PAUSE = 1.0
"""Minimum seconds between queries about a task that the service may not know yet."""


@define
class ErrorStreak:
    """Counts errors of one kind in a row, and decides when the last one is raised."""

    is_known: Callable[[], bool] = lambda: True  # whether the service certainly knows what is queried
    may_be_too_new: Callable[[SeedanceError], bool] = lambda error: False  # the service may not know it yet
    kind: type[SeedanceError] | None = None  # of the last error
    count: int = 0

    def pause(self, error: SeedanceError, usual: float) -> float | None:
        """Seconds until the next query, or None if the error must be raised; see the table above."""
        if self.may_be_too_new(error):
            self.reset()
            return max(usual, NEW_PAUSE)
        kind, pauses = self._allowed_pauses(error, usual)
        self.kind, self.count = kind, self.count + 1 if kind is self.kind else 1
        if kind is None:
            return usual
        return pauses[self.count - 1] if self.count <= len(pauses) else None

    def reset(self) -> None:
        """Start again after a successful query."""
        self.kind, self.count = None, 0

    def _allowed_pauses(
        self, error: SeedanceError, usual: float
    ) -> tuple[type[SeedanceError] | None, tuple[float, ...]]:
        quick = tuple(min(usual, pause) for pause in QUICK)
        if isinstance(error, NoAddress):
            return NoAddress, ADDRESS
        if isinstance(error, OtherTask):
            return OtherTask, quick
        if isinstance(error, Refused | AuthenticationFailed) and not isinstance(error, Busy):
            return Refused, (usual, usual) if self.is_known() else quick
        return None, ()


def poll_until(
    what: str,
    deadline: RetryDeadline,
    streak: ErrorStreak,
    query: Callable[[], Flow[T]],
    pause: Callable[[], float],
    *,
    ended: Callable[[T], bool],
    changed: Callable[[T, T], bool],
    on_update: Callable[[T], Any] | None,
    with_trouble: Callable[[T | None, str], T] | None = None,
    pause_first: bool = False,
) -> Flow[tuple[T | None, SeedanceError | None]]:
    """Query until something has ended or the time is over; returns the last state, and the error since then if any.

    Args:
        what: its name for the log, which gets a warning when errors begin and when they are over.
        deadline: how long to go on.
        streak: decides when an error is raised.
        query: queries once.
        pause: the usual seconds between two queries.
        ended: whether a state is the last.
        changed: whether a state differs from the one before.
        on_update: is called with each changed state, and when errors begin.
        with_trouble: makes the state for on_update when errors begin, from the last state and the error's message.
        pause_first: whether to pause before the first query.

    Raises:
        SeedanceError: the error is permanent.
    """
    known: T | None = None
    last_error: SeedanceError | None = None
    seconds = pause() if pause_first else None
    while True:
        if seconds is not None:
            yield Pause(deadline.pause_after(last_error, seconds))
        try:
            now: T = yield from query()
        except SeedanceError as error:
            known = getattr(error, "task", None) or known
            if last_error is None:
                said = without_queries(str(error))
                log.warning("%s: %s; querying again", what, said)
                if on_update is not None and with_trouble is not None:
                    yield Callback(on_update, (with_trouble(known, said),))
            last_error = error
            seconds = streak.pause(error, pause())
            if seconds is None:
                raise
        else:
            streak.reset()
            if last_error is not None:
                log.warning("%s: queries succeed again", what)
            if on_update is not None and (known is None or last_error is not None or changed(known, now)):
                yield Callback(on_update, (now,))
            last_error, known, seconds = None, now, pause()
        if (last_error is None and known is not None and ended(known)) or not deadline.remaining():
            return known, last_error


def wait(
    settings: Settings,
    journal: AnyJournal | None,
    task: TaskState | str,
    *,
    timeout: float = WAIT_SECONDS,
    on_update: Callable[[TaskState], Any] | None = None,
) -> Flow[TaskState]:
    """Query until the task has ended.

    The first query about a task that was just created comes after a pause; about an id, immediately.

    Raises:
        TaskFailed: it ended without a video.
        WaitTimeout: it didn't end in time and may still be running, or it is completed without a URL of its video.
        AuthenticationFailed, Refused: the service answered so three times in a row.
        BadAnswer: the answers are about a different task, or the completed task doesn't get a video address.
    """
    given = task if isinstance(task, TaskState) else None
    task_id, memory = task_id_of(task), settings.memory
    deadline = RetryDeadline(settings, timeout, LAST_QUERY_SECONDS)
    just_created = False
    if given is not None:
        memory.note_given(given)
        ended = given.completed or given.failed
        just_created = given.request_id is not None and not ended and not memory.is_alive(task_id)
    if just_created and not memory.knows(task_id):  # another client created it
        memory.note_created(task_id, settings.clock.monotonic())

    def with_trouble(known: TaskState | None, said: str) -> TaskState:
        return evolve(known or given or TaskState(task_id, "unknown"), trouble=said)

    known, last_error = yield from _poll_task(
        settings,
        task_id,
        deadline,
        ended=lambda now: now.completed or now.failed,
        on_update=on_update,
        with_trouble=with_trouble,
        pause_first=just_created,
    )
    if known is None or not (known.completed or known.failed):
        raise _too_late(task_id, timeout, known or given, last_error)
    return (yield from _end(settings, journal, known))


def find_address(settings: Settings, task_id: str) -> Flow[TaskState]:
    """Query a completed task for a short while, until it has the URL of its video, or raise the last error."""
    deadline = RetryDeadline(settings, settings.limits.total)
    known, last_error = yield from _poll_task(settings, task_id, deadline, ended=lambda now: True)
    if known is None or last_error is not None:
        raise last_error or AssertionError("unreachable")
    return known


def _poll_task(
    settings: Settings,
    task_id: str,
    deadline: RetryDeadline,
    *,
    ended: Callable[[TaskState], bool],
    on_update: Callable[[TaskState], Any] | None = None,
    with_trouble: Callable[[TaskState | None, str], TaskState] | None = None,
    pause_first: bool = False,
) -> Flow[tuple[TaskState | None, SeedanceError | None]]:
    """Poll a task. It counts as completed only with the URL of its video."""
    streak = ErrorStreak(lambda: settings.memory.knows(task_id), lambda error: may_be_too_new(settings, task_id, error))
    found: tuple[TaskState | None, SeedanceError | None] = yield from poll_until(
        f"task {task_id}",
        deadline,
        streak,
        lambda: query_for_video(settings, task_id, deadline.for_query()),
        lambda: settings.clock.jitter(*settings.poll),
        ended=ended,
        changed=_changed,
        on_update=on_update,
        with_trouble=with_trouble,
        pause_first=pause_first,
    )
    return found


def _changed(before: TaskState, now: TaskState) -> bool:
    return (before.status, (before.raw or {}).get("progress")) != (now.status, (now.raw or {}).get("progress"))


def _end(settings: Settings, journal: AnyJournal | None, task: TaskState) -> Flow[TaskState]:
    yield from record_state(settings, journal, task.id, "failed" if task.failed else "completed")
    if task.failed:
        raise TaskFailed(
            f"task {task.id} ended as {task.status}: {_reason_of(task) or NO_REASON}",
            task=task,
            task_id=task.id,
            reason=task.error,
            code=task.error_code,
        )
    return task


def _reason_of(task: TaskState) -> str:
    """The service's reason for a task's error, with its code."""
    code = f"code {task.error_code}" if task.error_code and task.error_code not in (task.error or "") else ""
    return ", ".join(filter(None, (task.error, code)))


def _said_of(task: TaskState) -> str:
    """The service's reason or message about a task that hasn't ended."""
    return _reason_of(task) or find_reason(task.raw or {}, MESSAGES)[1] or ""


def _too_late(task_id: str, timeout: float, known: TaskState | None, last_error: SeedanceError | None) -> WaitTimeout:
    said = f" ({_said_of(known)})" if known and _said_of(known) else ""
    last = "" if last_error is None else f"; the last error was: {last_error}"
    if known is None:
        state = f"no query of task {task_id} succeeded within {timeout:g} s, so the task may still be running"
    elif known.lacks_address:
        word = "" if known.status == "completed" else f" ('{known.status}')"
        state = (
            f"task {task_id} is completed{word}, but the service gave no URL of its video within {timeout:g} s{said}"
        )
        last = ("" if isinstance(last_error, NoAddress) else last) + "; the task is paid for"
    else:
        state = f"task {task_id} hasn't ended within {timeout:g} s and may still be running "
        state += f"(last status: '{known.status}'){said}"
    return WaitTimeout(
        f"{state}{last}; wait for it again",
        task=known,
        task_id=task_id,
        status=last_error.status if last_error else None,
        answer=last_error.answer if last_error else "",
        code=(known.error_code if known else None) or (last_error.code if last_error else None),
    )
