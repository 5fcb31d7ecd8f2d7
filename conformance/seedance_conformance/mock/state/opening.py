"""Opens the store that the settings name."""

from pathlib import Path

from seedance_conformance.mock.state.interface import TaskStore
from seedance_conformance.mock.state.shared_sqlite import SharedSqliteStore
from seedance_conformance.mock.state.store import Store, StoreError


def open_store(location: str | Path | None, workers: int) -> TaskStore:
    """The store: in memory, in a file of one process or of several, or in PostgreSQL. Raises StoreError."""
    if isinstance(location, str) and location.startswith(("postgresql://", "postgres://")):
        try:
            from seedance_conformance.mock.state.postgres import PostgresStore
        except ImportError as error:
            raise StoreError(
                f"a store in PostgreSQL needs {error.name or 'libpq'}, which isn't installed: "
                "install seedance-kit with its extra 'postgres'"
            ) from None
        return PostgresStore(location)
    if workers == 1 or location is None:
        return Store(location)
    return SharedSqliteStore(location)
