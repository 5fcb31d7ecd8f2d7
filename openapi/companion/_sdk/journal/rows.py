"""Rows of the journal in PostgreSQL: read them, and change them together with what is counted as spent."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from attrs import fields

from ..create.limits import SpendingLimits, Spent, day_of
from . import statements as sql
from .database import Connection, Row
from .entry import UNKNOWN, Entry, NewRequest, refuse_duplicate
from .schema import check_version

_ESCAPED = "json:"


def stored(text: str | None) -> str | None:
    """A text as the table keeps it: as JSON if PostgreSQL can't store it, because it has NUL or half a character."""
    if text is None:
        return None
    try:
        text.encode()
    except UnicodeEncodeError:
        return _ESCAPED + json.dumps(text)
    return _ESCAPED + json.dumps(text) if "\0" in text or text.startswith(_ESCAPED) else text


def readable(text: str | None) -> str | None:
    """The text that `stored` was given."""
    return str(json.loads(text.removeprefix(_ESCAPED))) if text and text.startswith(_ESCAPED) else text


def new_row(request: NewRequest) -> Row:
    """What the table keeps of a new request."""
    return {
        "request_id": request.request_id,
        "base_url": request.base_url,
        "body_hash": request.body_hash,
        "body": json.dumps(dict(request.body), default=str),
        "label": stored(request.label),
        "metadata": None if request.metadata is None else json.dumps(request.metadata),
        "cost": request.cost,
    }


def entry_of(row: Row) -> Entry:
    """A row as an entry."""
    columns: dict[str, Any] = {each.name: row[each.name] for each in fields(Entry)}
    columns |= {"task_id": readable(row["task_id"]), "label": readable(row["label"])}
    return Entry(**columns)


def lock(connection: Connection, base_url: str) -> None:
    """Let no other process begin a request to this base URL until the end of the transaction."""
    key = int.from_bytes(hashlib.sha256(base_url.encode()).digest()[:8], "big", signed=True)
    connection.execute(sql.LOCK, {"key": key})


def is_known(connection: Connection, request_id: str) -> bool:
    """Whether a request is in the table; raises JournalError if another client has changed the tables."""
    row = connection.execute(sql.IS_KNOWN, {"request_id": request_id}).fetchone()
    check_version(int(row["version"]) if row else 0)
    return bool(row and row["known"])


def check_duplicate(connection: Connection, digest: str, now: float, base_url: str, window: float) -> None:
    """Raise DuplicateRequest if the base URL got an identical request within the window, or with an unknown outcome."""
    values = {"body_hash": digest, "after": max(now - window, 0.0)}
    found = [entry_of(row) for row in connection.execute(sql.SAME_BODY, values).fetchall()]
    refuse_duplicate(found, digest, base_url, now, window)


def check_limits(connection: Connection, limits: SpendingLimits, cost: float | None, day: str, base_url: str) -> None:
    """Check that all clients together stay within the limits; raises SpendingLimit."""
    if not (limits.has_daily or limits.has_total):
        return
    row = connection.execute(sql.SPENT, {"day": day, "base_url": base_url}).fetchone()
    assert row is not None
    total, today = (
        Spent(int(row[f"tasks{of}"]), float(row[f"cost{of}"]), int(row[f"unpriced{of}"])) for of in ("", "_of_day")
    )
    limits.check_total(total, cost, "this journal")
    limits.check_day(today, cost, "this journal", day)


def add_spending(connection: Connection, base_url: str, day: str, cost: float | None, tasks: int = 1) -> None:
    """Count a task, or with -1 count it no longer."""
    values = {"base_url": base_url, "day": day, "tasks": tasks, "cost": tasks * (cost or 0.0)}
    connection.execute(sql.ADD_SPENDING, {**values, "unpriced": tasks if cost is None else 0})


def entry(connection: Connection, request_id: str) -> Entry | None:
    """The entry of a request, which nobody else can change until the end of the transaction."""
    row = connection.execute(sql.BY_REQUEST, {"request_id": request_id}).fetchone()
    return None if row is None else entry_of(row)


def change(connection: Connection, request_id: str, state: str, now: float, task_id: str | None = None) -> None:
    """Give a request a new state, and count it, or count it no longer, if that changes whether it was billed."""
    values: dict[str, Any] = {"request_id": request_id, "state": state, "now": now, "task_id": stored(task_id)}
    before = entry(connection, request_id)
    if before is None:
        connection.execute(sql.INSERT_BARE, values)
        after = Entry(request_id, state, "", now, now, task_id)
    else:
        after = Entry(request_id, state, "", before.sent_at, now, task_id or before.task_id, {}, before.base_url)
        connection.execute(sql.CHANGE, {**values, "closed": after.is_closed})
    counted, counts = before is not None and not before.is_free, not after.is_free
    if counted != counts:
        cost = before.cost if before else None
        add_spending(connection, after.base_url, day_of(after.sent_at), cost, 1 if counts else -1)


def note_outcome(connection: Connection, request_id: str, state: str, now: float, task_id: str | None) -> None:
    """Record the outcome of a request, unless that was done before the connection broke."""
    known = entry(connection, request_id)
    if task_id is None or known is None or known.task_id != task_id or known.state in UNKNOWN:
        change(connection, request_id, state, now, task_id)


def note_late(connection: Connection, request_id: str, state: str, now: float, task_id: str | None) -> None:
    """Record an outcome that couldn't be written before, unless somebody has settled the request meanwhile."""
    known = entry(connection, request_id)
    if known is not None and (known.state == "sending" or (task_id is not None and known.task_id is None)):
        change(connection, request_id, state, now, task_id)
