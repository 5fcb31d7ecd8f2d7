"""The asset library: media that the service keeps, for faces (obligatory), reuse and private sources."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Literal
from urllib.parse import quote

from attrs import field, frozen

from .effects import Answer, Call, Failure, Flow, Pause, Send, Tell, new_id
from .errors import (
    AssetFailed,
    BadAnswer,
    Busy,
    InvalidRequest,
    NotConnected,
    OutcomeUnknown,
    SeedanceError,
    WaitTimeout,
)
from .preflight import FETCHABLE, Problem
from .reading import Unreadable, details, is_busy, load, reason, refusal, refused, text, unwrap
from .settings import Settings
from .waiting import PATIENT_TRIES

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
    url: str | None = None
    raw: Mapping[str, Any] = field(factory=dict, repr=False, eq=False)

    @property
    def reference(self) -> str:
        """Its address in a request: `asset://` and its id. Frames and References take the asset itself, too."""
        return f"asset://{self.id}"

    @property
    def active(self) -> bool:
        """Whether it may be used."""
        return self.status.lower() == "active"


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
    call = Call("POST", f"{BASE}/upload", json.dumps(body).encode(), new_id())
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
    for attempt in range(1, PATIENT_TRIES + 1):
        try:
            asset: Asset = yield from _ask(settings, asset_id)
        except (NotConnected, BadAnswer, Busy):
            if attempt == PATIENT_TRIES:
                raise
            yield Pause(0.25 * 2**attempt)
        else:
            return asset
    raise AssertionError("unreachable")


def wait(
    settings: Settings, asset: Asset | str, *, timeout: float, on_update: Callable[[Asset], Any] | None = None
) -> Flow[Asset]:
    """Ask until an asset may be used.

    Raises:
        AssetFailed: the library did not accept it.
        WaitTimeout: it is not Active in time.
    """
    asset_id = asset.id if isinstance(asset, Asset) else asset
    deadline = settings.clock.monotonic() + timeout
    low, high = min(settings.poll[0], POLL[0]), min(settings.poll[1], POLL[1])
    status = ""
    while True:
        now: Asset = yield from get(settings, asset_id)
        if on_update is not None and now.status != status:
            yield Tell(on_update, now)
        status = now.status
        if now.active:
            return now
        if status.lower() == "failed":
            why = reason(now.raw) or "the service gives no reason"
            raise AssetFailed(f"asset {asset_id} was not accepted: {why}", asset=now)
        left = deadline - settings.clock.monotonic()
        if left <= 0:
            raise WaitTimeout(f"asset {asset_id} is {status} after {timeout:g} s; wait for it again", task=now)
        yield Pause(min(left, settings.clock.jitter(low, high)))


def delete(settings: Settings, asset_id: str) -> Flow[None]:
    """Delete an asset for good, after a look at it (rule AS-DEL-CHECK): a mistyped id is noticed.

    Raises:
        Refused: there is no such asset, or it can't be deleted.
        OutcomeUnknown: no sound answer came; ask about the asset.
    """
    yield from get(settings, asset_id)
    call = Call("DELETE", _path(asset_id), None, new_id())
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


def _ask(settings: Settings, asset_id: str) -> Flow[Asset]:
    call = Call("GET", _path(asset_id), None, new_id())
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
        raise ValueError(f"{asset_id!r} is no asset id")
    return f"{BASE}/{quote(asset_id.removeprefix('asset://'), safe='')}"


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
