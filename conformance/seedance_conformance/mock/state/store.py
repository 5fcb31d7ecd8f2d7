"""Tasks and assets of one process in SQLite: in a file that survives kill -9, or in memory.

The mock answers a create only after its commit. Creates of one turn of the event loop share a commit, and the disk
isn't synchronised for each (the store need not survive a power cut), so that a create costs about 6 us.
"""

import asyncio
import sqlite3
from pathlib import Path

import msgspec

from seedance_conformance.mock.media.probe.facts import Facts
from seedance_conformance.mock.state.assets import Asset
from seedance_conformance.mock.state.tasks import Task

_SCHEMA = """
create table if not exists tasks (
    key integer primary key, head text not null, owner blob not null, created real not null, model text not null,
    duration integer not null, ratio text not null, sound integer not null,
    processing_at real not null, ended_at real not null, failure text);
create table if not exists assets (
    id text primary key, owner blob not null, type text not null, url text not null, name text not null,
    created real not null, reviewed_at real not null, failure text, deleted integer not null, facts blob) without rowid;
"""
INSERT_TASK = "insert or replace into tasks values (?,?,?,?,?,?,?,?,?,?,?)"
_SELECT_TASK = """
select key, head, owner, created, model, duration, ratio, sound, processing_at, ended_at, nullif(failure, '')
from tasks where key = ?"""
_INSERT_ASSET = "insert or replace into assets values (?,?,?,?,?,?,?,?,?,?)"


class StoreError(Exception):
    """The store can't be opened; the message names the path and the remedy."""


class StoreWriteError(Exception):
    """A task can't be written; the message is the database's reason."""


class StoreLostError(Exception):
    """The database of all workers doesn't answer; the message says for how long."""


class CommitQueue:
    """Tasks that wait for the next commit, and the future of that commit."""

    def __init__(self) -> None:
        self._waiting: list[Task] = []
        self._commit: asyncio.Future[None] | None = None

    def add(self, task: Task) -> "asyncio.Future[None]":
        """Write a task; the future is done after the commit, or has a `StoreWriteError`."""
        self._waiting.append(task)
        return self._commit_soon()

    def _commit_soon(self) -> "asyncio.Future[None]":
        commit = self._commit
        if commit is None:
            loop = asyncio.get_running_loop()
            commit = self._commit = loop.create_future()
            loop.call_soon(self._flush)
        return commit

    def _flush(self) -> None:
        """Write what waits."""
        raise NotImplementedError


def finish(commit: "asyncio.Future[None]", error: str | None) -> None:
    """Tell those who wait for a commit whether their tasks are written."""
    if error is None:
        commit.set_result(None)
    else:
        commit.set_exception(StoreWriteError(error))


class Store(CommitQueue):
    """All tasks and assets, in a file that is created if it is missing; without a path, in memory.

    Raises:
        StoreError: the file can't be written, isn't a store, or is in use by another mock.
    """

    _remedy = "name a writable file that no other mock has open"

    def __init__(self, path: str | Path | None = None) -> None:
        super().__init__()
        try:
            self._database = self._connect(path)
            self._database.executescript(_SCHEMA)
            self._add_later_columns()
            self._prepare()
        except sqlite3.Error as error:
            raise StoreError(f"the store {path} can't be used ({error}): {self._remedy}") from None

    def _connect(self, path: str | Path | None) -> sqlite3.Connection:
        database = sqlite3.connect(path or ":memory:", isolation_level=None, check_same_thread=False, timeout=0.2)
        if path is not None:
            database.execute("pragma locking_mode=exclusive")
            database.execute("pragma journal_mode=wal")
            database.execute("pragma synchronous=off")
        return database

    def _prepare(self) -> None:
        # SQLite takes the exclusive lock at the first write: write now, so that a second mock fails at its start.
        self._database.executescript("begin immediate; commit;")
        self._next: int = self._database.execute("select coalesce(max(key), 0) + 1 from tasks").fetchone()[0]

    def _add_later_columns(self) -> None:
        """Update a file of an older version."""
        columns = {row[1] for row in self._database.execute("pragma table_info(assets)")}
        if "facts" not in columns:
            self._database.execute("alter table assets add column facts blob")

    def new_key(self) -> int:
        """A key that no task of this store ever had."""
        key = self._next
        self._next = key + 1
        return key

    def _flush(self) -> None:
        commit, rows = self._commit, self._waiting
        self._commit, self._waiting = None, []
        assert commit is not None
        try:
            self._write(rows)
        except sqlite3.Error as error:
            finish(commit, str(error))
        else:
            finish(commit, None)

    def _write(self, rows: list[Task]) -> None:
        execute = self._database.execute
        if len(rows) == 1:
            execute(INSERT_TASK, row_of(rows[0]))
            return
        execute("begin")
        try:
            self._database.executemany(INSERT_TASK, map(row_of, rows))
        except sqlite3.Error:
            execute("rollback")
            raise
        execute("commit")

    def save(self, task: Task) -> None:
        """Write a changed task at once."""
        self._write([task])

    def task(self, key: int) -> Task | None:
        """The task of that key."""
        try:
            row = self._database.execute(_SELECT_TASK, (key,)).fetchone()
        except OverflowError:  # keys have at most 64 bits
            return None
        return None if row is None else Task._make(row)

    def save_asset(self, asset: Asset) -> None:
        """Write a new or changed asset at once."""
        facts = None if asset.facts is None else msgspec.json.encode(asset.facts)
        self._database.execute(_INSERT_ASSET, (*asset[:-1], facts))

    def asset(self, asset_id: str) -> Asset | None:
        """The asset of that id, even if it is deleted."""
        row = self._database.execute("select * from assets where id = ?", (asset_id,)).fetchone()
        if row is None:
            return None
        facts = None if row[-1] is None else msgspec.json.decode(row[-1], type=Facts)
        return Asset._make((*row[:-1], facts))

    def clear(self) -> None:
        """Delete every task and asset; keys still count up, so that no id is used twice."""
        self._database.executescript("delete from tasks; delete from assets;")

    def close(self) -> None:
        """Close the database; answered creates are safe even without this."""
        self._database.close()


def row_of(task: Task) -> tuple[object, ...]:
    """A task as types that sqlite3 binds directly; for bytes, bool and None it would first look for an adapter."""
    key, head, owner, created, model, duration, ratio, sound, processing_at, ended_at, failure = task
    return key, head, bytearray(owner), created, model, duration, ratio, +sound, processing_at, ended_at, failure or ""
