"""What must not be stored: keys, and the query strings of addresses, which sign them."""

import re
from collections.abc import Mapping
from typing import Any

REDACTED = "<redacted>"
_ESCAPED = r"\\+u[0-9a-fA-F]{4}|\\+/"
# Some servers write `/` and `&` in JSON like that, and with more backslashes in JSON within JSON.
# An address begins with a scheme, or where no word is before it with a slash: some answers leave the host out.
_BEGINNING = r"[a-z][a-z0-9]{1,9}:(?:\\*/){2}|(?<![\w:+./\\-])\\*/"
_ADDRESS = re.compile(rf"(?:{_BEGINNING})(?:[^\s\"'<>\\]|{_ESCAPED})+(?:{REDACTED})?", re.IGNORECASE)
_SHORTEST_SECRET = 6
# A key shorter than this is a toy, and replacing it everywhere would tear ordinary words.
_SHORTEST_TOKEN = 8
# The same for the words of an Authorization header, of which `Bearer` is no secret.
_NEVER_STORED = ("authorization", "cookie", "set-cookie")


def redact_text(text: str) -> str:
    """The text with the query string of each address replaced."""
    return _ADDRESS.sub(_without_query, text)


def redact_keys(content: bytes, keys: tuple[str, ...]) -> bytes:
    """The content with each of the given keys replaced."""
    for key in keys:
        if len(key) >= _SHORTEST_SECRET:
            content = content.replace(key.encode(), REDACTED.encode())
    return content


def redact_headers(headers: Mapping[str, str], keys: tuple[str, ...] = ()) -> dict[str, str]:
    """Headers without credentials; names in lower case."""
    return {
        name.lower(): REDACTED
        if name.lower() in _NEVER_STORED
        else redact_keys(value.encode("utf-8", "surrogateescape"), keys).decode("utf-8", "surrogateescape")
        for name, value in headers.items()
    }


def redact_event(value: Any) -> Any:
    """The same JSON value with `redact_text` applied to each text, apart from commands, which hold our own words."""
    if isinstance(value, str):
        return redact_text(value)
    if isinstance(value, list):
        return [redact_event(entry) for entry in value]
    if isinstance(value, dict):
        return {name: entry if name == "curl" else redact_event(entry) for name, entry in value.items()}
    return value


def secrets_of(authorization: str | None, keys: tuple[str, ...]) -> tuple[str, ...]:
    """The keys, and what an Authorization header says: a wrong key may be the right one but for a character."""
    words = re.split(r"[\s,\"<>:=]+", authorization or "")
    return (*keys, *sorted((word for word in words if len(word) >= _SHORTEST_TOKEN), key=len, reverse=True))


def _without_query(address: re.Match[str]) -> str:
    path, mark, _ = address[0].partition("?")
    return f"{path}?{REDACTED}" if mark else path
