"""What a crash left open."""

from __future__ import annotations

from attrs import frozen

from .effects import Flow, Work
from .journal import Entry, Journal
from .settings import Settings
from .tasks import Task

__all__ = ["Open", "resume", "settle"]


@frozen
class Open:
    """What the journal says is not finished.

    Attributes:
        tasks: tasks that may still be waited for, or downloaded: give them to `wait_many`.
        unknown: requests of which nobody knows whether they started a task. Look into the account; then
            `settle(entry.request_id)`, or send them again.
    """

    tasks: tuple[Task, ...]
    unknown: tuple[Entry, ...]


def resume(settings: Settings, journal: Journal | None) -> Flow[Open]:
    """What the journal says is open at this client's address.

    Raises:
        ValueError: the client has no journal.
        JournalError: the file can't be used.
    """
    known, now = _required(journal), settings.clock.time()
    entries = yield Work(lambda: known.open_entries(now, settings.base_url))
    return _sort_open(entries)


def settle(settings: Settings, journal: Journal | None, name: str) -> Flow[None]:
    """Close a request by hand: that with this id, or that of the task with this id.

    Raises:
        ValueError: the client has no journal, or the journal doesn't know the id.
        JournalError: the file can't be used.
    """
    known, now = _required(journal), settings.clock.time()
    yield Work(lambda: known.settle(name, now))


def _required(journal: Journal | None) -> Journal:
    if journal is None:
        raise ValueError("this client has no journal: give it one, as in Seedance(journal='tasks.jsonl')")
    return journal


def _sort_open(entries: list[Entry]) -> Open:
    """Sort what is open by whether its task is known."""
    tasks = (
        Task(entry.task_id, entry.state if entry.state == "completed" else "unknown", raw=dict(entry.body))
        for entry in entries
        if entry.task_id
    )
    return Open(tuple(tasks), tuple(entry for entry in entries if not entry.task_id))
