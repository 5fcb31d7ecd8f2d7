"""Ask until something has ended, whatever happens on the way.

Trouble is of two kinds. Most may pass, and is waited out until the time limit. What can't heal ends the waiting after a
few questions:

answer                                         | asked again                              | it is a verdict
refused (4xx, a code), a task never seen alive | after 2 s and 4 s                        | the third time in a row
refused, a task seen alive or created here     | as usual: a 401 heals by itself at times | the third time in a row
refused, a task created here 15 s ago at most  | as usual, but not within a second        | never: it may be too new
about another task                             | after 2 s and 4 s                        | the third time in a row
completed without an address                   | after 2, 4, 8 and 16 s: it may follow    | the fifth time in a row
anything else: no answer, 5xx, busy, no JSON   | as usual, or as the service asks         | never
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, TypeVar

from attrs import define, evolve

from .asking import Patience, ask_for_video, may_be_too_new
from .discretion import without_queries
from .effects import Flow, Pause, Tell
from .errors import AuthenticationFailed, Busy, NoAddress, OtherTask, Refused, SeedanceError, TaskFailed, WaitTimeout
from .journal import Journal
from .recording import record
from .service_errors import MESSAGES, find_reason
from .settings import Settings
from .tasks import Task

__all__ = ["LAST_QUESTION_SECONDS", "WAIT_SECONDS", "Row", "find_address", "follow", "wait"]

log = logging.getLogger("seedance_client")

T = TypeVar("T")

WAIT_SECONDS = 3600.0
LAST_QUESTION_SECONDS = 2.0
"""For the question that is asked when the time is over."""
QUICK = (2.0, 4.0)
"""Seconds between questions about what can't heal. A refusal heals by itself at times (rule ER-AUTH-TRANSIENT)."""
ADDRESS = (2.0, 4.0, 8.0, 16.0)
"""Seconds between questions about a completed task that has no address yet."""
NEW_PAUSE = 1.0
"""Seconds at least between questions about a task that the service may not know yet."""


@define
class Row:
    """Answers of one kind in a row, and when there are enough of them.

    Attributes:
        is_known: whether the service is known to have what is asked for.
        may_be_too_new: whether an error may mean that it doesn't know it yet.
        kind: the kind of the last answer, or None.
        count: how many of them came in a row.
    """

    is_known: Callable[[], bool] = lambda: True
    may_be_too_new: Callable[[SeedanceError], bool] = lambda error: False
    kind: type[SeedanceError] | None = None
    count: int = 0

    def pause(self, error: SeedanceError, usual: float) -> float | None:
        """Seconds until the next question, or None if the error is a verdict; see the table above."""
        if self.may_be_too_new(error):
            self.reset()
            return max(usual, NEW_PAUSE)
        kind, pauses = self._patience_with(error, usual)
        self.kind, self.count = kind, self.count + 1 if kind is self.kind else 1
        if kind is None:
            return usual
        return pauses[self.count - 1] if self.count <= len(pauses) else None

    def reset(self) -> None:
        """A sound answer ends the row."""
        self.kind, self.count = None, 0

    def _patience_with(
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


def follow(
    what: str,
    patience: Patience,
    row: Row,
    question: Callable[[], Flow[T]],
    pause: Callable[[], float],
    *,
    ended: Callable[[T], bool],
    changed: Callable[[T, T], bool],
    on_update: Callable[[T], Any] | None,
    in_trouble: Callable[[T | None, str], T] | None = None,
    pausing: bool = False,
) -> Flow[tuple[T | None, SeedanceError | None]]:
    """Ask until something has ended or the time is over; gives the last state and the trouble since, if any.

    Args:
        what: names it in the log, where trouble is told once when it begins and once when it is over.
        patience: how long.
        row: when an error is a verdict.
        question: asks once.
        pause: seconds between two questions, as usual.
        ended: whether a state is the last.
        changed: whether a state differs from the one before.
        on_update: is told of each state that differs, and of trouble.
        in_trouble: the last state, with a trouble in words, for on_update.
        pausing: begin with a pause.

    Raises:
        SeedanceError: it is a verdict.
    """
    known: T | None = None
    trouble: SeedanceError | None = None
    seconds = pause() if pausing else None
    while True:
        if seconds is not None:
            yield Pause(patience.after(trouble, seconds))
        try:
            now: T = yield from question()
        except SeedanceError as error:
            known = getattr(error, "task", None) or known
            if trouble is None:
                said = without_queries(str(error))
                log.warning("%s: %s; asking again", what, said)
                if on_update is not None and in_trouble is not None:
                    yield Tell(on_update, in_trouble(known, said))
            trouble = error
            seconds = row.pause(error, pause())
            if seconds is None:
                raise
        else:
            row.reset()
            if trouble is not None:
                log.warning("%s: the trouble is over, the service answers again", what)
            if on_update is not None and (known is None or trouble is not None or changed(known, now)):
                yield Tell(on_update, now)
            trouble, known, seconds = None, now, pause()
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
        WaitTimeout: it has not ended in time and goes on, or it is completed and no address of its video came in time.
        AuthenticationFailed, Refused: the service said so three times in a row.
        BadAnswer: the answers are about another task, or it is completed and no address of its video follows.
    """
    given = task if isinstance(task, Task) else None
    task_id = given.id if given else str(task)
    patience = Patience(settings, timeout, LAST_QUESTION_SECONDS)
    just_created = given is not None and given.request_id is not None
    if just_created and not settings.memory.knows(task_id):  # by another client of the user's
        settings.memory.note_created(task_id, settings.clock.monotonic())

    def in_trouble(known: Task | None, said: str) -> Task:
        return evolve(known or given or Task(task_id, "unknown"), trouble=said)

    known, trouble = yield from _follow_task(
        settings,
        task_id,
        patience,
        ended=lambda now: now.completed or now.failed,
        on_update=on_update,
        in_trouble=in_trouble,
        pausing=just_created,
    )
    if known is None or not (known.completed or known.failed):
        raise _too_late(task_id, timeout, known or given, trouble)
    return (yield from _end(settings, journal, known))


def find_address(settings: Settings, task_id: str) -> Flow[Task]:
    """Ask about a completed task until the address of its video is there, for a short while.

    Raises:
        NoAddress: it doesn't come.
        SeedanceError: there is no sound answer.
    """
    patience = Patience(settings, settings.limits.total)
    known, trouble = yield from _follow_task(settings, task_id, patience, ended=lambda now: True)
    if known is None or trouble is not None:
        raise trouble or AssertionError("unreachable")
    return known


def _follow_task(
    settings: Settings,
    task_id: str,
    patience: Patience,
    *,
    ended: Callable[[Task], bool],
    on_update: Callable[[Task], Any] | None = None,
    in_trouble: Callable[[Task | None, str], Task] | None = None,
    pausing: bool = False,
) -> Flow[tuple[Task | None, SeedanceError | None]]:
    """Follow a task whose end counts only with the address of its video."""
    row = Row(lambda: settings.memory.knows(task_id), lambda error: may_be_too_new(settings, task_id, error))
    found: tuple[Task | None, SeedanceError | None] = yield from follow(
        f"task {task_id}",
        patience,
        row,
        lambda: ask_for_video(settings, task_id, patience.until()),
        lambda: settings.clock.jitter(*settings.poll),
        ended=ended,
        changed=_changed,
        on_update=on_update,
        in_trouble=in_trouble,
        pausing=pausing,
    )
    return found


def _changed(before: Task, now: Task) -> bool:
    return (before.status, before.raw.get("progress")) != (now.status, now.raw.get("progress"))


def _end(settings: Settings, journal: Journal | None, task: Task) -> Flow[Task]:
    state = "failed" if task.failed else "completed"
    yield from record(
        settings, journal, lambda book, now: book.note_task(task.id, state, now), f"task {task.id} is {state}"
    )
    if task.failed:
        raise TaskFailed(
            f"task {task.id} ended as {task.status}: {_reason_of(task) or 'the service gives no reason'}",
            task=task,
            task_id=task.id,
            reason=task.error,
            code=task.error_code,
        )
    return task


def _reason_of(task: Task) -> str:
    """What the service says of a task's error, with its code."""
    code = f"code {task.error_code}" if task.error_code and task.error_code not in (task.error or "") else ""
    return ", ".join(filter(None, (task.error, code)))


def _said_of(task: Task) -> str:
    """What the service says of a task that goes on: the reason of its trouble, or any message beside its status."""
    return _reason_of(task) or find_reason(task.raw, MESSAGES)[1] or ""


def _too_late(task_id: str, timeout: float, known: Task | None, trouble: SeedanceError | None) -> WaitTimeout:
    said = f" ({_said_of(known)})" if known and _said_of(known) else ""
    last = "" if trouble is None else f"; the last answer was: {trouble}"
    if known is None:
        state = f"has not ended within {timeout:g} s as far as is known, and goes on: its status is not known"
    elif known.lacks_address:
        word = "" if known.status == "completed" else f" ('{known.status}')"
        state = f"has no address of its video after {timeout:g} s: the service says that it is completed{word}{said}"
        last = ("" if isinstance(trouble, NoAddress) else last) + "; it is paid for"
    else:
        state = f"has not ended within {timeout:g} s, and goes on: its last status was '{known.status}'{said}"
    return WaitTimeout(
        f"task {task_id} {state}{last}; wait for it again",
        task=known,
        task_id=task_id,
        status=trouble.status if trouble else None,
        answer=trouble.answer if trouble else "",
        code=(known.error_code if known else None) or (trouble.code if trouble else None),
    )
