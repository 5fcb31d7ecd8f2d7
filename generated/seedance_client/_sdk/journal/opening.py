# Copied from openapi/companion/_sdk/journal/opening.py by scripts/regenerate: edit it there.
# pyright: standard
"""Open a journal by its path or its URL."""

from __future__ import annotations

import os
import re

from ..checks import check_path
from .file_journal import Journal
from .interface import AnyJournal
from .postgres import PostgresJournal

_SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.-]+)://")


def open_journal(place: str | os.PathLike[str], window: float = 600.0) -> AnyJournal:
    """The journal in a file, or in a PostgreSQL database. Nothing is opened yet.

    Args:
        place: the path of a file, or postgresql://HOST/DATABASE (extra `postgres`).
        window: seconds for which an identical body to the same base URL is refused.

    Raises:
        ValueError: the path is blank, or the URL isn't one of PostgreSQL.
        TypeError: it is neither a path nor a URL.
        ImportError: a package is missing: `psycopg` for PostgreSQL; `filelock` for a file, on a system without locks.
    """
    given = check_path("journal", place)
    scheme = _SCHEME.match(given) if isinstance(given, str) else None
    if scheme is None:
        return Journal(given, window)
    if scheme[1].lower() in ("postgresql", "postgres"):
        return PostgresJournal(str(given).strip(), window)
    raise ValueError(  # without the rest, which may have a password
        f"journal can't be at {scheme[1]}://: give the path of a file, or postgresql://HOST/DATABASE"
    )
