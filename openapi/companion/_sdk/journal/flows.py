"""Use the journal: record outcomes, find what a crash left unfinished, close requests by hand."""

from __future__ import annotations

import logging
from collections.abc import Callable

from attrs import frozen

from ..settings import Settings
from ..tasks import Task
from ..transport.effects import Flow, RunBlocking
from .journal import Entry, Journal

__all__ = ["Open", "record", "resume", "settle"]


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
        ValueError: the client doesn't have a journal.
        JournalError: the file can't be used.
    """
    known, now = _required(journal), settings.clock.time()
    entries = yield RunBlocking(lambda: known.open_entries(now, settings.base_url))
    return _sort_open(entries)


def settle(settings: Settings, journal: Journal | None, name: str) -> Flow[None]:
    """Close a request by hand, given its id or the id of its task.

    Raises:
        ValueError: the client doesn't have a journal, or the journal doesn't have the id.
        JournalError: the file can't be used.
    """
    known, now = _required(journal), settings.clock.time()
    yield RunBlocking(lambda: known.settle(name, now))


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


log = logging.getLogger("seedance_client")


def record(
    settings: Settings, journal: Journal | None, write: Callable[[Journal, float], None], what: str
) -> Flow[None]:
    """Write an outcome to the journal, if there is one. A write error is only logged: it must not hide the outcome.

    Args:
        settings: where the time comes from.
        journal: the journal, or None.
        write: is called with the journal and the time in Unix seconds.
        what: the outcome in words, for the log if it can't be written.
    """
    if journal is None:
        return
    now = settings.clock.time()
    try:
        yield RunBlocking(lambda: write(journal, now))
    except OSError as error:
        log.error("not recorded in the journal: %s; %s", what, error)
