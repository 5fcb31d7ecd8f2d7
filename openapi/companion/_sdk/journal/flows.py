"""Use the journal: record outcomes, find what a crash left unfinished, close requests by hand.

Without a journal, `resume`, `settle` and `compact` raise ValueError; if it can't be used, JournalError.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Generic, TypeVar

from attrs import frozen

from ..answers.values import as_text
from ..checks import kind_of
from ..settings import Settings
from ..tasks import TaskState, task_id_of
from ..transport.effects import Flow, RunBlocking
from .entry import Entry
from .interface import AnyJournal

log = logging.getLogger("seedance_client")

T = TypeVar("T", bound=TaskState)


@frozen
class Open(Generic[T]):
    """The requests that the journal has as unfinished.

    Attributes:
        tasks: tasks to wait for or to download: pass them to `wait_many`.
        unknown: requests that may have started a task. Check your account; then close them with
            `settle(entry.request_id)`, or send them again.
    """

    tasks: tuple[T, ...]
    unknown: tuple[Entry, ...]


def resume(settings: Settings, journal: AnyJournal | None) -> Flow[Open[TaskState]]:
    """The requests that the journal has as unfinished for this client's base URL, and gives to this process."""
    known, now = _required(journal), settings.clock.time()
    entries: list[Entry] = yield RunBlocking(lambda: known.claim(now, settings.base_url))
    tasks = (
        TaskState(
            entry.task_id,
            entry.state if entry.state == "completed" else "unknown",
            model=as_text(entry.body.get("model")),
            request_id=entry.request_id,
            label=entry.label,
            metadata=entry.metadata,
        )
        for entry in entries
        if entry.task_id
    )
    return Open(tuple(tasks), tuple(entry for entry in entries if not entry.task_id))


def settle(
    settings: Settings, journal: AnyJournal | None, name: Entry | TaskState | str, task: TaskState | str | None = None
) -> Flow[None]:
    """Close a request by hand, given its entry or its task, or the id of one of them; or give it its task."""
    known, now = _required(journal), settings.clock.time()
    text = name.request_id if isinstance(name, Entry) else name.id if isinstance(name, TaskState) else name
    if not isinstance(text, str):
        raise TypeError(f"settle needs an entry of the journal, a task, or the id of one of them; got {kind_of(name)}")
    task_id = None if task is None else task_id_of(task)
    yield RunBlocking(lambda: known.settle(text, now, task_id))


def compact(settings: Settings, journal: AnyJournal | None, older_than: float) -> Flow[int]:
    """Remove old closed requests, and return their number."""
    known, now = _required(journal), settings.clock.time()
    return (yield RunBlocking(lambda: known.compact(now, older_than)))  # type: ignore[no-any-return]


def _required(journal: AnyJournal | None) -> AnyJournal:
    if journal is None:
        raise ValueError("this client doesn't have a journal: make it with one, as in Seedance(journal='tasks.jsonl')")
    return journal


def record(
    settings: Settings, journal: AnyJournal | None, write: Callable[[AnyJournal, float], None], what: str
) -> Flow[None]:
    """Write an outcome to the journal, if there is one, with `write`, which gets the journal and the Unix time.

    A write error is only logged, with the outcome in words (`what`): it must not hide the outcome.
    """
    if journal is None:
        return
    now = settings.clock.time()
    try:
        yield RunBlocking(lambda: write(journal, now))
    except OSError as error:
        log.error("not recorded in the journal: %s; %s", what, error)


def record_state(settings: Settings, journal: AnyJournal | None, task_id: str, state: str) -> Flow[None]:
    """Write the new state of a task to the journal, as `record` does."""
    what = f"task {task_id}: state {state}"
    yield from record(settings, journal, lambda book, now: book.note_task(task_id, state, now), what)
