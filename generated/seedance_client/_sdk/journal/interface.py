# Copied from openapi/companion/_sdk/journal/interface.py by scripts/regenerate: edit it there.
# pyright: standard
"""What every journal does: the file (`file_journal.py`) and PostgreSQL (`postgres.py`)."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from ..create.limits import SpendingLimits
from .entry import Entry, NewRequest

KEEP_SECONDS = 7 * 24 * 3600.0
"""How long compaction keeps a closed request."""


@runtime_checkable
class AnyJournal(Protocol):
    """Records each request before it is sent. Several clients, threads and processes may share a journal.

    Each method may block on the disk or the network, returns when what it has written is safe, and raises a
    `JournalError` if the journal can't be used. All times are Unix seconds of the client's clock.
    """

    @property
    def name(self) -> str:
        """Where it is, without a password: for messages."""
        ...

    @property
    def counts_total(self) -> bool:
        """Whether `begin` checks `max_tasks` and `max_cost`, too, for all clients; if not, each client does."""
        ...

    def begin(self, request: NewRequest, now: float, *, again: bool, limits: SpendingLimits | None = None) -> None:
        """Record that a request is about to be sent, unless the same one was sent, or a limit is reached.

        Raises:
            DuplicateRequest: an identical request to the same base URL was sent within the window and wasn't refused,
                or its outcome is unknown. Not with `again`.
            SpendingLimit: it would exceed a limit that the journal counts.
            JournalError: nothing may be sent.
        """

    def refuse_duplicate(self, digest: str, now: float, base_url: str) -> None:
        """Check that no identical request was sent, as `begin` does, without writing anything.

        Raises:
            DuplicateRequest: one was.
        """

    def note(self, request_id: str, state: str, now: float, task_id: str | None = None) -> None:
        """Record the outcome of a request."""

    def note_task(self, task_id: str, state: str, now: float) -> None:
        """Record the new state of a task, if the journal has the task and not yet the state."""

    def settle(self, name: str, now: float, task_id: str | None = None) -> None:
        """Close a request by hand, given its id or that of its task. One that is closed already stays as it is.

        With `task_id`, the task that the request has started after all, it isn't closed, but open with that task.

        Raises:
            ValueError: the journal doesn't have it, or it has started another task.
        """

    def compact(self, now: float, older_than: float = KEEP_SECONDS) -> int:
        """Remove the requests that were closed before `older_than` seconds, and return their number.

        Those within the window, and those that were sent today (UTC), are always kept.

        Raises:
            ValueError: `older_than` isn't a number of seconds.
        """
        ...

    def open_entries(self, now: float, base_url: str | None = None) -> list[Entry]:
        """Every request that isn't finished, oldest first; to one base URL, or to all.

        A completed task is left out after 24 hours, when its video is gone.
        """
        ...

    def claim(self, now: float, base_url: str | None = None) -> list[Entry]:
        """The open requests that this process may go on with; PostgreSQL gives each task to one process only."""
        ...

    def close(self) -> None:
        """Give back what is claimed, and close connections. A journal that is used again opens them again."""
