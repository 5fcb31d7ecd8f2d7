"""A journal in PostgreSQL, which any number of processes and machines share.

`begin` checks duplicates and limits and records the request in one transaction, under an advisory lock for the base
URL, and returns after its commit. No lock and no transaction is held while the client waits for the service.

The process that has created or claimed an open task has a lease on it, and renews the lease as long as the process
lives. When the lease has ended, another process may claim the task. Leases are measured with the database's clock.
"""

from __future__ import annotations

import contextlib
import logging
import os
import socket
from collections import deque
from collections.abc import Callable
from typing import Any, TypeVar

from ..checks import check_count, check_limit, check_number
from ..create.limits import SpendingLimits, day_of
from ..errors import JournalError
from ..transport.effects import new_id
from . import statements as sql
from .database import Connection, Database
from .entry import RESULT_SECONDS, Entry, NewRequest, settling_lines
from .heartbeat import Heartbeat
from .interface import KEEP_SECONDS
from .rows import (
    add_spending,
    change,
    check_duplicate,
    check_limits,
    entry_of,
    is_known,
    lock,
    new_row,
    note_late,
    note_outcome,
    stored,
)
from .schema import migrate

T = TypeVar("T")
log = logging.getLogger("seedance_client")


class PostgresJournal:
    """A journal in PostgreSQL, as `AnyJournal` describes it. Any number of processes and machines may share it.

    The journal creates its tables at its first use. Limits count all clients together.

    Args:
        url: postgresql://HOST/DATABASE. Its password appears in no repr, log or error.
        window: seconds for which an identical body to the same base URL is refused. A body that is being sent, or
            whose outcome is unknown, is refused until it is settled.
        lease: seconds after which the tasks of a process that died may be claimed by another one.
        heartbeat: whether a thread renews the leases of this process. Without it, call `hold` for each task.
        connections: the maximum number of connections of a process.
        retry_seconds: for how long a server that doesn't answer, for example during its restart, is tried again.

    Raises:
        ValueError: an argument can't be used.
        ImportError: psycopg isn't installed (extra `postgres`).
    """

    counts_total = True
    """`begin` checks all limits, for all clients."""

    def __init__(
        self,
        url: str,
        window: float = 600.0,
        *,
        lease: float = 120.0,
        heartbeat: bool = True,
        connections: int = 4,
        retry_seconds: float = 10.0,
    ) -> None:
        self.window, self.lease = check_number("window", window), check_limit("lease", lease)
        retry = check_number("retry_seconds", retry_seconds)
        self._database = Database(url, migrate, check_count("connections", connections, 1), retry)
        self._late: deque[Callable[[Connection], None]] = deque()  # outcomes that couldn't be written
        self._token = new_id()[:8]
        self._heartbeat = Heartbeat(self.renew, self.lease / 3) if heartbeat else None

    def __repr__(self) -> str:
        return f"PostgresJournal({self.name!r})"

    @property
    def name(self) -> str:
        """Its URL without user and password."""
        return self._database.name

    @property
    def holder(self) -> str:
        """What the table calls this journal object in this process."""
        return f"{socket.gethostname()}:{os.getpid()}:{self._token}"

    def begin(self, request: NewRequest, now: float, *, again: bool, limits: SpendingLimits | None = None) -> None:
        """Record that a request is about to be sent; when this returns, it is committed.

        Raises:
            DuplicateRequest: an identical request was sent within the window, is being sent, or has an unknown outcome.
            SpendingLimit: all clients together have used up a limit.
            JournalError: the database can't be used; nothing may be sent.
        """
        day, base_url = day_of(now), request.base_url
        row = {**new_row(request), "now": now, "day": day, **self._leased()}

        def work(connection: Connection) -> None:
            lock(connection, base_url)
            if is_known(connection, request.request_id):
                return  # it was committed just before the connection broke
            if not again:
                check_duplicate(connection, request.body_hash, now, base_url, self.window)
            if limits is not None:
                check_limits(connection, limits, request.cost, day, base_url)
            connection.execute(sql.INSERT, row)
            add_spending(connection, base_url, day, request.cost)

        try:
            self._run(work)
        except JournalError as error:
            # The commit may have succeeded although its answer was lost.
            self._late.append(lambda connection: note_late(connection, request.request_id, "refused", now, None))
            error.args = (f"nothing was sent: {error}",)
            raise
        finally:
            self._beat()

    def refuse_duplicate(self, digest: str, now: float, base_url: str) -> None:
        """Check that no identical request was sent, as `begin` does, without writing anything.

        Raises:
            DuplicateRequest: one was.
            JournalError: the database can't be used.
        """
        self._run(lambda connection: check_duplicate(connection, digest, now, base_url, self.window))

    def note(self, request_id: str, state: str, now: float, task_id: str | None = None) -> None:
        """Record the outcome of a request. If that fails, it is tried again later, as long as the process lives.

        Raises:
            JournalError: the database can't be used.
        """
        try:
            self._run(lambda connection: note_outcome(connection, request_id, state, now, task_id))
        except JournalError:
            self._late.append(lambda connection: note_late(connection, request_id, state, now, task_id))
            self._beat()
            raise

    def note_task(self, task_id: str, state: str, now: float) -> None:
        """Record the new state of a task, if the journal has the task and not yet the state.

        Raises:
            JournalError: the database can't be used.
        """
        values = {"task_id": stored(task_id), "state": state, "now": now}
        self._run(lambda connection: connection.execute(sql.NOTE_TASK, values))

    def settle(self, name: str, now: float, task_id: str | None = None) -> None:
        """Close a request by hand, or give it the task that it has started.

        Raises:
            ValueError: the journal doesn't have it, or it has started another task.
            JournalError: the database can't be used.
        """

        def work(connection: Connection) -> None:
            rows = connection.execute(sql.BY_NAME, {"name": stored(name)}).fetchall()
            for line in settling_lines(self.name, name, list(map(entry_of, rows)), task_id, now):
                change(connection, line["request_id"], line["state"], now, line.get("task_id"))

        self._run(work)

    def compact(self, now: float, older_than: float = KEEP_SECONDS) -> int:
        """Remove the requests that were closed more than `older_than` seconds ago, and return their number.

        What they have cost is still counted.

        Raises:
            ValueError: `older_than` isn't a number of seconds.
            JournalError: the database can't be used.
        """
        age = max(check_number("older_than", older_than), self.window)
        values = {"before": max(now - age, 0.0), "today": day_of(now)}
        return self._run(lambda connection: connection.execute(sql.COMPACT, values).rowcount)

    def open_entries(self, now: float, base_url: str | None = None) -> list[Entry]:
        """Every request that isn't finished, oldest first. Without a task id, it is being sent or unknown.

        Raises:
            JournalError: the database can't be used.
        """
        rows = self._run(lambda connection: connection.execute(sql.OPEN).fetchall())
        return [entry for entry in map(entry_of, rows) if entry.is_open(now, base_url)]

    def claim(self, now: float, base_url: str | None = None) -> list[Entry]:
        """Lease the open tasks that no other process holds; return them, and the requests whose outcome is unknown.

        One process holds a task until its lease has ended. Each process gets the unknown requests, except those that
        a living process is sending.

        Raises:
            JournalError: the database can't be used.
        """
        values = {"base_url": base_url, "lost": max(now - RESULT_SECONDS, 0.0), **self._leased()}

        def work(connection: Connection) -> list[Entry]:
            rows = [*connection.execute(sql.CLAIM, values).fetchall()]
            rows += connection.execute(sql.UNKNOWN_ONES, values).fetchall()
            return [entry_of(row) for row in sorted(rows, key=lambda row: int(row["number"]))]

        claimed = self._run(work)
        self._beat()
        return claimed

    def hold(self, task_id: str) -> None:
        """Lease a task to this process: no other one gets it from `claim` for `lease` seconds.

        Raises:
            JournalError: the database can't be used.
        """
        values = {"task_id": stored(task_id), **self._leased()}
        self._run(lambda connection: connection.execute(sql.HOLD, values))

    def renew(self) -> None:
        """Renew the leases of this process for `lease` seconds, and write what couldn't be written before.

        Raises:
            JournalError: the database can't be used.
        """
        self._run(lambda connection: connection.execute(sql.RENEW, self._leased()))

    def close(self) -> None:
        """Let others claim what this process holds, and close the connections."""
        if self._heartbeat is not None:
            self._heartbeat.stop()
        if not self._database.is_open:
            return
        try:
            self._run(lambda connection: connection.execute(sql.RELEASE, self._leased()), retry_seconds=0.0)
        except JournalError as error:
            log.warning("not given back: %s; other processes can claim the tasks in %g s", error, self.lease)
        self._database.close()

    def _leased(self) -> dict[str, Any]:
        return {"holder": stored(self.holder), "lease": self.lease}

    def _beat(self) -> None:
        if self._heartbeat is not None:
            self._heartbeat.start()

    def _run(self, work: Callable[[Connection], T], *, retry_seconds: float | None = None) -> T:
        """Run work in a transaction, after the outcomes that couldn't be written before; raises JournalError."""
        while self._late:
            write = self._late[0]
            self._database.run(write, retry_seconds=retry_seconds)
            with contextlib.suppress(ValueError):  # another thread has written it, too
                self._late.remove(write)
        return self._database.run(work, retry_seconds=retry_seconds)
