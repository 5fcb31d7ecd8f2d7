"""The tables of the journal in PostgreSQL, and the steps from each version of them to the next.

docs/fleet.md describes them. Times are `timestamptz`, bodies and metadata `json`, which keeps what `jsonb` refuses.
"""

from __future__ import annotations

from typing import Final

from ..errors import JournalError
from .database import Connection

MIGRATIONS: Final[list[str]] = [
    """
    create table seedance_request (
        number bigint generated always as identity primary key,
        request_id text not null unique,
        state text not null,
        base_url text not null,
        body_hash text not null,
        body json not null,
        label text,
        metadata json,
        cost numeric,
        task_id text,
        sent_at timestamptz not null,
        changed_at timestamptz not null,
        held_by text,
        held_until timestamptz
    );
    create index seedance_request_body on seedance_request (body_hash);
    create index seedance_request_task on seedance_request (task_id) where task_id is not null;
    create index seedance_request_open on seedance_request (number)
        where state not in ('refused', 'downloaded', 'failed', 'settled');
    create table seedance_spending (
        base_url text not null,
        day date not null,
        tasks bigint not null,
        cost numeric not null,
        unpriced bigint not null,
        primary key (base_url, day)
    );
    """,
]
"""What leads to version 1, to version 2 and so on. A released step never changes."""

_VERSION: Final = "select version from seedance_schema"
_EXISTS: Final = """
select 1 as found from pg_catalog.pg_class where relname = 'seedance_schema' and pg_catalog.pg_table_is_visible(oid)"""
"""Not `to_regclass`: it may remember that there was no such table before another process made it."""
_LOCK: Final = 0x5EEDA9CE_5C4E3A00
"""An advisory lock: two processes that start at the same time would both make the tables."""


def migrate(connection: Connection) -> None:
    """Make the tables, or bring them to the newest version, in one transaction. Other processes wait meanwhile.

    If they are at the newest version, nothing is locked, and the user needs no right to make tables.
    Raises JournalError if they are of a newer client.
    """
    if _version(connection) == len(MIGRATIONS):
        return
    connection.execute("select pg_advisory_xact_lock(%(lock)s)", {"lock": _LOCK})
    version = _version(connection)
    check_version(version, migrating=True)
    if version == 0:
        connection.execute("create table if not exists seedance_schema (version integer not null)")
        connection.execute("insert into seedance_schema values (0)")
    else:  # older clients that have seen their version send before this, or never
        connection.execute("lock table seedance_request")
    for number, step in enumerate(MIGRATIONS[version:], version + 1):
        connection.execute(step)
        connection.execute("update seedance_schema set version = %(version)s", {"version": number})


def _version(connection: Connection) -> int:
    """The version of the tables; 0 if there are none."""
    row = connection.execute(_VERSION).fetchone() if connection.execute(_EXISTS).fetchone() else None
    return int(row["version"]) if row else 0


def check_version(version: int, *, migrating: bool = False) -> None:
    """Raise JournalError if the tables are newer than this client knows, or older and not being migrated."""
    known = len(MIGRATIONS)
    if version > known:
        raise JournalError(
            f"the journal's tables have version {version}, and this client knows versions up to {known}: update it"
        )
    if version < known and not migrating:
        raise JournalError(f"the journal's tables have version {version} instead of {known}: make a new client")
