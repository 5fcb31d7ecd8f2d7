"""Opens the store that the settings name."""

from pathlib import Path

from seedance_conformance.mock.state.interface import TaskStore
from seedance_conformance.mock.state.shared_sqlite import SharedSqliteStore
from seedance_conformance.mock.state.store import Store, StoreError

POSTGRES = ("postgresql://", "postgres://")


def is_postgres(location: str) -> bool:
    """Whether a value of --store is the address of a PostgreSQL database, and not a path."""
    return location.startswith(POSTGRES)


def open_store(location: str | Path | None, workers: int) -> TaskStore:
    """The store: in memory, in a file of one process or of several, or in PostgreSQL.

    Raises:
        StoreError: it can't be used; the message says why and what to do.
    """
    if isinstance(location, str) and is_postgres(location):
        return _postgres(location)
    path = None if location is None else Path(location)
    if workers == 1 or path is None:
        return Store(path)
    return SharedSqliteStore(path)


def _postgres(address: str) -> TaskStore:
    try:
        from seedance_conformance.mock.state.postgres import PostgresStore
    except ImportError as error:
        raise StoreError(
            f"a store in PostgreSQL needs {error.name or 'libpq'}, which isn't installed: "
            "install seedance-kit with its extra 'postgres'"
        ) from None
    return PostgresStore(address)
