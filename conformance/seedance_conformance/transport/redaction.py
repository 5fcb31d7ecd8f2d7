"""Redact what must not be stored: keys, and query strings of URLs, which may be signatures."""

import re
import sys
from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from typing import Any, Final
from urllib.parse import parse_qsl, unquote_plus

from seedance_conformance.transport.partial_keys import redact_keys

REDACTED = "<redacted>"
# Some servers escape `/` and `&` in JSON so; nested JSON has more backslashes.
_ESCAPED = r"\\+u[0-9a-fA-F]{4}|\\+/"
# A URL begins with a scheme, or with a slash that doesn't follow a word: some answers leave the host out.
_BEGINNING = r"[a-z][a-z0-9]{1,9}:(?:\\*/){2}|(?<![\w:+./\\-])\\*/"
_ADDRESS = re.compile(rf"(?:{_BEGINNING})(?:[^\s\"'<>\\]|{_ESCAPED})+(?:{REDACTED})?", re.IGNORECASE)
# Of the words of an Authorization header; `Bearer` isn't a secret.
_SHORTEST_TOKEN = 8
# A key may stand where nobody looks for it, such as in the path of a gateway's address.
# A part that it shares with a known key may be redacted already: the rest goes, too.
_KEY = re.compile(
    r"(?:(?<![\w-])|(?<=%[0-9A-Fa-f]{2})|(?<=\\u[0-9A-Fa-f]{4}))"
    rf"sk-(?:[\w-]{{16,}}|[\w-]*{REDACTED})(?:[\w-]|{REDACTED})*"
)
_KEY_BEGINS = "sk-"
_NEVER_STORED = ("authorization", "cookie")
SECRET_NAME: Final = re.compile(r"auth|cookie|credential|key|passw|secret|session|signature|token", re.IGNORECASE)
"""Names of headers, parameters and fields whose values may be secrets."""
_SEARCHED: Final = 1 << 20
_FIELDS: Final = (
    re.compile(r'"([^"\\]{1,64})"\s*:\s*"((?:[^"\\]|\\.){1,4096})"'),  # JSON
    re.compile(r"(?:\A|&)([^=&\s\"]{1,64})=([^&\s]{1,4096})"),  # a form
    re.compile(r'\bname="([^"\r\n]{1,64})"[^\n]*\n(?:[^\r\n]+\r?\n){0,8}\r?\n([^\r\n]{1,4096})'),  # its parts
)
"""Name and value of a field."""


def redact_text(text: str) -> str:
    """The text with the query string of each URL and each key of the usual form replaced."""
    if "?" in text:  # most texts have neither, and the proxy reads each answer
        text = _ADDRESS.sub(_without_query, text)
    return _KEY.sub(REDACTED, text) if _KEY_BEGINS in text else text


def redact_word(text: str, keys: tuple[str, ...] = ()) -> str:
    """A short text, such as a path or the value of a header, without keys; most are equal, so they are remembered."""
    return _redacted_word(text, keys) if text else text


@lru_cache(4096)
def _redacted_word(text: str, keys: tuple[str, ...]) -> str:
    content = redact_keys(text.encode("utf-8", "surrogatepass"), keys)
    word = content.decode("utf-8", "surrogatepass")
    return sys.intern(_KEY.sub(REDACTED, word) if _KEY_BEGINS in word else word)


def redact_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Headers without credentials; names in lower case. Of a cookie only its name remains.

    A run keeps thousands of them, and most are equal, so equal texts are one object.
    """
    return {
        sys.intern(name.lower()): sys.intern(_redacted_header(name.lower(), value)) for name, value in headers.items()
    }


def _redacted_header(name: str, value: str) -> str:
    if name in _NEVER_STORED:
        return REDACTED
    if name == "set-cookie":
        cookie, equals, _ = value.partition("=")
        return f"{cookie if equals else ''}={REDACTED}"
    return value


def redact_event(value: Any) -> Any:
    """A JSON value with `redact_text` applied to each text except commands.

    Those of a run hold our own text, and those of a recording are redacted when they are made.
    """
    if isinstance(value, str):
        return redact_text(value)
    if isinstance(value, list):
        return [redact_event(entry) for entry in value]
    if isinstance(value, dict):
        return {name: entry if name in ("curl", "script") else redact_event(entry) for name, entry in value.items()}
    return value


def secrets_of(authorization: str | None, keys: tuple[str, ...]) -> tuple[str, ...]:
    """The keys and the words of an Authorization header: a wrong key may differ from the right one by one character."""
    return tuple(dict.fromkeys((*keys, *sorted(_words(authorization or ""), key=len, reverse=True))))


def secrets_in(headers: Iterable[tuple[str, str]], url: str = "") -> tuple[str, ...]:
    """The keys in a URL, and what headers and query parameters have whose names say that their values are secret."""
    values = [value for name, value in headers if SECRET_NAME.search(name)]
    query = url.partition("?")[2].partition("#")[0]
    values += [value for name, value in parse_qsl(query) if SECRET_NAME.search(name)]
    return tuple(dict.fromkeys([*_KEY.findall(url), *(word for value in values for word in _words(value))]))


def secrets_in_body(content: bytes) -> tuple[str, ...]:
    """What fields of a request body have whose names say that their values are secret: of JSON, a form or its parts.

    No documented field has such a name, but some gateways take the key there.
    """
    text = content[:_SEARCHED].decode("utf-8", "replace")
    if not SECRET_NAME.search(text):
        return ()
    found = (match.groups() for pattern in _FIELDS for match in pattern.finditer(text))
    values = (unquote_plus(value) for name, value in found if SECRET_NAME.search(name))
    return tuple(dict.fromkeys(word for value in values for word in _words(value)))


def _words(value: str) -> Iterator[str]:
    """The words of a secret value, and those of the user and password in a Basic one."""
    for word in re.split(r"[\s,;\"<>:=]+", value):
        if len(word) >= _SHORTEST_TOKEN:
            yield word
    scheme, _, packed = value.strip().partition(" ")
    if scheme.lower() == "basic":
        with suppress(ValueError):
            yield from (part for part in b64decode(packed, validate=True).decode().split(":", 1) if part)


def _without_query(address: re.Match[str]) -> str:
    path, mark, _ = address[0].partition("?")
    return f"{path}?{REDACTED}" if mark else path
