# Copied from openapi/companion/sdk/library.py by scripts/regenerate: edit it there.
"""The asset library: media that the service keeps, for faces (obligatory), reuse and private sources."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Literal
from urllib.parse import quote

from attrs import field, frozen

from .asking import Patience, patiently
from .discretion import without_query
from .effects import Answer, Call, Failure, Flow, Pause, Send, Work, new_id
from .errors import (
    AssetFailed,
    BadAnswer,
    InvalidRequest,
    NotConnected,
    OutcomeUnknown,
    SeedanceError,
    WaitTimeout,
)
from .journal import Entry, Journal
from .preflight import FETCHABLE, Problem
from .reading import Unreadable, details, is_busy, load, reason, refusal, refused, text, unwrap
from .settings import Settings
from .waiting import LAST_QUESTION_SECONDS, Row, follow

__all__ = ["Asset", "AssetKind", "delete", "get", "upload", "wait"]

AssetKind = Literal["Image", "Video", "Audio", "Document"]
KINDS = ("Image", "Video", "Audio", "Document")
BASE = "/kyyVideo2/asset"
ACTIVE_SECONDS = 300.0
POLL = (4.0, 6.0)
"""Seconds between two questions; no page gives an interval, integrators use 5 (rule AS-POLL)."""


@frozen
class Asset:
    """An asset of the library.

    Attributes:
        id: its id.
        status: `Processing`, `Active`, `Failed`, or a newer word.
        kind: Image, Video, Audio or Document; None if the answer doesn't say.
        name: the name given at upload, or None.
        url: the address of the medium, or None.
        raw: the whole answer.
    """

    id: str
    status: str
    kind: str | None = None
    name: str | None = None
    url: str | None = field(default=None, repr=without_query)
    raw: Mapping[str, Any] = field(factory=dict, repr=False, eq=False)

    @property
    def reference(self) -> str:
        """Its address in a request: `asset://` and its id. Frames and References take the asset itself, too."""
        return f"asset://{self.id}"

    @property
    def active(self) -> bool:
        """Whether it may be used."""
        return self.status.lower() == "active"

    @property
    def failed(self) -> bool:
        """Whether the library did not accept it."""
        return self.status.lower() == "failed"


def upload(settings: Settings, url: str, kind: str, name: str | None) -> Flow[Asset]:
    """Have the service fetch a public medium into the library. It is sent once: a second one would be a second asset.

    Raises:
        InvalidRequest: the kind or the address is none; nothing was sent.
        OutcomeUnknown: no sound answer came; the asset may exist.
        Refused, NotConnected, AuthenticationFailed, Busy: it was not accepted.
    """
    found = _problems(url, kind)
    if found:
        raise InvalidRequest("; ".join(map(str, found)), problems=found)
    body = {"assetType": kind, "url": url} | ({} if name is None else {"name": name})
    call = Call("POST", f"{BASE}/upload", json.dumps(body).encode(), new_id(), once=True)
    sent_at = settings.clock.time()
    answer: Answer | Failure = yield Send(call)
    if isinstance(answer, Failure):
        if answer.unsent:
            raise NotConnected(f"{call}: nothing was sent ({answer.reason})", **details(call))
        raise _unknown(call, None, f"no answer came ({answer.reason})", sent_at, settings)
    if answer.status >= 500 and not is_busy(answer):
        raise _unknown(call, answer, f"HTTP {answer.status}", sent_at, settings)
    try:
        document = _document(call, answer, settings)
    except BadAnswer as error:
        raise _unknown(call, answer, str(error), sent_at, settings) from None
    asset_id = text(unwrap(document, "assetId").get("assetId"))
    if asset_id is None:
        raise _unknown(call, answer, "the answer has no assetId", sent_at, settings)
    return Asset(asset_id, "Processing", kind, name, url, document)


def get(settings: Settings, asset_id: str) -> Flow[Asset]:
    """Ask about an asset, again after trouble that may pass."""
    patience = Patience(settings, settings.limits.total)
    return (yield from patiently(patience, lambda: _ask(settings, asset_id, patience.until())))


def wait(
    settings: Settings, asset: Asset | str, *, timeout: float, on_update: Callable[[Asset], Any] | None = None
) -> Flow[Asset]:
    """Ask until an asset may be used.

    Raises:
        AssetFailed: the library did not accept it.
        WaitTimeout: it is not Active in time.
        AuthenticationFailed, Refused: the service said so three times in a row.
    """
    asset_id = asset.id if isinstance(asset, Asset) else asset
    patience = Patience(settings, timeout, LAST_QUESTION_SECONDS)
    known, trouble = yield from follow(
        f"asset {asset_id}",
        patience,
        Row(),
        lambda: _ask(settings, asset_id, patience.until()),
        lambda: _interval(settings),
        ended=lambda now: now.active or now.failed,
        changed=lambda before, now: before.status != now.status,
        on_update=on_update,
    )
    if known is None or not (known.active or known.failed):
        state = f"is {known.status}" if known else f"can't be asked about ({trouble})"
        raise WaitTimeout(f"asset {asset_id} {state} after {timeout:g} s; wait for it again", task=known)
    if known.failed:
        why = reason(known.raw) or "the service gives no reason"
        raise AssetFailed(f"asset {asset_id} was not accepted: {why}", asset=known)
    return known


def _interval(settings: Settings) -> float:
    """Seconds between two questions."""
    return settings.clock.jitter(min(settings.poll[0], POLL[0]), min(settings.poll[1], POLL[1]))


def delete(settings: Settings, journal: Journal | None, asset_id: str) -> Flow[None]:
    """Delete an asset for good, with a look at it and at the tasks before, and one afterwards (rule AS-DEL-CHECK).

    Raises:
        InvalidRequest: a task that the journal has as not finished uses it; nothing was sent.
        Refused: there is no such asset, or it can't be deleted.
        OutcomeUnknown: no sound answer came, or the service still has it; ask about the asset.
    """
    asset_id = asset_id.removeprefix("asset://")
    if journal is not None:
        yield from _check_unused(settings, journal, asset_id)
    yield from get(settings, asset_id)
    call = Call("DELETE", _path(asset_id), None, new_id(), once=True)
    sent_at = settings.clock.time()
    answer: Answer | Failure = yield Send(call)
    if isinstance(answer, Failure):
        if answer.unsent:
            raise NotConnected(f"{call}: nothing was sent ({answer.reason})", **details(call))
        raise _unknown(call, None, f"no answer came ({answer.reason})", sent_at, settings)
    try:
        _document(call, answer, settings)
    except BadAnswer as error:
        raise _unknown(call, answer, str(error), sent_at, settings) from None
    if not (yield from _is_gone(settings, asset_id)):
        raise _unknown(call, answer, "the service says that it is deleted, and still has it", sent_at, settings)


def _is_gone(settings: Settings, asset_id: str) -> Flow[bool]:
    """Whether an asset can't be used any more, now or a little later."""
    for pause in (0.0, _interval(settings)):
        yield Pause(pause)
        try:
            left: Asset = yield from get(settings, asset_id)
        except SeedanceError:
            return True  # or nobody can tell: the deletion itself was confirmed
        if not left.active:
            return True
    return False


def _check_unused(settings: Settings, journal: Journal, asset_id: str) -> Flow[None]:
    now = settings.clock.time()
    entries: list[Entry] = yield Work(lambda: journal.open_entries(now, settings.base_url))
    reference = f"asset://{asset_id}"
    users = [entry for entry in entries if entry.state != "completed" and reference in _media(entry.body)]
    if users:
        named = ", ".join(
            f"task {entry.task_id}" if entry.task_id else f"request {entry.request_id}" for entry in users
        )
        remedy = "wait for it first, or settle it if you know that it has ended"
        problem = Problem("AS-DEL-CHECK", "assetId", asset_id, f"{named} uses it and may fail without it", remedy)
        raise InvalidRequest(str(problem), problems=[problem])


def _media(body: Mapping[str, Any]) -> list[Any]:
    """Every address in the body of a create."""
    values = (value if isinstance(value, list) else [value] for value in body.values())
    return [entry for entries in values for entry in entries]


def _ask(settings: Settings, asset_id: str, until: float) -> Flow[Asset]:
    call = Call("GET", _path(asset_id), None, new_id(), until=until)
    answer: Answer | Failure = yield Send(call)
    if isinstance(answer, Failure):
        raise NotConnected(f"{call}: no answer ({answer.reason})", **details(call))
    document = _document(call, answer, settings)
    fields = unwrap(document, "status")
    status = text(fields.get("status"))
    if status is None:
        raise BadAnswer(f"{call}: the answer has no status", **details(call, answer, document))
    found = {name: text(fields.get(name)) for name in ("assetType", "name", "url")}
    return Asset(asset_id, status, found["assetType"], found["name"], found["url"], dict(fields))


def _document(call: Call, answer: Answer, settings: Settings) -> dict[str, Any]:
    """The object of an answer that says yes."""
    if 400 <= answer.status < 500 or is_busy(answer):
        raise refused(call, answer, settings.clock.time())
    if not 200 <= answer.status < 300:
        raise BadAnswer(f"{call}: HTTP {answer.status}", **details(call, answer))
    try:
        document = load(answer)
    except Unreadable as error:
        raise BadAnswer(f"{call}: {error}", **details(call, answer)) from None
    if refusal(document):
        raise refused(call, answer, settings.clock.time())
    return document


def _path(asset_id: str) -> str:
    if not asset_id.strip() or asset_id.strip(".") == "":
        raise ValueError(f"{asset_id!r} can't be an asset id: give the one that the upload returned")
    return f"{BASE}/{quote(asset_id.removeprefix('asset://'), safe='', errors='replace')}"


def _problems(url: object, kind: object) -> list[Problem]:
    found = []
    if kind not in KINDS:
        remedy = f"use one of {', '.join(KINDS)}, with a capital"
        found.append(Problem("AS-UP-TYPE-ENUM", "assetType", repr(kind), "there is no such kind", remedy))
    if not isinstance(url, str) or not FETCHABLE(url) or url.startswith("asset"):
        remedy = "use a public http(s) URL"
        found.append(Problem("AS-UP-URL", "url", repr(url)[:80], "the service can't fetch that address", remedy))
    return found


def _unknown(call: Call, answer: Answer | None, what: str, sent_at: float, settings: Settings) -> SeedanceError:
    return OutcomeUnknown(
        f"{call}: {what}; it may have been done (request {call.request_id})",
        sent_at=sent_at,
        failed_at=settings.clock.time(),
        **details(call, answer),
    )
