"""Find what a crash left unfinished."""

from __future__ import annotations

from attrs import frozen

from .effects import Flow, Work
from .journal import Entry, Journal
from .settings import Settings
from .tasks import Task

__all__ = ["Open", "resume", "settle"]


@frozen
class Open:
    """What the journal has as unfinished.

    Attributes:
        tasks: tasks to wait for or to download: pass them to `wait_many`.
        unknown: requests that may have started a task. Check your account; then close them with
            `settle(entry.request_id)`, or send them again.
    """

    tasks: tuple[Task, ...]
    unknown: tuple[Entry, ...]


def resume(settings: Settings, journal: Journal | None) -> Flow[Open]:
    """What the journal has as unfinished for this client's address.

    Raises:
        ValueError: the client has no journal.
        JournalError: the file can't be used.
    """
    known, now = _required(journal), settings.clock.time()
    entries = yield Work(lambda: known.open_entries(now, settings.base_url))
    return _sort_open(entries)


def settle(settings: Settings, journal: Journal | None, name: str) -> Flow[None]:
    """Close a request by hand, given its id or the id of its task.

    Raises:
        ValueError: the client has no journal, or the journal doesn't have the id.
        JournalError: the file can't be used.
    """
    known, now = _required(journal), settings.clock.time()
    yield Work(lambda: known.settle(name, now))


def _required(journal: Journal | None) -> Journal:
    if journal is None:
        raise ValueError("this client doesn't have a journal: make it with one, as in Seedance(journal='tasks.jsonl')")
    return journal


def _sort_open(entries: list[Entry]) -> Open:
    """Separate the entries by whether their task is known."""
    tasks = (
        Task(entry.task_id, entry.state if entry.state == "completed" else "unknown", raw=dict(entry.body))
        for entry in entries
        if entry.task_id
    )
    return Open(tuple(tasks), tuple(entry for entry in entries if not entry.task_id))
