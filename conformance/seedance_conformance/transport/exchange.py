"""One request and its answer as the log stores them: numbered and without keys."""

import base64
import json
import sys
import zlib
from collections.abc import Callable
from functools import cached_property, wraps
from typing import Any, Final, TypeVar, cast

from attrs import asdict, evolve, field, frozen

from seedance_conformance.transport.partial_keys import redact_keys
from seedance_conformance.transport.redaction import redact_text, redact_word

Said = TypeVar("Said")


NOT_JSON: Final = object()
"""The value of `Exchange.json` for a body that isn't JSON; `None` is JSON's null."""

# Such texts are names of models and statuses.
_SHORT: Final = 24
# Larger request bodies are mostly padding, and a run keeps all of them.
_LARGE: Final = 65_536


@frozen
class _Packed:
    content: bytes = field(repr=False)
    size: int

    def whole(self) -> bytes:
        return zlib.decompress(self.content, bufsize=self.size)

    def first(self, most: int) -> bytes:
        return zlib.decompressobj().decompress(self.content, most)


def _shared(parsed: Any) -> Any:
    """The same value, where equal names and short texts are one object: a run keeps thousands of answers."""
    if not isinstance(parsed, dict):
        return parsed
    return {
        sys.intern(name): sys.intern(value) if isinstance(value, str) and len(value) <= _SHORT else value
        for name, value in parsed.items()
    }


def _packed(body: bytes) -> bytes | _Packed:
    return _Packed(zlib.compress(body, 1), len(body)) if len(body) > _LARGE else body


@frozen
class Exchange:
    """One request and its answer."""

    number: int  # position in the log, from 1, in the order in which answers were complete
    case: str  # the test that sent it, or `follow` for the poller
    operation: str  # `create`, `query`, `upload`, `detail`, `delete` or `other`
    key: str  # role of the key: `first`, `second`, `none` or `other`; never the key itself
    subject: str | None  # the task or asset id in the path, if any
    method: str  # of the request
    url: str  # of the request
    request_headers: dict[str, str]  # as sent, without credentials; names in lower case
    _request: bytes | _Packed = field(alias="request_body")
    sent: float  # when sending began, in Unix seconds
    seconds: float  # until the answer was complete, or waiting for it ended
    status: int | None  # HTTP status, or None without an answer
    headers: dict[str, str] = field(factory=dict)  # of the answer; names in lower case
    body: bytes = b""  # of the answer
    failure: str | None = None  # `timeout` or `dropped` if the answer is incomplete, else None
    send: int | None = None  # number of the reservation in the ledger, if it may be billed
    authorization: str | None = None  # for the role `other`: the header as a word for bash, with expansions for keys
    _known: dict[object, Any] = field(factory=dict, init=False, eq=False, repr=False)

    @property
    def request_body(self) -> bytes:
        """As sent, without keys."""
        return self._request if isinstance(self._request, bytes) else self._request.whole()

    @property
    def request_size(self) -> int:
        """How many bytes the body of the request has."""
        return len(self._request) if isinstance(self._request, bytes) else self._request.size

    @cached_property
    def json(self) -> Any:
        """The parsed body of the answer, or `NOT_JSON`; cached."""
        try:
            return _shared(json.loads(self.body))
        except (ValueError, RecursionError):
            return NOT_JSON

    @property
    def document(self) -> dict[str, Any] | None:
        """The parsed body of the answer if it is a JSON object, else None."""
        return self.json if isinstance(self.json, dict) else None

    @property
    def ended(self) -> float:
        """When the answer was complete, in Unix seconds."""
        return self.sent + self.seconds

    def without_keys(self, secrets: tuple[str, ...]) -> "Exchange":
        """The exchange as it may be kept and shown: none of its texts has one of these secrets.

        Whatever makes an exchange of a request that was really sent ends with this, so no later place has to think of
        it. A large request body is kept packed from then on.
        """
        return evolve(
            self,
            subject=None if self.subject is None else redact_word(self.subject, secrets),
            url=redact_word(self.url, secrets),
            request_headers={name: redact_word(value, secrets) for name, value in self.request_headers.items()},
            request_body=_packed(redact_keys(self.request_body, secrets)),
            headers={redact_word(name, secrets): redact_word(value, secrets) for name, value in self.headers.items()},
            body=redact_keys(self.body, secrets),
        )

    def to_json(self) -> dict[str, Any]:
        """The form for the event log: bodies as text if possible, query strings redacted."""
        stored = {name: value for name, value in asdict(self, recurse=False).items() if not name.startswith("_")}
        stored["url"] = redact_text(self.url)
        stored["headers"] = {name: redact_text(value) for name, value in self.headers.items()}
        start = self._request if isinstance(self._request, bytes) else self._request.first(_STORED_BYTES)
        return stored | {
            "request_body": _body_to_json(start, self.request_size),
            "body": _body_to_json(self.body, len(self.body)),
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Exchange":
        """The inverse of `to_json`; redacted parts stay redacted."""
        bodies = {name: _body_from_json(stored[name]) for name in ("request_body", "body")}
        return cls(**{**stored, **bodies})


def asked_once(question: Callable[[Exchange], Said]) -> Callable[[Exchange], Said]:
    """Remember the answer of a pure function about an exchange: it is asked up to ten times for a create."""

    @wraps(question)
    def remembered(exchange: Exchange) -> Said:
        if question not in exchange._known:
            exchange._known[question] = question(exchange)
        return cast("Said", exchange._known[question])

    return remembered


# Longer bodies, which are mostly padding, are cut in the log.
_STORED_BYTES = 20_000


def _body_to_json(body: bytes, size: int) -> Any:
    cut = body[:_STORED_BYTES]
    note = {"cut_from_bytes": size} if size > _STORED_BYTES else {}
    try:
        text = redact_text(cut.decode("utf-8", "ignore" if note else "strict"))
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(redact_text(cut.decode("latin-1")).encode("latin-1")).decode(), **note}
    return {"text": text, **note} if note else text


def _body_from_json(stored: Any) -> bytes:
    if isinstance(stored, str):
        return stored.encode()
    return base64.b64decode(stored["base64"]) if "base64" in stored else str(stored["text"]).encode()
