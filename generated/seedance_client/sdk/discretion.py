# Copied from openapi/companion/sdk/discretion.py by scripts/regenerate: edit it there.
"""Keep signed addresses out of logs and reprs: with its query, anybody can fetch the file for a day."""

from __future__ import annotations

import logging
import re
from contextvars import ContextVar

__all__ = ["fetching", "without_queries", "without_query"]

fetching: ContextVar[bool] = ContextVar("fetching", default=False)
"""Whether a download is going on, in this thread or asyncio task."""

LOGGERS = ("httpx", "httpcore.http11", "httpcore.http2", "hpack.hpack")
"""httpx logs each address at level INFO, the others each header at level DEBUG, and so where a redirect leads."""


def _is_harmless(record: logging.LogRecord) -> bool:
    return not fetching.get()


for _name in LOGGERS:
    logging.getLogger(_name).addFilter(_is_harmless)


def without_query(url: str | None) -> str:
    """The repr of an address without its query."""
    if url is None or "?" not in url:
        return repr(url)
    return repr(url.partition("?")[0] + "?...")


_QUERY = re.compile(r"\?[^\s\"'<>\\?]*=[^\s\"'<>\\]*")


def without_queries(text: str) -> str:
    """A text without the queries of the addresses in it."""
    return _QUERY.sub("?...", text)
