"""Tasks and assets of several workers on one machine: one SQLite file in WAL mode.

A worker writes what has come in one turn of its event loop with one commit. If another worker is writing, it goes on
with its own requests and tries again in the next turn, so that the batch grows instead of the loop waiting.
"""

import asyncio
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

from seedance_conformance.mock.state.interface import PRUNE_CALLS, ClockState
from seedance_conformance.mock.state.store import INSERT_TASK, Store, finish, row_of

_SCHEMA = """
create table if not exists shared_keys (one integer primary key, next integer not null);
create table if not exists shared_clock (one integer primary key, start real, origin real, running integer);
create table if not exists shared_calls (id integer primary key, number integer not null, entries blob not null);
"""
_BLOCK = 16_384  # keys that a worker takes at a time: taking them may wait for the other worker's commit
_TAKE_KEYS = """
insert into shared_keys select 1, coalesce(max(key), 0) + 1 + :block from tasks where true
on conflict do update set next = max(next, excluded.next - :block) + :block returning next"""
_INSERT_CALLS = "insert into shared_calls (number, entries) values (?, ?)"
_BUSY_SECONDS = 5.0
_EAGER_TRIES = 2  # in the next turns; later ones wait longer and longer: the other worker may not be running
_LONGEST_PAUSE = 0.002  # seconds


class SharedSqliteStore(Store):
    """A file that several workers have open; see `SharedStore` for the methods. It is created if it is missing.

    Raises:
        StoreError: the file can't be written, isn't a store, or a mock without workers has it open.
    """

    _remedy = "name a writable file that no mock without --workers has open"

    def __init__(self, path: str | Path) -> None:
        super().__init__(path)
        self._pieces: list[tuple[int, bytes]] = []
        self._tries = 0
        self._waits_since = 0.0

    def _connect(self, path: str | Path | None) -> sqlite3.Connection:
        assert path is not None
        self._writer = _open(path, 0.0)
        return _open(path, _BUSY_SECONDS)

    def _prepare(self) -> None:
        self._database.executescript(_SCHEMA)
        now = time.time()
        self._database.execute("insert or ignore into shared_clock values (1, ?, ?, 1)", (now, now))
        self._next = self._end = 0

    def new_key(self) -> int:
        """A key that no task of this store ever had; workers take them in blocks."""
        if self._next == self._end:
            self._end = self._database.execute(_TAKE_KEYS, {"block": _BLOCK}).fetchone()[0]
            self._next = self._end - _BLOCK
        key = self._next
        self._next = key + 1
        return key

    def _flush(self) -> None:
        """Write what waits; if another worker is writing, try again soon."""
        try:
            self._write_batch()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or not self._try_again():
                self._end_batch(str(error))
        except sqlite3.Error as error:
            self._end_batch(str(error))
        else:
            self._end_batch(None)

    def _write_batch(self) -> None:
        execute, rows = self._writer.execute, list(map(row_of, self._waiting))  # before the lock, which is short
        execute("begin immediate")
        try:
            self._writer.executemany(INSERT_TASK, rows)
            if self._pieces:
                self._writer.executemany(_INSERT_CALLS, self._pieces)
                execute(PRUNE_CALLS.format(calls="shared_calls"))
            execute("commit")
        except sqlite3.Error:
            execute("rollback")
            raise

    def _try_again(self) -> bool:
        if not self._tries:
            self._waits_since = time.monotonic()
        elif time.monotonic() - self._waits_since > _BUSY_SECONDS:
            return False
        self._tries += 1
        loop = asyncio.get_running_loop()
        if self._tries <= _EAGER_TRIES:
            loop.call_soon(self._flush)
        else:
            loop.call_later(min(0.001 * 2 ** (self._tries - _EAGER_TRIES), _LONGEST_PAUSE), self._flush)
        return True

    def _end_batch(self, error: str | None) -> None:
        commit = self._commit
        self._commit, self._waiting, self._pieces, self._tries = None, [], [], 0
        assert commit is not None
        finish(commit, error)

    def clock(self) -> ClockState:
        """The clock of all workers."""
        start, origin, running = self._database.execute("select start, origin, running from shared_clock").fetchone()
        return ClockState(start, origin, bool(running))

    def move_clock(self, change: Callable[[ClockState], ClockState]) -> None:
        """Replace the clock by `change(clock)`, in one transaction."""
        self._database.execute("begin immediate")
        try:
            self._database.execute("update shared_clock set start = ?, origin = ?, running = ?", change(self.clock()))
        finally:
            self._database.execute("commit")

    def note_calls(self, entries: bytes, number: int) -> None:
        """Keep a piece of the call log at the next commit."""
        self._pieces.append((number, entries))
        self._commit_soon().add_done_callback(asyncio.Future.exception)  # nobody waits for the log

    def calls(self) -> list[bytes]:
        """The kept pieces."""
        return [row[0] for row in self._database.execute("select entries from shared_calls order by id")]

    def clear_calls(self) -> None:
        """Delete the call log."""
        self._database.execute("delete from shared_calls")

    def close(self) -> None:
        """Close the database."""
        self._writer.close()
        super().close()


def _open(path: str | Path, timeout: float) -> sqlite3.Connection:
    """A connection; `timeout` is how long it waits for another writer, in seconds."""
    database = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=1.0)
    database.execute("pragma journal_mode=wal")
    database.execute("pragma synchronous=off")
    # After a commit of another worker all pages are read again; from mapped memory that costs little.
    database.execute("pragma mmap_size=268435456")
    database.execute("pragma wal_autocheckpoint=10000")
    database.execute(f"pragma busy_timeout={round(timeout * 1000)}")
    return database
