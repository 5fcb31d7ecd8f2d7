"""The pool of assets and the expectations of uploads, against a library that answers as it is told."""

from collections.abc import Callable
from typing import Any

import pytest
from seedance_conformance.cases.case import Placeholders
from seedance_conformance.suite.assets.pool import (
    AssetPool,
    expect_uploads_accepted,
    expect_uploads_refused,
    reviewed,
    upload_body,
    uri,
)
from seedance_conformance.suite.assets.slots import FIELDS, SLOTS, slots_for
from seedance_conformance.suite.context import Context
from seedance_conformance.suite.verdicts import Breach, Inconclusive
from seedance_conformance.transport.exchange import Exchange

Verdict = Callable[[dict[str, Any]], str]
"""From an upload to `refused`, `in-band`, `unclear`, or the status in which the asset ends."""

REFUSALS: dict[str, tuple[int, Any]] = {
    "refused": (400, {"error": {"message": "no"}}),
    "in-band": (200, {"code": 1001, "msg": "no", "data": None}),
    "unclear": (200, {"code": 0, "msg": None, "data": None}),
}


class Library:
    """Target and poller in one: answers uploads as the verdict says."""

    remote = False

    def __init__(self, log: Any, verdict: Verdict, *, one_id: bool = False) -> None:
        self.log = log
        self.verdict = verdict
        self.one_id = one_id
        self.ends: dict[str, str] = {}
        self.details = self.waits = 0

    def upload(self, body: Any) -> Exchange:
        """The answer to an upload."""
        end = self.verdict(body)
        if end in REFUSALS:
            status, answer = REFUSALS[end]
            return self.log.add("upload", "POST", answer, request=body, status=status)  # type: ignore[no-any-return]
        name = f"asset-{1 if self.one_id else len(self.ends) + 1}"
        self.ends[name] = end
        return self.log.upload(name)  # type: ignore[no-any-return]

    def detail(self, asset: str) -> Exchange:
        """The detail as it is now."""
        self.details += 1
        end = self.ends[asset]
        if end == "lost":
            return self.log.add("detail", "GET", {"code": -1}, subject=asset, status=404)  # type: ignore[no-any-return]
        return self.log.detail(asset, "Processing" if self.details % 2 else end)  # type: ignore[no-any-return]

    def wait_asset(self, asset: str) -> Exchange | None:
        """The detail when the review is over; None if it never is."""
        self.waits += 1
        end = self.ends[asset]
        return None if end == "Processing" else self.log.detail(asset, end)


def _context(log: Any, verdict: Verdict, **options: bool) -> Context:
    library: Any = Library(log, verdict, **options)
    return Context(target=library, poller=library, media=Placeholders())


@pytest.mark.parametrize("end", ["refused", "in-band", "Failed"])
def test_a_broken_upload_may_be_refused_in_three_ways(log: Any, end: str) -> None:
    """By its HTTP status, inside a 2xx answer, or late."""
    context = _context(log, lambda _: end)
    expect_uploads_refused(context, "AS-UP-URL", [{}, {}])
    assert context.notes.count == 2
    assert context.notes.passes == ([("AS-UP-URL", True)] if end == "Failed" else [])


@pytest.mark.parametrize(
    ("end", "immediately", "verdict", "reason"),
    [
        ("Active", False, Breach, "accepted"),
        ("unclear", False, Breach, "neither accepted nor refused"),
        ("Failed", True, Breach, "refused at once"),  # a broken field needs no review
        ("Processing", False, Inconclusive, "in review"),  # it may still be refused
    ],
)
def test_a_broken_upload_has_to_be_refused(
    log: Any, end: str, immediately: bool, verdict: type[Exception], reason: str
) -> None:
    """Also if it is the second of several uploads."""
    context = _context(log, lambda body: end if body else "refused")
    with pytest.raises(verdict, match=reason):
        expect_uploads_refused(context, "AS-UP-URL", [{}, {"url": 7}], immediately=immediately)


@pytest.mark.parametrize("end", ["refused", "in-band", "Failed"])
def test_a_valid_upload_that_fails_is_a_breach_if_its_control_does_not(log: Any, end: str) -> None:
    """The control distinguishes a broken rule from a library that refuses everything."""
    nameless, named = upload_body(Placeholders(), "Image", name=...), upload_body(Placeholders(), "Image")
    assert "name" not in nameless
    with pytest.raises(Breach, match="expected: accepted"):
        expect_uploads_accepted(_context(log, lambda body: "Active" if "name" in body else end), [(nameless, named)])
    with pytest.raises(Inconclusive, match="simpler"):
        expect_uploads_accepted(_context(log, lambda _: end), [(nameless, named)])


def test_an_upload_in_review_is_accepted(log: Any) -> None:
    """Another rule judges the length of a review."""
    body = upload_body(Placeholders(), "Video")
    expect_uploads_accepted(_context(log, lambda _: "Processing"), [(body, body)])


def test_an_asset_that_is_lost_is_not_waited_for(log: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is requested twice, in case the library needs a moment."""
    monkeypatch.setattr("seedance_conformance.suite.assets.pool._SECOND_TRY", 0.0)
    library: Any = Library(log, lambda _: "lost")
    library.upload({})
    assert reviewed(library, library, "asset-1") is None
    assert (library.details, library.waits) == (2, 0)


def _pool(log: Any, verdict: Verdict, **options: bool) -> AssetPool:
    library: Any = Library(log, verdict, **options)
    return AssetPool(library, library, Placeholders())


def test_a_pool_separates_shared_assets_from_those_that_may_be_deleted(log: Any) -> None:
    """Fresh assets are never the shared one, however many a test requests."""
    pool = _pool(log, lambda _: "Active")
    shared = pool.active("Video")
    fresh = [pool.fresh("Video") for _ in range(6)]
    assert pool.active("Video") == shared
    assert len({shared, *fresh}) == 7


def test_a_library_that_gives_one_id_to_all_has_no_fresh_assets(log: Any) -> None:
    """Deleting one of them would delete the shared one."""
    pool = _pool(log, lambda _: "Active", one_id=True)
    assert pool.active("Image") == "asset-1"
    with pytest.raises(Inconclusive, match="one id"):
        pool.fresh("Image")


@pytest.mark.parametrize("end", ["refused", "Failed", "Processing"])
def test_without_active_assets_nothing_is_shown(log: Any, end: str) -> None:
    """Another rule judges whether valid uploads become Active."""
    with pytest.raises(Inconclusive, match="valid Audio"):
        _pool(log, lambda _: end).active("Audio")


def test_a_verdict_while_the_pool_is_filled_is_raised_for_each_asset(log: Any) -> None:
    """The pool isn't left half full: a later test gets the verdict too, and not an error."""

    def fails(body: dict[str, Any]) -> str:
        if body["assetType"] == "Video":
            raise Inconclusive("the video can't be read")
        return "Active"

    pool = _pool(log, fails)
    for _ in range(2):
        with pytest.raises(Inconclusive, match="can't be read"):
            pool.active("Audio")


@pytest.mark.parametrize("slot", SLOTS, ids=lambda slot: slot.name)
def test_a_slot_contains_the_entry_once_among_distinct_addresses(slot: Any) -> None:
    """The only thing that a misfit breaks is the slot itself."""
    body = slot.body(Placeholders(), uri("asset-1"))
    entries = [entry for field in FIELDS if field in body for entry in _entries(body[field])]
    assert entries.count("asset://asset-1") == 1
    assert len(set(entries)) == len(entries)
    found = _entries(body[slot.field])
    assert (found[slot.position - 1], len(found)) == ("asset://asset-1", slot.length)


def _entries(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


def test_single_entries_come_first() -> None:
    """While an asset is still Processing, the most important slots are tried first."""
    lengths = [slot.length for slot in slots_for("Image")]
    assert lengths == sorted(lengths)
    assert {slot.field for slot in slots_for("Image")[:6]} == {"first_image", "last_image", "referenceImages"}
