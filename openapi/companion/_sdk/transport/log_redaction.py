"""Redact the queries of signed URLs in logs and reprs: whoever has the query can download the file for a day."""

from __future__ import annotations

import logging
import re
from contextvars import ContextVar

downloading: ContextVar[bool] = ContextVar("downloading", default=False)
"""Whether this thread or asyncio task is downloading."""

LOGGERS = ("httpx", "httpcore.http11", "httpcore.http2", "hpack.hpack")
"""httpx logs each URL at level INFO; the others log headers at level DEBUG, and so the targets of redirects."""


def _is_allowed(record: logging.LogRecord) -> bool:
    return not downloading.get()


for _name in LOGGERS:
    logging.getLogger(_name).addFilter(_is_allowed)


def without_query(url: str | None) -> str:
    """The repr of a URL without its query."""
    if url is None or "?" not in url:
        return repr(url)
    return repr(url.partition("?")[0] + "?...")


_QUERY = re.compile(r"\?[^\s\"'<>\\?]*=[^\s\"'<>\\]*")


def without_queries(text: str) -> str:
    """A text without the queries of the URLs in it."""
    return _QUERY.sub("?...", text)
