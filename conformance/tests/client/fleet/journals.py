"""Journals for the tests of both kinds, and what is left in the tables of PostgreSQL."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest
from attrs import define, field
from seedance_client import AnyJournal, Journal, PostgresJournal
from tests.services_postgres import PostgresServer, postgres

__all__ = ["Books", "books", "database", "opened", "postgres", "query"]

BASE = "https://api.example.com"


@define
class Books:
    """Opens the same journal again and again, as other processes would.

    Attributes:
        place: the path of the file, or the URL of the database.
        stack: closes them at its end.
    """

    place: str
    kind: Callable[..., AnyJournal]
    stack: ExitStack = field(factory=ExitStack)

    def __call__(self, **options: Any) -> AnyJournal:
        """Another journal object for the same place."""
        return self.stack.enter_context(closing(self.kind(self.place, **options)))


@pytest.fixture
def database(postgres: PostgresServer) -> str:
    """The URL of an empty database."""
    return postgres.new_database()


@pytest.fixture
def opened() -> Iterator[Callable[..., PostgresJournal]]:
    """Opens journals in PostgreSQL, and closes them at the end."""
    with ExitStack() as stack:
        yield lambda url, **options: stack.enter_context(closing(PostgresJournal(url, **options)))


@pytest.fixture(params=["file", "PostgreSQL"])
def books(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Books]:
    """A journal of each kind, that several may open."""
    if request.param == "file":
        opener = Books(str(tmp_path / "tasks.jsonl"), Journal)
    else:
        opener = Books(request.getfixturevalue("database"), PostgresJournal)
    with opener.stack:
        yield opener


def query(url: str, text: str) -> list[tuple[Any, ...]]:
    """The rows of a query, in a connection of its own."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(text.encode())
        return cursor.fetchall() if cursor.description else []
