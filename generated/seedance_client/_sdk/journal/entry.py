# Copied from openapi/companion/_sdk/journal/entry.py by scripts/regenerate: edit it there.
"""A request in the journal, and how its state and age are told."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from attrs import field, frozen

from ..errors import DuplicateRequest

__all__ = [
    "CLOSED",
    "RESULT_SECONDS",
    "UNKNOWN",
    "Entry",
    "advice",
    "ago",
    "body_hash",
    "refuse_duplicate",
    "request_of",
    "task_line",
]

CLOSED = ("refused", "downloaded", "failed", "settled")
UNKNOWN = ("sending", "unknown")
"""The request may have started a task."""
RESULT_SECONDS = 24 * 3600.0
"""How long the URL of a video works (rule LC-URL-TTL)."""

CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True, default=str)


def body_hash(body: Mapping[str, Any]) -> str:
    """SHA-256 of a body's canonical JSON, hexadecimal."""
    return hashlib.sha256(CANONICAL.encode(body).encode()).hexdigest()


@frozen
class Entry:
    """What the journal has about one request.

    Attributes:
        request_id: the id that the client gave the request.
        state: the last state: sending, created, refused, unknown, completed, downloaded, failed or settled.
        body_hash: SHA-256 of the body's canonical JSON.
        sent_at: when it was about to be sent, in Unix seconds.
        changed_at: when the last state was written, in Unix seconds.
        task_id: the task's id, if it is known.
        body: the request's body.
        base_url: the base URL that it was sent to; empty in journals of older versions.
        label: the label that was given to `create`, or None.
        metadata: the metadata that was given to `create`, or None.
    """

    request_id: str
    state: str
    body_hash: str
    sent_at: float
    changed_at: float
    task_id: str | None = None
    body: Mapping[str, Any] = field(factory=dict, repr=False)
    base_url: str = ""
    label: str | None = None
    metadata: Mapping[str, Any] | None = field(default=None, repr=False, eq=False)

    def age(self, now: float) -> str:
        """How long before a time in Unix seconds the request was sent, in words: "3 h ago"."""
        return ago(now - self.sent_at)


def ago(seconds: float) -> str:
    """How long ago something was, in the largest unit that gives 2 or more: "45 s ago", "3 h ago", "12 days ago"."""
    units = ((86400.0, "days"), (3600.0, "h"), (60.0, "min"))
    for length, unit in units:
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {unit} ago"
    return f"{max(seconds, 0.0):.0f} s ago"


def advice(entry: Entry) -> str:
    """The state of an earlier request, and what to do instead of sending it again."""
    if entry.task_id:
        wait = "" if entry.state in CLOSED else "wait for that task, or "
        return f"(task {entry.task_id}, state {entry.state}), and this one would be billed too: {wait}pass again=True"
    if entry.state in UNKNOWN:
        return (
            f"(state {entry.state}), and may have been billed: check your account, then settle request "
            f"{entry.request_id}, or pass again=True"
        )
    return f"(state {entry.state}), and this one would be billed too: pass again=True"


def refuse_duplicate(entries: Iterable[Entry], digest: str, base_url: str, now: float, window: float) -> None:
    """Check that no identical request to the same base URL was sent within the window, or has an unknown outcome.

    Raises:
        DuplicateRequest: one was, or has.
    """
    for entry in reversed(list(entries)):
        age = now - entry.sent_at
        same = entry.body_hash == digest and entry.base_url in ("", base_url)
        # A request without a task is settled by a user who has checked that it didn't start one.
        is_free = entry.state == "refused" or (entry.state == "settled" and not entry.task_id)
        if same and not is_free and (age < window or entry.state in UNKNOWN):
            raise DuplicateRequest(
                f"an identical request was sent {ago(age)} {advice(entry)}",
                task_id=entry.task_id,
                request_id=entry.request_id,
            )


def request_of(line: bytes) -> str | None:
    """The id of a line's request, or None if the line can't be read."""
    try:
        return str(json.loads(line)["request_id"])
    except (ValueError, KeyError, TypeError):
        return None


def task_line(entries: list[Entry], task_id: str, now: float) -> dict[str, Any]:
    """The line that gives a request the task that it has started.

    Raises:
        ValueError: it isn't one request, or it has another task.
    """
    entry = entries[0]
    if len(entries) > 1 or entry.task_id not in (None, task_id):
        raise ValueError(f"request {entry.request_id} has started {entry.task_id}: it can't have started {task_id}")
    state = "created" if entry.task_id is None else entry.state
    return {"at": now, "request_id": entry.request_id, "state": state, "task_id": task_id}
