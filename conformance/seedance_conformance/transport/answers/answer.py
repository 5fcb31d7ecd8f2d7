"""Read an answer for a verdict: accepted, refused or neither.

The service doesn't document its error answers. So a refusal is recognised by what all observed ones share: the HTTP
status, a `code` that doesn't mean success, an `error`, or `status: failed`. A verdict may guess; `answers.billing`
decides what was billed, and never guesses.
"""

from enum import Enum
from typing import Any, Final

from seedance_conformance.transport.answers.billing import is_known_no
from seedance_conformance.transport.answers.task_ids import Kind, Place, likeliest
from seedance_conformance.transport.exchange import NOT_JSON, Exchange, asked_once

_NOTE_CHARACTERS = 160
_SUCCESS_CODES: Final = ("", "0", "200", "20000", "10000", "success", "ok")
# 1 means success on some servers and failure on others: the message beside it decides, as for unknown codes.
_SUCCESS_WORDS: Final = ("ok", "success", "successful", "succeed", "succeeded", "accepted", "created", "submitted")


class Outcome(Enum):
    """How a target answered a request."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNCLEAR = "neither accepted nor refused"


@asked_once
def create_outcome(exchange: Exchange) -> Outcome:
    """The outcome of a create: accepted means a 2xx answer with a task id anywhere whose status isn't `failed`."""
    by_status = _by_status(exchange)
    if by_status is not None:
        return by_status
    place = task_place(exchange)
    words = (place.status if place else None, (task_of(exchange) or {}).get("status"))
    if "failed" in (str(word).lower() for word in words):
        return Outcome.REFUSED
    if place is not None:
        return Outcome.ACCEPTED
    return Outcome.REFUSED if _refuses(exchange.document or {}) else Outcome.UNCLEAR


def maybe_accepted(exchange: Exchange) -> bool:
    """Whether a create was accepted, or answered with a 2xx without an id; other rules judge that shape."""
    outcome = create_outcome(exchange)
    return outcome is Outcome.ACCEPTED or (outcome is Outcome.UNCLEAR and _by_status(exchange) is None)


@asked_once
def call_outcome(exchange: Exchange) -> Outcome:
    """The outcome of a query, upload, detail or delete: accepted means a 2xx answer with its result."""
    by_status = _by_status(exchange)
    if by_status is not None:
        return by_status
    result = {"upload": asset_of, "detail": asset_of}.get(exchange.operation, task_of)(exchange)
    if exchange.operation == "delete":
        return Outcome.REFUSED if _says_no(exchange.document) else Outcome.ACCEPTED
    if result is not None and any(result.get(name) for name in ("id", "assetId", "status")):
        return Outcome.ACCEPTED
    return Outcome.REFUSED if _says_no(exchange.document) else Outcome.UNCLEAR


def task_of(exchange: Exchange) -> dict[str, Any] | None:
    """The task in a create or query answer, also inside a `data` wrapper."""
    return _unwrapped(exchange.document, ("id", "status"))


def asset_of(exchange: Exchange) -> dict[str, Any] | None:
    """The asset in an upload or detail answer, wrapped (as documented) or flat."""
    return _unwrapped(exchange.document, ("assetId",))


def task_id(exchange: Exchange) -> str | None:
    """The task id in a create or query answer as text; in a create answer it may have any place."""
    if exchange.operation != "create":
        return _identifier(task_of(exchange), "id")
    place = task_place(exchange)
    return place.id if place else None


@asked_once
def task_place(exchange: Exchange) -> Place | None:
    """The place of the task id in an answer to a create, or None.

    A bare text under `data` and other ids, such as `request_id`, count only in a 2xx answer that doesn't look like a
    refusal. An answer to a GET may list old tasks, so there only the documented place counts.
    """
    place = None if exchange.json is NOT_JSON else likeliest(exchange.body)
    if place is None or place.sure:
        return place
    success = exchange.status is not None and 200 <= exchange.status < 300
    is_create = exchange.operation == "create" and exchange.method.upper() != "GET"
    strong = place.kind < Kind.BARE or not _refuses(exchange.document or {})
    return place if success and strong and is_create else None


def asset_id(exchange: Exchange) -> str | None:
    """The asset id in an upload or detail answer as text."""
    return _identifier(asset_of(exchange), "assetId")


def task_status(exchange: Exchange) -> str:
    """The status in a task or asset answer in lower case, or an empty string."""
    words = ((item or {}).get("status") for item in (task_of(exchange), asset_of(exchange)))
    return next((word.lower() for word in words if isinstance(word, str)), "")


def is_login_failure(exchange: Exchange) -> bool:
    """Whether an answer says that the key is unknown, in one of the observed forms."""
    code = (exchange.document or {}).get("code")
    return exchange.status in (401, 403) or (exchange.status == 200 and str(code) in ("204", "401", "403"))


def describe(exchange: Exchange) -> str:
    """The answer in one short line, for notes and messages."""
    if exchange.status is None:
        return "no answer within the time limit" if exchange.failure == "timeout" else "the connection was dropped"
    text = " ".join(exchange.body[: 4 * _NOTE_CHARACTERS].decode("utf-8", "replace").split())
    cut = text if len(text) <= _NOTE_CHARACTERS else text[: _NOTE_CHARACTERS - 3] + "..."
    return f"HTTP {exchange.status}: {cut}" if cut else f"HTTP {exchange.status} with an empty body"


def _by_status(exchange: Exchange) -> Outcome | None:
    status = 0 if exchange.failure else exchange.status or 0
    if 400 <= status < 500:
        return Outcome.REFUSED
    return None if 200 <= status < 300 else Outcome.UNCLEAR


def _refuses(document: dict[str, Any]) -> bool:
    """Whether a create answer without a clear id looks like a refusal."""
    code = document.get("code")
    if document.get("error") or code is None:
        return bool(document.get("error"))
    words = (document.get("msg"), document.get("message"))
    sounds_good = any(str(word).strip().lower() in _SUCCESS_WORDS for word in words)
    return is_known_no(code) or not (sounds_good or str(code).strip().lower() in _SUCCESS_CODES)


def _says_no(document: dict[str, Any] | None) -> bool:
    if document is None:
        return False
    code = document.get("code")
    return bool(document.get("error")) or (code is not None and str(code).strip() not in ("", "0"))


def _unwrapped(document: dict[str, Any] | None, names: tuple[str, ...]) -> dict[str, Any] | None:
    if document is None or any(name in document for name in names):
        return document
    data = document.get("data")
    return data if isinstance(data, dict) else document


def _identifier(item: dict[str, Any] | None, name: str) -> str | None:
    value = (item or {}).get(name)
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return str(value) or None
