"""Monitors of answers about assets: the form of upload, detail and deletion, and the order of an asset's states."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from seedance_conformance.suite.log.history import Answer, Asset, History, request_fields, succeeded
from seedance_conformance.suite.log.monitors.query_order import expect_same_end, furthest_before
from seedance_conformance.suite.log.registry import Tolerated, monitor
from seedance_conformance.suite.log.values import show
from seedance_conformance.suite.verdicts import Breach
from seedance_conformance.transport.answers.answer import Outcome, asset_id, call_outcome
from seedance_conformance.transport.exchange import Exchange

_ALWAYS = ("assetId", "status", "assetType", "createTime")
_RANKS: Final[dict[object, int]] = {"Processing": 0, "Active": 1, "Failed": 1}
_TYPES = ("Image", "Video", "Audio", "Document")


@monitor("AS-UP-RESP")
def upload_form(history: History) -> int:
    """Success is `code` 0 (number or string), `msg` null and `data.assetId` a non-empty string."""
    for answer in history.uploads:
        for expected, observed in _upload_faults(answer):
            if history.remote:
                raise Tolerated(f"upload answers: {observed}")
            raise Breach(expected, observed, answer.exchange)
    return len(history.uploads)


def _upload_faults(answer: Answer) -> Iterator[tuple[str, str]]:
    document = answer.exchange.document or {}
    identifier = answer.value("assetId")
    if answer.wrapper != "data":
        yield "assetId in data", f"in {answer.wrapper}" if answer.wrapper else "at top level"
    if not isinstance(identifier, str) or not identifier.strip():
        yield "a non-empty string as assetId", answer.show("assetId")
    if not _is_zero(document.get("code")):
        yield "code 0", _shown(document, "code")
    if document.get("msg") not in (None, ""):
        yield "msg null", _shown(document, "msg")


@monitor("AS-DT-FIELDS")
def detail_fields(history: History) -> int:
    """`data` has name, assetId, status, assetType, url and createTime.

    Open are a wrapper around the detail, a name that was never given, and the address of an asset that Failed.
    """
    for asset in history.assets:
        given = request_fields(asset.upload.exchange)
        for answer in asset.details:
            for name in _ALWAYS + (() if answer.status == "Failed" else ("url",)):
                if answer.value(name) in (None, ""):
                    raise Breach(f"{name} in the detail", answer.show(name), answer.exchange)
            for name in ("createTime", "url"):
                if not (history.remote or isinstance(answer.value(name), str | None)):
                    raise Breach(f"{name} as a string", answer.show(name), answer.exchange)
            if given.get("assetType") in _TYPES:
                _as_given(answer, "assetType", given["assetType"])
            if _is_plain(given.get("name")):
                _as_given(answer, "name", given["name"])
    return len(history.details)


def _as_given(answer: Answer, name: str, given: object) -> None:
    if answer.value(name) != given:
        raise Breach(f"{name} {show(given)} as uploaded", answer.show(name), answer.exchange)


def _is_plain(name: object) -> bool:
    """Whether a name contains nothing that a server may trim, cut or replace."""
    return isinstance(name, str) and re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9 ]{0,30}[A-Za-z0-9])?", name) is not None


@monitor("AS-DT-ECHO")
def detail_echo(history: History) -> int:
    """`data.assetId` equals the requested id."""
    for asset in history.assets:
        for answer in asset.details:
            if str(answer.value("assetId")) != asset.id:
                raise Breach(f"assetId {asset.id}", answer.show("assetId"), answer.exchange)
    return len(history.details)


@monitor("AS-DT-MONOTONE")
def monotone(history: History) -> int:
    """Processing goes to Active or Failed, and neither back nor from one to the other."""
    count = 0
    for asset in history.assets:
        for before, after in furthest_before(asset.details, _RANKS):
            if _RANKS[before.status]:
                expect_same_end(before, after)
            count += 1
    return count


@monitor("AS-DEL-FINAL")
def restored(history: History) -> int:
    """A deleted asset whose detail was refused is never shown again."""
    count = 0
    for asset in history.assets:
        if not (asset.deletions and succeeded(asset.deletions[0], "DELETE")):
            continue
        gone: Exchange | None = None
        for detail in asset.after:
            outcome = call_outcome(detail)
            if gone and outcome is Outcome.ACCEPTED and asset_id(detail) == asset.id:
                raise Breach("deleted for good", f"back again, gone in exchange {gone.number}", detail, others=[gone])
            gone = detail if outcome is Outcome.REFUSED and gone is None else gone
            count += 1
    return count


@monitor("AS-DEL-RESP")
def deletion_form(history: History) -> int:
    """Success is `code` "0" (number or string) and `data` null; the text of `msg` is open."""
    deletions = list(_deletions(history.assets))
    for exchange in deletions:
        document = exchange.document
        if document is None:
            raise Breach("one JSON object", f"HTTP {exchange.status} with another body", exchange)
        for name, sound in (("code", _is_zero(document.get("code"))), ("data", document.get("data") is None)):
            if not sound and history.remote:
                raise Tolerated(f"deletion answers: {_shown(document, name)}")
            if not sound:
                raise Breach('code "0" and data null', _shown(document, name), exchange)
    return len(deletions)


def _deletions(assets: list[Asset]) -> Iterator[Exchange]:
    """The answer to each asset's first deletion, if it succeeded; the answer to a second one is open.

    A deletion whose code says no counts as a success if the asset is gone afterwards.
    """
    for asset in assets:
        first = asset.deletions[0] if asset.deletions else None
        if first is None or not succeeded(first, "DELETE"):
            continue
        is_gone = bool(asset.after) and call_outcome(asset.after[0]) is Outcome.REFUSED
        if call_outcome(first) is Outcome.ACCEPTED or is_gone:
            yield first


def _is_zero(code: object) -> bool:
    """Number or string is open for the assets' `code`."""
    return not isinstance(code, bool) and str(code) in ("0", "0.0")


def _shown(document: Mapping[str, object], name: str) -> str:
    return f"{name} {show(document[name])}" if name in document else f"{name} absent"
