"""What a crash left open."""

from __future__ import annotations

from attrs import frozen

from .journal import Entry
from .tasks import Task

__all__ = ["Open", "sort_open"]


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


def sort_open(entries: list[Entry]) -> Open:
    """Sort what is open by whether its task is known."""
    tasks = (
        Task(entry.task_id, entry.state if entry.state == "completed" else "unknown", raw=dict(entry.body))
        for entry in entries
        if entry.task_id
    )
    return Open(tuple(tasks), tuple(entry for entry in entries if not entry.task_id))
