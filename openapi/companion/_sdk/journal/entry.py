"""A request in the journal, and how its state and age are told."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from attrs import Factory, evolve, field, frozen

from ..create.limits import Spent, day_of
from ..errors import DuplicateRequest

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
class NewRequest:
    """A request that is about to be sent, as the journal gets it.

    Attributes:
        request_id: the id that the client gives the request.
        body: of the request.
        base_url: the base URL that it goes to.
        body_hash: identifies the body; by default `body_hash(body)`.
        label: the label that was given to `create`, or None.
        metadata: the metadata that was given to `create`, or None.
        cost: what the request costs by the prices of the client, or None without prices.
    """

    request_id: str
    body: Mapping[str, Any] = field(repr=False)
    base_url: str = ""
    body_hash: str = field(default=Factory(lambda self: body_hash(self.body), takes_self=True), kw_only=True)
    label: str | None = field(default=None, kw_only=True)
    metadata: Mapping[str, Any] | None = field(default=None, repr=False, kw_only=True)
    cost: float | None = field(default=None, kw_only=True)


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
        cost: what the request costs by the prices of the client that sent it, or None without prices.
        held_by: the process that goes on with it, in a journal that has leases; otherwise None.
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
    cost: float | None = None
    held_by: str | None = field(default=None, eq=False)

    @property
    def is_free(self) -> bool:
        """Whether it certainly wasn't billed: it was refused, or settled by a user who says that it has no task."""
        return self.state == "refused" or (self.state == "settled" and not self.task_id)

    @property
    def is_closed(self) -> bool:
        """Whether nothing remains to be done."""
        return self.state in CLOSED

    def is_open(self, now: float, base_url: str | None) -> bool:
        """Whether it isn't finished, and its result, if there is one, can still be downloaded.

        Args:
            now: the time in Unix seconds.
            base_url: it must have been sent there; None means anywhere.
        """
        lost = self.state == "completed" and now - self.changed_at > RESULT_SECONDS
        return not self.is_closed and not lost and (base_url is None or self.base_url in ("", base_url))

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
        instead = "download its video, or " if entry.state == "completed" else "wait for that task, or "
        instead = "" if entry.is_closed else instead
        return (
            f"(task {entry.task_id}, state {entry.state}), and this one would be billed too: {instead}pass again=True"
        )
    if entry.state in UNKNOWN:
        return (
            f"(state {entry.state}), and may have been billed: check your account, then settle request "
            f"{entry.request_id}, or pass again=True"
        )
    return f"(state {entry.state}), and this one would be billed too: pass again=True"


def refuse_duplicate(entries: Iterable[Entry], digest: str, base_url: str, now: float, window: float) -> None:
    """Raise DuplicateRequest if the base URL got an identical request within the window, or with an unknown outcome."""
    for entry in reversed(list(entries)):
        age = now - entry.sent_at
        same = entry.body_hash == digest and entry.base_url in ("", base_url)
        if same and not entry.is_free and (age < window or entry.state in UNKNOWN):
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


def begin_line(request: NewRequest, now: float) -> dict[str, Any]:
    """The line of a request that is about to be sent; what is None is left out."""
    line = {"at": now, "request_id": request.request_id, "state": "sending", "body_hash": request.body_hash}
    line |= {"body": dict(request.body), "label": request.label, "metadata": request.metadata, "cost": request.cost}
    return {name: value for name, value in (line | {"base_url": request.base_url}).items() if value is not None}


def apply_line(entries: dict[str, Entry], line: dict[str, Any]) -> None:
    """Bring the entries up to date with a line of the file.

    Raises:
        KeyError, TypeError, ValueError, AttributeError: it isn't a line of a journal.
    """
    name, state, at = str(line["request_id"]), str(line["state"]), float(line["at"])
    task_id, known = line.get("task_id"), entries.get(name)
    if known is not None:
        entries[name] = evolve(known, state=state, changed_at=at, task_id=task_id or known.task_id)
        return
    body, digest, cost = line.get("body") or {}, str(line.get("body_hash", "")), line.get("cost")
    base_url, label, metadata = str(line.get("base_url", "")), line.get("label"), line.get("metadata")
    price = None if cost is None else float(cost)
    entries[name] = Entry(name, state, digest, at, at, task_id, body, base_url, label, metadata, price)


def spent_on(entries: Iterable[Entry], day: str, base_url: str) -> Spent:
    """What was spent on a day of UTC with a base URL."""
    spent = Spent()
    for entry in entries:
        if not entry.is_free and entry.base_url in ("", base_url) and day_of(entry.sent_at) == day:
            spent = spent.plus(entry.cost)
    return spent


def settling_lines(
    journal: str, name: str, entries: list[Entry], task_id: str | None, now: float
) -> list[dict[str, Any]]:
    """The lines that close the requests of a name in a journal, or that give one the task that it has started.

    Raises ValueError if there are none, if several would get the task, or if the request has another task.
    """
    if not entries:
        raise ValueError(f"{journal} doesn't have a request or task {name!r}: call resume() to get the open ones")
    if task_id is None:
        open_ones = [entry for entry in entries if not entry.is_closed]
        return [{"at": now, "request_id": entry.request_id, "state": "settled"} for entry in open_ones]
    entry = entries[0]
    if len(entries) > 1 or entry.task_id not in (None, task_id):
        raise ValueError(f"request {entry.request_id} has started {entry.task_id}: it can't have started {task_id}")
    state = "created" if entry.task_id is None else entry.state
    return [{"at": now, "request_id": entry.request_id, "state": state, "task_id": task_id}]
