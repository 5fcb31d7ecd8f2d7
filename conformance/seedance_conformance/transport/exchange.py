"""One request and its answer, as the log keeps them: without keys, and with an order that all readers share."""

import base64
import json
from functools import cached_property
from typing import Any, Final

from attrs import asdict, evolve, field, frozen

from seedance_conformance.transport.redaction import redact_text


class _NotJson:
    def __repr__(self) -> str:
        return "NOT_JSON"


NOT_JSON: Final = _NotJson()
"""What `Exchange.json` returns for a body that is not JSON; `None` would be JSON's null."""


@frozen
class Exchange:
    """One request and its answer.

    Attributes:
        number: position in the log, from 1, given when the answer was complete.
        case: what sent it: the id of a test, or `follow`.
        operation: `create`, `query`, `upload`, `detail`, `delete` or `other`.
        key: role of the key that was used: `first`, `second`, `none` or `other`; never the key.
        subject: the task or asset id that the path names, if any.
        method: of the request.
        url: of the request.
        request_headers: as sent, with the Authorization value redacted; names in lower case.
        request_body: as sent.
        sent: when sending began, in Unix seconds.
        seconds: until the answer was complete or given up.
        status: HTTP status, or None without an answer.
        headers: of the answer; names in lower case.
        body: of the answer.
        failure: `timeout` or `dropped` when there was no whole answer, else None.
        send: number of the reservation in the ledger, for what may be billed.
    """

    number: int
    case: str
    operation: str
    key: str
    subject: str | None
    method: str
    url: str
    request_headers: dict[str, str]
    request_body: bytes
    sent: float
    seconds: float
    status: int | None
    headers: dict[str, str] = field(factory=dict)
    body: bytes = b""
    failure: str | None = None
    send: int | None = None

    @cached_property
    def json(self) -> Any:
        """The parsed body of the answer, or `NOT_JSON`; parsed once for all the judges who read it."""
        try:
            return json.loads(self.body)
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

    def to_json(self) -> dict[str, Any]:
        """The form in which the event log stores it: bodies as text where they are, signed query strings removed."""
        stored = asdict(self)
        stored["url"] = redact_text(self.url)
        stored["headers"] = {name: redact_text(value) for name, value in self.headers.items()}
        for name in ("request_body", "body"):
            stored[name] = _body_to_json(stored[name])
        return stored

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Exchange":
        """The inverse of `to_json`, apart from what was redacted."""
        bodies = {name: _body_from_json(stored[name]) for name in ("request_body", "body")}
        return cls(**{**stored, **bodies})

    def renumbered(self, number: int) -> "Exchange":
        """The same exchange at another position of a log."""
        return evolve(self, number=number)


_STORED_BYTES = 20_000
# Longer bodies are cut in the stored form: the odd huge ones are padding, and a report has to stay readable.


def _body_to_json(body: bytes) -> Any:
    cut = body[:_STORED_BYTES]
    note = {"cut_from_bytes": len(body)} if len(body) > _STORED_BYTES else {}
    try:
        text = redact_text(cut.decode("utf-8", "ignore" if note else "strict"))
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(redact_text(cut.decode("latin-1")).encode("latin-1")).decode(), **note}
    return {"text": text, **note} if note else text


def _body_from_json(stored: Any) -> bytes:
    if isinstance(stored, str):
        return stored.encode()
    return base64.b64decode(stored["base64"]) if "base64" in stored else str(stored["text"]).encode()
