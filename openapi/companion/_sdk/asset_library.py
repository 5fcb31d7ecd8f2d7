"""The asset library: media that the service stores. Media with faces have to go through it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from attrs import define

from .answers.reading import Unreadable, details, is_busy, load, refused, unwrap
from .answers.service_errors import reason, refusal
from .answers.values import as_text
from .asset import Asset, asset_id_of
from .create.rules import FETCHABLE, Problem, is_local
from .errors import (
    AssetFailed,
    BadAnswer,
    InvalidRequest,
    NotConnected,
    OutcomeUnknown,
    SeedanceError,
    WaitTimeout,
)
from .hosting import PLACEHOLDER, host_file, identify
from .journal.entry import Entry
from .journal.interface import AnyJournal
from .query.get import RetryDeadline, with_retries
from .query.poll import LAST_QUERY_SECONDS, ErrorStreak, poll_until
from .settings import Settings
from .transport.effects import Answer, Call, Failure, Flow, Pause, RunBlocking, Send, new_id

KINDS = ("Image", "Video", "Audio", "Document")
BASE = "/kyyVideo2/asset"
ACTIVE_SECONDS = 300.0
POLL = (4.0, 6.0)
"""Seconds between two queries. The pages don't give an interval; integrators use 5 (rule AS-POLL)."""


@define
class _Change:
    """A request that changes the library: it is sent once, and an unclear answer leaves its outcome unknown."""

    settings: Settings
    call: Call
    answer: Answer | None = None
    sent_at: float = 0.0

    def send(self) -> Flow[dict[str, Any]]:
        """Send it, and return the JSON object of the answer.

        Raises:
            NotConnected, Refused, AuthenticationFailed, Busy: it has no effect.
            OutcomeUnknown: it may have taken effect.
        """
        self.sent_at = self.settings.clock.time()
        answer = yield Send(self.call)
        if isinstance(answer, Failure):
            if answer.unsent:
                raise NotConnected(f"{self.call}: nothing was sent ({answer.reason})", **details(self.call))
            raise self.unknown(f"there was no answer ({answer.reason})")
        self.answer = answer
        try:
            return _document(self.call, answer, self.settings)
        except BadAnswer as error:
            raise self.unknown(str(error).removeprefix(f"{self.call}: ")) from None

    def unknown(self, what: str) -> OutcomeUnknown:
        """The error for an answer that doesn't say whether it took effect."""
        return OutcomeUnknown(
            f"{self.call}: {what}; the request may have taken effect: check the asset library before you send it again "
            f"(request {self.call.request_id})",
            sent_at=self.sent_at,
            failed_at=self.settings.clock.time(),
            **details(self.call, self.answer),
        )


def upload(settings: Settings, url: str | os.PathLike[str], kind: str, name: str | None) -> Flow[Asset]:
    """Have the service copy a public file into the library. It is sent once: a second upload makes a second asset.

    It raises what `Assets.upload` documents.
    """
    url = os.fspath(url) if isinstance(url, os.PathLike) else url
    given: object = url
    local = settings.hosting is not None and isinstance(given, str) and is_local(given)
    found = _problems(PLACEHOLDER if local else url, kind)
    if found:
        raise InvalidRequest("; ".join(map(str, found)), problems=found)
    if local:
        yield from identify([url])
        url = yield from host_file(settings, url)
    body = {"assetType": kind, "url": url} | ({} if name is None else {"name": name})
    change = _Change(settings, _call(settings, "POST", f"{BASE}/upload", json.dumps(body).encode(), once=True))
    document = yield from change.send()
    asset_id = as_text(unwrap(document, "assetId").get("assetId"))
    if asset_id is None:
        raise change.unknown("the answer doesn't have an assetId")
    return Asset(asset_id, "Processing", kind, name, url, document)


def get(settings: Settings, asset: Asset | str) -> Flow[Asset]:
    """Query an asset; temporary errors are retried."""
    asset_id = asset_id_of(asset)
    deadline = RetryDeadline(settings, settings.limits.total)
    return (yield from with_retries(deadline, lambda: _query(settings, asset_id, deadline.for_query())))


def wait(
    settings: Settings, asset: Asset | str, *, timeout: float, on_update: Callable[[Asset], Any] | None = None
) -> Flow[Asset]:
    """Query an asset until requests may use it; raises what `Assets.wait` documents."""
    asset_id = asset_id_of(asset)
    deadline = RetryDeadline(settings, timeout, LAST_QUERY_SECONDS)
    known, last_error = yield from poll_until(
        f"asset {asset_id}",
        deadline,
        ErrorStreak(),
        lambda: _query(settings, asset_id, deadline.for_query()),
        lambda: _poll_pause(settings),
        ended=lambda now: now.active or now.failed,
        changed=lambda before, now: before.status != now.status,
        on_update=on_update,
    )
    if known is None or not (known.active or known.failed):
        state = f"is still {known.status}" if known else f"can't be queried ({last_error})"
        raise WaitTimeout(f"asset {asset_id} {state} after {timeout:g} s; wait for it again", task=known)
    if known.failed:
        why = reason(known.raw) or "the service doesn't give a reason"
        raise AssetFailed(f"the library didn't accept asset {asset_id}: {why}", asset=known)
    return known


def _poll_pause(settings: Settings) -> float:
    """Seconds between two queries."""
    return settings.clock.jitter(min(settings.poll[0], POLL[0]), min(settings.poll[1], POLL[1]))


def delete(settings: Settings, journal: AnyJournal | None, asset: Asset | str) -> Flow[None]:
    """Delete an asset. Check it and the unfinished tasks before, and the asset again afterwards (rule AS-DEL-CHECK).

    It raises what `Assets.delete` documents.
    """
    asset_id = asset_id_of(asset)
    if journal is not None:
        yield from _check_unused(settings, journal, asset_id)
    yield from get(settings, asset_id)
    change = _Change(settings, _call(settings, "DELETE", _path(asset_id), once=True))
    yield from change.send()
    if not (yield from _is_gone(settings, asset_id)):
        raise change.unknown("the service says that the asset is deleted, but still has it")


def _is_gone(settings: Settings, asset_id: str) -> Flow[bool]:
    """Whether an asset is gone, now or a few seconds later."""
    for pause in (0.0, _poll_pause(settings)):
        yield Pause(pause)
        try:
            left: Asset = yield from get(settings, asset_id)
        except SeedanceError:
            return True  # or the query failed; the service has confirmed the deletion
        if not left.active:
            return True
    return False


def _check_unused(settings: Settings, journal: AnyJournal, asset_id: str) -> Flow[None]:
    now = settings.clock.time()
    entries: list[Entry] = yield RunBlocking(lambda: journal.open_entries(now, settings.base_url))
    reference = f"asset://{asset_id}"
    users = [entry for entry in entries if entry.state != "completed" and reference in _media(entry.body)]
    if users:
        named = ", ".join(
            f"task {entry.task_id}" if entry.task_id else f"request {entry.request_id}" for entry in users
        )
        remedy = "wait for that task first, or settle it if you know that it has ended"
        problem = Problem(
            "AS-DEL-CHECK", "assetId", asset_id, f"used by {named}, which may fail without the asset", remedy
        )
        raise InvalidRequest(str(problem), problems=[problem])


def _media(body: Mapping[str, Any]) -> list[Any]:
    """Every value in the body of a create that may be an address."""
    values = (value if isinstance(value, list) else [value] for value in body.values())
    return [entry for entries in values for entry in entries]


def _query(settings: Settings, asset_id: str, until: float) -> Flow[Asset]:
    call = _call(settings, "GET", _path(asset_id), until=until)
    answer: Answer | Failure = yield Send(call)
    if isinstance(answer, Failure):
        raise NotConnected(f"{call}: there was no answer ({answer.reason})", **details(call))
    document = _document(call, answer, settings)
    fields = unwrap(document, "status")
    status = as_text(fields.get("status"))
    if status is None:
        raise BadAnswer(f"{call}: the answer doesn't have a status", **details(call, answer, document))
    found = {name: as_text(fields.get(name)) for name in ("assetType", "name", "url")}
    return Asset(asset_id, status, found["assetType"], found["name"], found["url"], dict(fields))


def _document(call: Call, answer: Answer, settings: Settings) -> dict[str, Any]:
    """The JSON object of an answer that isn't a refusal."""
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


def _call(settings: Settings, method: str, path: str, content: bytes | None = None, **more: Any) -> Call:
    return Call(method, path, content, new_id(), headers=settings.headers, limits=settings.limits, **more)


def _path(asset_id: str) -> str:
    return f"{BASE}/{quote(asset_id, safe='', errors='replace')}"


def _problems(url: object, kind: object) -> list[Problem]:
    found = []
    if kind not in KINDS:
        remedy = f"use one of {', '.join(KINDS)}, with a capital letter"
        found.append(Problem("AS-UP-TYPE-ENUM", "assetType", repr(kind), "it isn't a kind of asset", remedy))
    if not isinstance(url, str) or not FETCHABLE(url) or url.startswith("asset"):
        what, remedy = "the service can't fetch this URL", "use a public http(s) URL"
        if isinstance(url, str) and is_local(url):
            what = "the service can't fetch this URL: it is the name of a local file"
            remedy += ", or a client with hosting=, which stores local files"
        found.append(Problem("AS-UP-URL", "url", repr(url)[:80], what, remedy))
    return found
