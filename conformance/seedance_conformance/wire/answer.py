"""Reading an answer as design.md section 5 defines it: accepted, refused, or neither.

The live error envelope is undocumented, so a refusal is read from what all sightings share: the HTTP status,
a non-zero `code`, an `error`, or `status: failed`. A `data` wrapper and ids that are numbers are read through here;
whether they are allowed is for the rules to judge.
"""

import re
from enum import Enum
from typing import Any

from seedance_conformance.wire.exchange import Exchange

_NOTE_CHARACTERS = 160
_ID = re.compile(rb'"(?:id|task_id|taskId|projectId)"\s*:\s*(?:"([!#-\[\]-~]{1,200})"|(\d{1,30})[\s,}])')
_NOT_IMPLEMENTED = 501


class Outcome(Enum):
    """How a target took a request."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNCLEAR = "neither accepted nor refused"


def create_outcome(exchange: Exchange) -> Outcome:
    """How a create was taken: accepted means a 2xx answer with a task id that is not failed at once."""
    by_status = _by_status(exchange)
    if by_status is not None:
        return by_status
    task = task_of(exchange)
    if task is not None and str(task.get("status")).lower() == "failed":
        return Outcome.REFUSED
    if task_id(exchange) is not None:
        return Outcome.ACCEPTED
    return Outcome.REFUSED if _says_no(exchange.document) else Outcome.UNCLEAR


def taken(exchange: Exchange) -> bool:
    """Whether a create was not turned down; a 2xx answer without an id counts, since other rules judge its shape."""
    if create_outcome(exchange) is Outcome.ACCEPTED:
        return True
    success = exchange.status is not None and 200 <= exchange.status < 300 and not exchange.failure
    return success and create_outcome(exchange) is Outcome.UNCLEAR


def call_outcome(exchange: Exchange) -> Outcome:
    """How a query, upload, detail or delete was taken: accepted means a 2xx answer with its result."""
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
    """The task of a create or query answer, read through a `data` wrapper."""
    return _unwrapped(exchange.document, ("id", "status"))


def asset_of(exchange: Exchange) -> dict[str, Any] | None:
    """The asset of an upload or detail answer, wrapped (as documented) or flat."""
    return _unwrapped(exchange.document, ("assetId",))


def task_id(exchange: Exchange) -> str | None:
    """The task id in a create or query answer, as text."""
    return _identifier(task_of(exchange), "id")


def turned_down(exchange: Exchange) -> bool:
    """Whether an answer to whatever could be billed says clearly that no task was started."""
    return create_outcome(exchange) is Outcome.REFUSED or exchange.status == _NOT_IMPLEMENTED


def started_task(exchange: Exchange) -> str | None:
    """The id of the task that a request has started, or may have.

    Where an answer can't be read as a task, it is the first id in it: a broken body may name what is paid for.
    """
    if turned_down(exchange):
        return None
    known = task_id(exchange)
    found = None if known else _ID.search(exchange.body)
    return (found[1] or found[2]).decode("ascii") if found else known


def asset_id(exchange: Exchange) -> str | None:
    """The asset id in an upload or detail answer, as text."""
    return _identifier(asset_of(exchange), "assetId")


def task_status(exchange: Exchange) -> str:
    """The status word of a task or asset answer in lower case, or an empty string."""
    for item in (task_of(exchange), asset_of(exchange)):
        if item is not None and isinstance(item.get("status"), str):
            return str(item["status"]).lower()
    return ""


def is_login_failure(exchange: Exchange) -> bool:
    """Whether an answer says that the key is not known, in one of the forms that were seen."""
    code = (exchange.document or {}).get("code")
    return exchange.status in (401, 403) or (exchange.status == 200 and str(code) in ("204", "401", "403"))


def describe(exchange: Exchange) -> str:
    """One short line on the answer, for notes and messages."""
    if exchange.status is None:
        return "no answer within the time limit" if exchange.failure == "timeout" else "the connection was dropped"
    text = " ".join(exchange.body[: 4 * _NOTE_CHARACTERS].decode("utf-8", "replace").split())
    cut = text if len(text) <= _NOTE_CHARACTERS else text[: _NOTE_CHARACTERS - 3] + "..."
    return f"HTTP {exchange.status}: {cut}" if cut else f"HTTP {exchange.status} with an empty body"


def _by_status(exchange: Exchange) -> Outcome | None:
    if exchange.status is None or exchange.failure or exchange.status >= 500:
        return Outcome.UNCLEAR
    if 400 <= exchange.status < 500:
        return Outcome.REFUSED
    return None if 200 <= exchange.status < 300 else Outcome.UNCLEAR


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
