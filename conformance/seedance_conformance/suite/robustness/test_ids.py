"""Ids that never existed, are deleted or are odd: no endpoint answers them with a success."""

import pytest

from seedance_conformance.cases.bodies import PRO
from seedance_conformance.cases.case import Case
from seedance_conformance.cases.media.slots import Slot
from seedance_conformance.suite.assets.pool import KINDS, Kind, asset_pool, uri
from seedance_conformance.suite.context import Context
from seedance_conformance.suite.create.expectations import expect_refused
from seedance_conformance.suite.robustness.expectations import (
    expect_answer,
    expect_exists,
    expect_no_success,
    expect_refusal,
)
from seedance_conformance.suite.robustness.fixtures import (
    ended_task,
    fresh_asset,
    let_review_end,
    live_asset,
    live_task,
)
from seedance_conformance.suite.robustness.identifiers import ODD_SEGMENTS, unknown_assets, unknown_tasks
from seedance_conformance.suite.verdicts import Inconclusive
from seedance_conformance.transport.answers.answer import Outcome, call_outcome, describe
from seedance_conformance.transport.paths import ASSET_PATH, RESULT_PATH

pytestmark = [pytest.mark.full, pytest.mark.loopback]

_SLOTS = (
    Slot(PRO[0], "first_image"),
    Slot(PRO[0], "referenceImages", 2, 2),
    Slot(PRO[0], "referenceVideos"),
    Slot(PRO[0], "referenceAudios", beside="I"),
)


@pytest.mark.rule("RB-ID-UNKNOWN")
def test_an_unknown_task_is_refused(context: Context) -> None:
    """A query of an id that was never assigned, however close to a live one."""
    found = unknown_tasks(live_task(context))
    for name, task in found:
        expect_refusal(context.target.query(task), f"query, {name}")
    context.evidence(len(found))


@pytest.mark.rule("RB-ID-UNKNOWN")
def test_an_asset_is_refused_as_a_task(context: Context) -> None:
    """A query with the id of an asset."""
    expect_refusal(context.target.query(live_asset(context)), "query, an asset's id")


@pytest.mark.rule("RB-ID-UNKNOWN")
def test_an_unknown_asset_is_refused(context: Context) -> None:
    """The detail of an id that was never assigned; existing assets stay.

    The answer to deleting such an id is open (AS-DEL-TWICE): deletion may be idempotent.
    """
    live = live_asset(context)
    found = [*unknown_assets(live), ("a task's id", ended_task(context))]
    for name, asset in found:
        expect_refusal(context.target.detail(asset), f"detail, {name}")
    expect_exists(context.target.detail(live), "calls about unknown assets")
    context.evidence(len(found))


@pytest.mark.rule("RB-ID-UNKNOWN")
@pytest.mark.parametrize("slot", _SLOTS, ids=lambda slot: slot.field)
def test_an_unknown_asset_cannot_be_used(context: Context, slot: Slot) -> None:
    """A create with an asset that never existed is refused, at once or late."""
    _, unknown = unknown_assets("")[0]
    expect_refused(context, _use(context, "RB-ID-UNKNOWN", "unknown", slot, unknown))


@pytest.mark.rule("RB-ID-DELETED")
@pytest.mark.parametrize("kind", KINDS)
def test_a_deleted_asset_is_gone(context: Context, kind: Kind) -> None:
    """After a deletion the detail is refused, also after a second deletion, whose answer is open."""
    asset = asset_pool(context).deleted(kind)
    expect_refusal(context.target.detail(asset), "detail of a deleted asset")
    expect_answer(context.target.delete(asset), "second deletion of an asset")
    expect_refusal(context.target.detail(asset), "detail of an asset that was deleted twice")
    context.evidence(3)


@pytest.mark.rule("RB-ID-DELETED")
def test_a_deleted_asset_cannot_be_used(context: Context) -> None:
    """A create with a deleted asset is refused, at once or late."""
    expect_refused(context, _use(context, "RB-ID-DELETED", "deleted", _SLOTS[0], _deleted_asset(context)))


@pytest.mark.rule("RB-ID-ODD")
def test_an_odd_task_id_is_refused(context: Context) -> None:
    """A query of a path segment that no server assigns as an id."""
    for name, segment in ODD_SEGMENTS:
        answer = context.target.send("GET", RESULT_PATH + segment, operation="query")
        expect_no_success(answer, f"query, {name}")
    context.evidence(len(ODD_SEGMENTS))


@pytest.mark.rule("RB-ID-ODD")
@pytest.mark.parametrize(("endpoint", "method"), [("detail", "GET"), ("delete", "DELETE")])
def test_an_odd_asset_id_is_refused(context: Context, endpoint: str, method: str) -> None:
    """Detail and deletion of such a segment; a wildcard must not delete existing assets.

    The asset is this test's own: one that a test about owners gets deleted shows nothing about odd ids.
    """
    live = fresh_asset(context)
    for name, segment in ODD_SEGMENTS:
        answer = context.target.send(method, ASSET_PATH + segment, operation=endpoint)
        expect_no_success(answer, f"{endpoint}, {name}")
    expect_exists(context.target.detail(live), "calls with odd ids")
    context.evidence(len(ODD_SEGMENTS))


def _deleted_asset(context: Context) -> str:
    asset = fresh_asset(context)
    let_review_end(context, asset)
    deleted = context.target.delete(asset)
    if call_outcome(deleted) is not Outcome.ACCEPTED:
        raise Inconclusive(f"the asset could not be deleted: {describe(deleted)}")
    return asset


def _use(context: Context, rule: str, kind: str, slot: Slot, asset: str) -> Case:
    body = slot.body(context.media, uri(asset))
    return Case(rule, f"{kind} asset in {slot.field}", body, "refused", late=True, disputed=True)
