"""Tasks and assets of workers on several machines: PostgreSQL, in the schema `seedance_mock`.

One thread writes what has come since its last commit with one statement; a create is answered after that commit.
Reads are short and wait in the event loop. A lost connection is opened again, for as long as a restart of the server
takes; each statement may run twice.
"""

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import msgspec
import psycopg
from psycopg.conninfo import conninfo_to_dict

from seedance_conformance.mock.state.assets import Asset
from seedance_conformance.mock.state.interface import PRUNE_CALLS, ClockState
from seedance_conformance.mock.state.store import CommitQueue, StoreError, StoreLostError, finish
from seedance_conformance.mock.state.tasks import Task

_BLOCK = 1024  # keys that a worker takes at a time, as the sequence says
_SCHEMA = """
create schema if not exists seedance_mock;
create table if not exists seedance_mock.tasks (key bigint primary key, content bytea not null);
create table if not exists seedance_mock.assets (id bytea primary key, content bytea not null);
create table if not exists seedance_mock.clock (one int primary key, start float8, origin float8, running bool);
create table if not exists seedance_mock.calls (id bigserial primary key, number int not null, entries bytea not null);
create sequence if not exists seedance_mock.keys increment 1024;
insert into seedance_mock.clock select 1, now, now, true from (select extract(epoch from now())::float8 as now) as t
on conflict do nothing;
"""
_LOCK = 0x5EEDA9CE  # an advisory lock: two mocks that start at the same time would both create the tables
_INSERT_TASKS = """
insert into seedance_mock.tasks select * from unnest(%s::bigint[], %s::bytea[])
on conflict (key) do update set content = excluded.content"""
_INSERT_ASSET = """
insert into seedance_mock.assets values (%s, %s) on conflict (id) do update set content = excluded.content"""
_INSERT_CALLS = "insert into seedance_mock.calls (number, entries) values (%s, %s)"
_LARGEST_KEY = 2**63 - 1
_RETRY_SECONDS = 10.0

Connection = psycopg.Connection[tuple[object, ...]]
T = TypeVar("T")


class _Line:
    """A connection that is opened again when it breaks; one statement at a time."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._lock = threading.Lock()
        self._connection: Connection | None = None

    def run(self, work: Callable[[Connection], T], retry_seconds: float = _RETRY_SECONDS) -> T:
        """The result of `work`, which may run twice if the connection breaks.

        Raises:
            psycopg.Error: the statement fails, or there is no connection and `retry_seconds` is 0.
            StoreLostError: there is no connection for `retry_seconds`.
        """
        end = time.monotonic() + retry_seconds
        with self._lock:
            while True:
                try:
                    return work(self._open())
                except psycopg.OperationalError:
                    if self._usable() or not retry_seconds:
                        raise
                    if time.monotonic() > end:
                        raise StoreLostError(f"PostgreSQL hasn't answered for {retry_seconds:g} s") from None
                time.sleep(0.05)

    def _usable(self) -> bool:
        return self._connection is not None and not self._connection.closed

    def _open(self) -> Connection:
        if self._connection is None or self._connection.closed:
            # A connection pooler may give each transaction another session, where prepared statements don't exist.
            options: dict[str, Any] = {"autocommit": True, "prepare_threshold": None, "connect_timeout": 5}
            self._connection = psycopg.connect(self._address, **options)
        return self._connection

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()


class PostgresStore(CommitQueue):
    """A database that any number of workers have open; see `SharedStore` for the methods.

    The address is never shown, since it may have a password. Raises StoreError if the database can't be used.
    """

    def __init__(self, address: str) -> None:
        super().__init__()
        self._reads, self._writes = _Line(address), _Line(address)
        self._next = self._end = 0
        self._pieces: list[tuple[int, bytes]] = []
        self._writing = False
        self._thread = ThreadPoolExecutor(1, "store")
        try:
            self._reads.run(_create_tables, 0.0)
        except psycopg.Error as error:
            self.close()
            raise StoreError(
                f"the store {_shown(address)} can't be used ({_reason(error)}): name a running PostgreSQL database "
                "in which this user may create a schema"
            ) from None

    def new_key(self) -> int:
        """A key that no task of this store ever had; workers take them in blocks."""
        if self._next == self._end:
            self._next = int(str(self._value("select nextval('seedance_mock.keys')")))
            self._end = self._next + _BLOCK
        key = self._next
        self._next = key + 1
        return key

    def _value(self, query: str, *values: object) -> object:
        """The first column of the first row; None without one."""
        row = self._reads.run(lambda connection: connection.execute(query, values).fetchone())
        return None if row is None else row[0]

    def _read(self, query: str, key: object, kind: type[T]) -> T | None:
        """The object in the first column; None without a row."""
        content = self._value(query, key)
        return None if content is None else msgspec.msgpack.decode(content, type=kind)  # type: ignore[call-overload]

    def _flush(self) -> None:
        """Hand what waits to the thread; what comes in the meantime waits for the next commit."""
        commit = self._commit
        if commit is None or self._writing:
            return
        tasks, pieces = self._waiting, self._pieces
        self._commit, self._waiting, self._pieces = None, [], []
        self._writing = True
        written = asyncio.get_running_loop().run_in_executor(self._thread, self._write, tasks, pieces)
        written.add_done_callback(lambda done: self._written(commit, done.exception()))

    def _written(self, commit: "asyncio.Future[None]", error: BaseException | None) -> None:
        self._writing = False
        if not commit.cancelled():
            known = isinstance(error, StoreLostError)
            finish(commit, None if error is None else str(error) if known else type(error).__name__)
        self._flush()

    def _write(self, tasks: list[Task], pieces: list[tuple[int, bytes]]) -> None:
        rows = [task.row for task in tasks], [msgspec.msgpack.encode(task) for task in tasks]

        def work(connection: Connection) -> None:
            if tasks:
                connection.execute(_INSERT_TASKS, rows)
            for piece in pieces:
                connection.execute(_INSERT_CALLS, piece)
            if pieces:
                connection.execute(PRUNE_CALLS.format(calls="seedance_mock.calls"))

        self._writes.run(work)

    def save(self, task: Task) -> None:
        """Write a changed task at once."""
        self._write([task], [])

    def task(self, key: int) -> Task | None:
        """The task of that key."""
        if not 0 <= key <= _LARGEST_KEY:
            return None
        return self._read("select content from seedance_mock.tasks where key = %s", key, Task)

    def save_asset(self, asset: Asset) -> None:
        """Write a new or changed asset at once."""
        row = asset.id.encode(), msgspec.msgpack.encode(asset)
        self._writes.run(lambda connection: connection.execute(_INSERT_ASSET, row))

    def asset(self, asset_id: str) -> Asset | None:
        """The asset of that id, even if it is deleted."""
        key = asset_id.encode("utf-8", "surrogatepass")
        return self._read("select content from seedance_mock.assets where id = %s", key, Asset)

    def clear(self) -> None:
        """Delete every task and asset; keys still count up, so that no id is used twice."""
        self._writes.run(lambda connection: connection.execute("truncate seedance_mock.tasks, seedance_mock.assets"))

    def clock(self) -> ClockState:
        """The clock of all workers."""
        return self._reads.run(_read_clock)

    def move_clock(self, change: Callable[[ClockState], ClockState]) -> None:
        """Replace the clock by `change(clock)`, in one transaction."""

        def work(connection: Connection) -> None:
            with connection.transaction():
                connection.execute("lock table seedance_mock.clock")
                state = change(_read_clock(connection))
                connection.execute("update seedance_mock.clock set start = %s, origin = %s, running = %s", state)

        self._writes.run(work)

    def note_calls(self, entries: bytes, number: int) -> None:
        """Keep a piece of the call log at the next commit."""
        self._pieces.append((number, entries))
        self._commit_soon().add_done_callback(asyncio.Future.exception)  # nobody waits for the log

    def calls(self) -> list[bytes]:
        """The kept pieces."""
        query = "select entries from seedance_mock.calls order by id"
        rows = self._reads.run(lambda connection: connection.execute(query).fetchall())
        return [bytes(row[0]) for row in rows]  # type: ignore[call-overload]

    def clear_calls(self) -> None:
        """Delete the call log."""
        self._writes.run(lambda connection: connection.execute("truncate seedance_mock.calls"))

    def close(self) -> None:
        """Write what waits, and close the connections."""
        self._thread.shutdown()
        self._reads.close()
        self._writes.close()


def _create_tables(connection: Connection) -> None:
    with connection.transaction():
        connection.execute("select pg_advisory_xact_lock(%s)", (_LOCK,))
        connection.execute(_SCHEMA)


def _read_clock(connection: Connection) -> ClockState:
    row = connection.execute("select start, origin, running from seedance_mock.clock").fetchone()
    assert row is not None
    return msgspec.convert(row, ClockState)


def _shown(address: str) -> str:
    """Host and database of an address, without user and password."""
    try:
        parts = conninfo_to_dict(address)
    except psycopg.Error:
        return "postgresql://..."
    return f"postgresql://{parts.get('host') or ''}/{parts.get('dbname') or ''}"


def _reason(error: psycopg.Error) -> str:
    """Why a connection fails. Complaints about the address aren't repeated, since a part of it may be the password."""
    reason = str(error).strip().replace("\n", "; ")
    return reason if "server" in reason or error.sqlstate else "the address is malformed"
