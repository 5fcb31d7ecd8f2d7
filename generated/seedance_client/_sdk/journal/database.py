# Copied from openapi/companion/_sdk/journal/database.py by scripts/regenerate: edit it there.
# pyright: standard
"""Connections to PostgreSQL for the journal: a pool of psycopg, which is imported only here and only when it is used.

Work on the database is a function that is given a connection inside a transaction. If the connection breaks, or the
server restarts, the function is called again with another connection, so it must not take effect twice.
"""

from __future__ import annotations

import importlib
import os
import re
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from ..errors import JournalError
from ..settings import Secret

T = TypeVar("T")
Row = Mapping[str, Any]

CONNECT_SECONDS = 5
RETRY_PAUSE = 0.1
REMEDY = "check the server and the rights of this user, or choose another journal"
IDLE_SECONDS = 5.0
"""After this time the server ends a transaction whose process hangs, or whose machine is gone, and frees its locks."""
LEAST_LOCK_SECONDS = 0.5
_SET_UP = """
select set_config('lock_timeout', %(lock)s, true), set_config('idle_in_transaction_session_timeout', %(idle)s, true),
    set_config('synchronous_commit', case value when 'off' then 'on' else value end, true)
from current_setting('synchronous_commit') as value"""
"""For one transaction, so that it also works behind a pooler. What is committed must survive a crash of the server."""
_PERMANENT = re.compile(
    "FATAL:.*(authentication|does not exist|pg_hba|permission denied|not permitted|no such|unsupported|config error)",
    re.S,
)
"""What a server says that refuses a connection for good. Others may be starting up, and say so in any language."""
_LIVELINESS = {"keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3, "tcp_user_timeout": 10_000}
"""So that a server whose machine is gone is noticed in seconds, not in hours. The URL may say otherwise."""
_MALFORMED = "the URL is malformed: write it as postgresql://USER@HOST:PORT/DATABASE, with special characters as %XX"


class Cursor(Protocol):
    """The result of a statement; the parts of psycopg's that are used."""

    rowcount: int

    def fetchone(self) -> Row | None:
        """The next row, or None."""
        ...

    def fetchall(self) -> Sequence[Row]:
        """All rows."""
        ...


class Connection(Protocol):
    """A connection; the parts of psycopg's that are used."""

    def execute(self, query: str, values: Mapping[str, Any] | None = None) -> Cursor:
        """Run one statement, with named values."""
        ...


def load(name: str) -> Any:
    """A module of psycopg, imported by its name, so that type checkers don't need it; raises ImportError without it."""
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise ImportError(
            f"a journal in PostgreSQL needs psycopg 3 with its pool ({error}): pip install 'psycopg[binary,pool]', or "
            "the extra postgres of seedance-kit"
        ) from None


class Database:
    """A database, whose connections are made when they are first needed, and again in a forked process.

    Args:
        url: postgresql://HOST/DATABASE. It may have a password, which never appears in a repr, log or error.
        prepare: is called with the first connection of each process: it makes the tables.
        connections: the most connections of a process.
        retry_seconds: for how long a server that doesn't answer is tried again.

    Raises:
        ValueError: the URL is malformed.
        ImportError: psycopg isn't installed.
    """

    def __init__(self, url: str, prepare: Callable[[Connection], None], connections: int, retry_seconds: float) -> None:
        self._psycopg = load("psycopg")
        load("psycopg_pool")
        self._url = Secret(url)
        self.name = shown(self._psycopg, url)
        self._prepare, self._connections, self._retry_seconds = prepare, connections, retry_seconds
        lock_seconds = max(retry_seconds, LEAST_LOCK_SECONDS)
        self._set_up = {"lock": f"{round(lock_seconds * 1000)}ms", "idle": f"{round(IDLE_SECONDS * 1000)}ms"}
        self._lock = threading.Lock()
        self._pool: Any = None
        self._process = 0

    def run(self, work: Callable[[Connection], T], *, retry_seconds: float | None = None) -> T:
        """The result of `work`, which runs in a transaction that is committed when this returns.

        If the connection breaks during the commit, the transaction may have been committed before `work` runs again.

        Raises:
            JournalError: the database can't be used, or there is no connection for `retry_seconds`.
        """
        limit = self._retry_seconds if retry_seconds is None else retry_seconds
        end = time.monotonic() + limit
        while True:
            connection = None
            try:
                pool = self._open(end)
                with pool.connection(timeout=max(end - time.monotonic(), RETRY_PAUSE)) as connection:
                    connection.execute(_SET_UP, self._set_up)
                    return work(connection)
            except self._psycopg.Error as error:
                if not self._may_pass(error, connection):
                    raise self.failure(error) from None
                if time.monotonic() + RETRY_PAUSE > end or _PERMANENT.search(str(error)):
                    self.close()  # a pool whose server was away waits longer and longer before it connects again
                    raise self.failure(error) from None
            time.sleep(RETRY_PAUSE)

    def _may_pass(self, error: Exception, connection: Any) -> bool:
        """Whether another attempt may succeed. A lost connection is reported by errors of several classes."""
        passing = (self._psycopg.OperationalError, self._psycopg.InterfaceError)
        return isinstance(error, passing) or (connection is not None and connection.closed)

    @property
    def is_open(self) -> bool:
        """Whether this process has connections."""
        return self._pool is not None and self._process == os.getpid()

    def close(self) -> None:
        """Close the connections; the next use opens new ones."""
        with self._lock:
            pool, is_open = self._pool, self.is_open
            self._pool = None
        if is_open:
            pool.close()

    def failure(self, error: Exception) -> JournalError:
        """The error that tells why the database can't be used, without what may be a part of the password."""
        said = " ".join(str(error).split())
        if isinstance(error, self._psycopg.errors.LockNotAvailable):
            said = "other processes have held its lock all the time"
        elif isinstance(error, load("psycopg_pool").PoolTimeout):
            said = "there was no connection in time"
        return JournalError(f"the journal {self.name} can't be used ({said}): {REMEDY}")

    def _open(self, end: float) -> Any:
        """The pool of this process."""
        with self._lock:
            if self.is_open:
                return self._pool
            # Directly, because the pool doesn't tell why there is no connection.
            seconds = max(1, min(CONNECT_SECONDS, round(end - time.monotonic())))
            options = {**self._options(), "connect_timeout": seconds}
            with self._psycopg.connect(self._url.reveal(), **options) as connection:
                self._configure(connection)
                connection.execute(_SET_UP, self._set_up)
                self._prepare(connection)
            pools = load("psycopg_pool")
            self._pool = pools.ConnectionPool(
                self._url.reveal(),
                kwargs=self._options(),
                configure=self._configure,
                min_size=0,
                max_size=self._connections,
                check=pools.ConnectionPool.check_connection,
                name="seedance-journal",
                open=True,
            )
            self._process = os.getpid()
            return self._pool

    def _configure(self, connection: Any) -> None:
        # A snapshot from before a lock was granted would not show what its last holder has written.
        connection.isolation_level = self._psycopg.IsolationLevel.READ_COMMITTED

    def _options(self) -> dict[str, Any]:
        # A connection pooler may give each transaction another session, where prepared statements don't exist.
        rows = load("psycopg.rows")
        options = {"row_factory": rows.dict_row, "prepare_threshold": None, "connect_timeout": CONNECT_SECONDS}
        given = self._psycopg.conninfo.conninfo_to_dict(self._url.reveal())
        return options | {name: value for name, value in _LIVELINESS.items() if name not in given}


def shown(psycopg: Any, url: str) -> str:
    """Host and database of a URL, without user and password; a malformed one is a ValueError that doesn't repeat it."""
    authority, _, path = url.partition("://")[2].partition("?")[0].partition("/")
    try:
        parts = psycopg.conninfo.conninfo_to_dict(url)
    except psycopg.Error:
        parts = {}
    host, port, database = (str(parts.get(name) or "") for name in ("host", "port", "dbname"))
    # An unescaped @ or / in a password makes the rest of it a part of the host, the port or the database.
    if not parts or authority.count("@") > 1 or "@" in path or not re.fullmatch(r"[\d,]*", port):
        raise ValueError(_MALFORMED)
    return f"postgresql://{host}{f':{port}' if port else ''}/{database}"
