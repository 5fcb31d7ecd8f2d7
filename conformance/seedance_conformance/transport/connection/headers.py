"""The headers of each request: the key in its header, the user's own headers, and what the log shows of them."""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Final

import httpx
from attrs import Factory, field, frozen

from seedance_conformance.transport.redaction import REDACTED, SECRET_NAME, redact_headers, secrets_of

VARIABLES: Final[Mapping[str, str]] = {"first": "SEEDANCE_API_KEY", "second": "SEEDANCE_API_KEY_2"}
"""Role of a key -> the variable of the environment that has it."""

_TOKEN: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VARIABLE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
# `=` before any colon: the value is in the environment.
_FROM_ENVIRONMENT: Final = re.compile(r"(?P<name>[^:=]*)=env:(?P<variable>.*)", re.DOTALL)
# The suite sets these itself, or they belong to the connection.
_OURS: Final = re.compile(
    "accept(-encoding)?|connection|content-(encoding|length|type)|expect|keep-alive|te|trailer|transfer-encoding|upgrade",
    re.I,
)


class HeaderError(ValueError):
    """A header can't be sent, or would show a secret; the message says what to do and doesn't quote values."""


@frozen
class KeyHeader:
    """The header that carries the key."""

    name: str = "Authorization"  # of the header
    scheme: str = "Bearer"  # the word before the key; empty for the key alone

    @property
    def documented(self) -> bool:
        """Whether the key goes where the pages say: `Authorization: Bearer KEY`."""
        return (self.name.lower(), self.scheme) == ("authorization", "Bearer")

    def value(self, key: str) -> str:
        """The header value for a key."""
        return f"{self.scheme} {key}" if self.scheme else key

    def translated(self, value: str) -> str:
        """The value of this header for a documented one: `Bearer` becomes the scheme."""
        scheme, blank, rest = value.partition(" ")
        return value if scheme != "Bearer" else self.value(rest) if blank else self.scheme

    def shown(self, role: str) -> str:
        """The value as the log shows it."""
        if self.documented or role not in VARIABLES:
            return REDACTED
        return self.value(hidden(VARIABLES[role]))


@frozen
class ExtraHeader:
    """A header that the user adds to each request."""

    name: str  # as given
    value: str = field(repr=False)  # to send
    variable: str | None = None  # of the environment that has the value, which is then a secret; else None

    @property
    def shown(self) -> str:
        """The value as the log shows it: a literal one as it is."""
        return self.value if self.variable is None else hidden(self.variable)


@frozen
class RequestHeaders:
    """The headers that all requests share."""

    key: KeyHeader = Factory(KeyHeader)
    extra: tuple[ExtraHeader, ...] = ()

    @property
    def secrets(self) -> tuple[str, ...]:
        """The values from the environment, and their parts."""
        hidden_values = [header.value for header in self.extra if header.variable is not None]
        return tuple(dict.fromkeys(part for value in hidden_values for part in secrets_of(value, (value,))))

    def build(
        self, authorization: str | None, more: Mapping[str, str] | None = None, *, content: bytes | None = None
    ) -> httpx.Headers:
        """The headers of a request; with content the default Content-Type is `application/json`.

        Args:
            authorization: the documented Authorization value; None sends no key.
            more: headers of a test; they win.
            content: the body.
        """
        sent = httpx.Headers({"Accept": "application/json"})
        if content is not None:
            sent["Content-Type"] = "application/json"
        for header in self.extra:
            sent[header.name] = header.value
        if authorization is not None:
            # Latin-1 can encode any byte: odd header values are part of the tests.
            value = self.key.translated(authorization).encode("latin-1", "replace")
            sent = httpx.Headers([*sent.raw, (self.key.name.encode(), value)])
        sent.update(more or {})
        return sent

    def secrets_in(self, request: httpx.Request, keys: tuple[str, ...]) -> tuple[str, ...]:
        """What must not be stored of a request and its answer: the keys of the run, and what was sent instead."""
        return secrets_of(request.headers.get(self.key.name), (*keys, *self.secrets))

    def shown(self, headers: httpx.Headers, role: str) -> dict[str, str]:
        """The headers of a request as the log shows them; `role` is that of the key that was sent."""
        stored = redact_headers(headers)
        stored |= {one.name.lower(): one.shown for one in self.extra if one.name.lower() in stored}
        if self.key.name.lower() in stored:
            stored[self.key.name.lower()] = self.key.shown(role)
        return stored


DOCUMENTED: Final = RequestHeaders()
"""The key as documented, and nothing else."""


def hidden(variable: str) -> str:
    """What is shown in place of a secret from the environment."""
    return f"<redacted: ${variable}>"


def parse_key_header(name: str | None, scheme: str | None) -> KeyHeader:
    """The header of the key from `--auth-header` and `--auth-scheme`.

    Raises:
        HeaderError: one isn't a valid HTTP token.
    """
    if name is not None and (not _TOKEN.fullmatch(name) or _OURS.fullmatch(name) or name.lower() == "host"):
        raise HeaderError(f"--auth-header {name!r} can't carry a key: give the name of a header, for example X-Api-Key")
    if scheme and not _TOKEN.fullmatch(scheme):
        raise HeaderError(f"--auth-scheme {scheme!r} isn't one word: give for example Bearer, or '' for the key alone")
    if name is None or name.lower() == "authorization":
        return KeyHeader() if scheme is None else KeyHeader(scheme=scheme)
    return KeyHeader(name, scheme or "")


def parse_headers(given: tuple[str, ...], key: KeyHeader, environment: Mapping[str, str]) -> RequestHeaders:
    """The headers from `--header`: `Name: value`, or `Name=env:VARIABLE` for a secret.

    Raises:
        HeaderError: a header can't be sent, is given twice, or shows a secret.
    """
    extra = [_parsed(text, key, environment) for text in given]
    numbers = Counter(header.name.lower() for header in extra)
    for header in extra:
        if numbers[header.name.lower()] > 1:
            raise HeaderError(f"--header {header.name} is given twice: give it once")
    return RequestHeaders(key, tuple(extra))


def _parsed(text: str, key: KeyHeader, environment: Mapping[str, str]) -> ExtraHeader:
    found = _FROM_ENVIRONMENT.fullmatch(text)
    name, colon, value = text.partition(":")
    name = (found["name"] if found else name).strip()
    if not _TOKEN.fullmatch(name) or not (found or colon):
        raise HeaderError("--header needs 'Name: value', or Name=env:VARIABLE for a secret")
    if name.lower() == key.name.lower():
        raise HeaderError(
            f"--header {name} can't be set, since it carries the key: export that as SEEDANCE_API_KEY, or say with "
            "--auth-header NAME where it goes"
        )
    if name.lower() == "host":
        raise HeaderError("--header Host can't be set: give the host in --base-url, and --connect-to where it is")
    if _OURS.fullmatch(name):
        raise HeaderError(f"--header {name} can't be set, since the suite sets it itself: leave it out")
    variable = found["variable"].strip() if found else None
    if variable is not None:
        value = _from_variable(name, variable, environment)
    elif SECRET_NAME.search(name):
        raise HeaderError(
            f"--header {name} looks like a secret, and reports show literal values: export it, and give "
            f"--header {name}=env:VARIABLE"
        )
    else:
        value = value.strip(" \t")
    if not value.isascii() or not value.isprintable() or value != value.strip():
        raise HeaderError(
            f"the value of --header {name} has a character that isn't allowed in an HTTP header, perhaps a space or "
            "line break at its end: give it alone"
        )
    return ExtraHeader(name, value, variable)


def _from_variable(name: str, variable: str, environment: Mapping[str, str]) -> str:
    """The value of a header from the environment."""
    if not _VARIABLE.fullmatch(variable):
        raise HeaderError(f"--header {name}=env: needs the name of a variable, for example {name}=env:TENANT")
    if not environment.get(variable):
        raise HeaderError(f"--header {name}=env:{variable}: {variable} isn't set: export it")
    return environment[variable]
