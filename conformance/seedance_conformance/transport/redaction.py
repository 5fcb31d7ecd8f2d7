"""Redact what must not be stored: keys, and query strings of URLs, which may be signatures."""

import re
import sys
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from seedance_conformance.transport.partial_keys import redact_parts

REDACTED = "<redacted>"
# Some servers escape `/` and `&` in JSON so; nested JSON has more backslashes.
_ESCAPED = r"\\+u[0-9a-fA-F]{4}|\\+/"
# A URL begins with a scheme, or with a slash that doesn't follow a word: some answers leave the host out.
_BEGINNING = r"[a-z][a-z0-9]{1,9}:(?:\\*/){2}|(?<![\w:+./\\-])\\*/"
_ADDRESS = re.compile(rf"(?:{_BEGINNING})(?:[^\s\"'<>\\]|{_ESCAPED})+(?:{REDACTED})?", re.IGNORECASE)
# Shorter keys are only used in tests; replacing them would damage ordinary words.
_SHORTEST_SECRET = 6
# The same for words of an Authorization header; `Bearer` isn't a secret.
_SHORTEST_TOKEN = 8
_NEVER_STORED = ("authorization", "cookie")
# Headers that were redacted before: most are the same in each request.
_REMEMBERED = 256


def redact_text(text: str) -> str:
    """The text with the query string of each URL replaced."""
    return _ADDRESS.sub(_without_query, text)


def redact_keys(content: bytes, keys: tuple[str, ...]) -> bytes:
    """The content with each of the given keys replaced, and each part of one that a server quotes."""
    for key in keys:
        if len(key) >= _SHORTEST_SECRET:
            content = content.replace(key.encode(), REDACTED.encode())
    return redact_parts(content, keys)


def redact_headers(headers: Mapping[str, str], keys: tuple[str, ...] = ()) -> dict[str, str]:
    """Headers without credentials; names in lower case. Of a cookie only its name remains.

    A run keeps thousands of them, and most are equal, so equal texts are one object.
    """
    return {
        sys.intern(name.lower()): sys.intern(_redacted_header(name.lower(), value, keys))
        for name, value in headers.items()
    }


@lru_cache(_REMEMBERED)
def _redacted_header(name: str, value: str, keys: tuple[str, ...]) -> str:
    if name in _NEVER_STORED:
        return REDACTED
    if name == "set-cookie":
        cookie, equals, _ = value.partition("=")
        value = f"{cookie if equals else ''}={REDACTED}"
    return redact_keys(value.encode("utf-8", "surrogateescape"), keys).decode("utf-8", "surrogateescape")


def redact_event(value: Any) -> Any:
    """A JSON value with `redact_text` applied to each text except commands, which hold our own text."""
    if isinstance(value, str):
        return redact_text(value)
    if isinstance(value, list):
        return [redact_event(entry) for entry in value]
    if isinstance(value, dict):
        return {name: entry if name in ("curl", "script") else redact_event(entry) for name, entry in value.items()}
    return value


def secrets_of(authorization: str | None, keys: tuple[str, ...]) -> tuple[str, ...]:
    """The keys and the words of an Authorization header: a wrong key may differ from the right one by one character."""
    words = re.split(r"[\s,\"<>:=]+", authorization or "")
    tokens = sorted((word for word in words if len(word) >= _SHORTEST_TOKEN), key=len, reverse=True)
    return tuple(dict.fromkeys((*keys, *tokens)))


def _without_query(address: re.Match[str]) -> str:
    path, mark, _ = address[0].partition("?")
    return f"{path}?{REDACTED}" if mark else path
