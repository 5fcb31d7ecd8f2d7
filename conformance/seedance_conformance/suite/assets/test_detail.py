"""Detail and deletion of an asset: the documented methods and paths, and that a deletion is final."""

import pytest

from seedance_conformance.cases.case import Case
from seedance_conformance.cases.media.slots import Slot
from seedance_conformance.suite.assets.pool import KINDS, AssetPool, Kind, deletes, expect_deleted, reviewed, uri
from seedance_conformance.suite.assets.slots import MOST_SLOTS, slots_for
from seedance_conformance.suite.context import Context
from seedance_conformance.suite.create.expectations import expect_refused
from seedance_conformance.suite.server_errors import expect_evidence
from seedance_conformance.suite.verdicts import Breach, Inconclusive
from seedance_conformance.transport.answers.answer import Outcome, asset_id, call_outcome, describe
from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.paths import ASSET_PATH

pytestmark = [pytest.mark.full, pytest.mark.media]

OTHER_PATHS = ("/kyyVideo2/assets/", "/kyyVideo2/asset/detail/", "/v1/kyyVideo2/asset/")


@pytest.mark.rule("AS-DT-PATH")
@pytest.mark.parametrize("kind", KINDS)
def test_detail_is_a_get(context: Context, pool: AssetPool, kind: Kind) -> None:
    """Detail is GET on the asset's path, for every id that an upload returned."""
    asset = pool.uploaded(kind)
    reviewed(context.target, context.poller, asset)
    answer = context.target.detail(asset)
    if call_outcome(answer) is not Outcome.ACCEPTED:
        raise Breach("the asset", describe(answer), answer)


@pytest.mark.rule("AS-DT-PATH")
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
def test_another_method_shows_no_detail(context: Context, pool: AssetPool, method: str) -> None:
    """No other method shows the detail; the asset isn't shared, since the method may change or delete it."""
    asset = pool.fresh("Image")
    answer = context.target.send(method, ASSET_PATH + asset, subject=asset, content=b"{}")
    expect_evidence(answer, method=True)
    if call_outcome(answer) is Outcome.ACCEPTED and asset_id(answer) == asset:
        raise Breach(f"no detail by {method}", describe(answer), answer)


@pytest.mark.rule("AS-DT-PATH")
@pytest.mark.loopback
@pytest.mark.parametrize("path", OTHER_PATHS)
def test_another_path_shows_no_detail(context: Context, pool: AssetPool, path: str) -> None:
    """Detail has one path; other paths of the real host may belong to other products, so they aren't tried there."""
    asset = pool.active("Image")
    answer = context.target.send("GET", path + asset)
    expect_evidence(answer)
    if asset_id(answer) == asset and call_outcome(answer) is Outcome.ACCEPTED:
        raise Breach("no detail on that path", describe(answer), answer)


@pytest.mark.rule("AS-DT-ECHO")
def test_detail_tells_assets_apart(context: Context, pool: AssetPool) -> None:
    """`data.assetId` is the requested id, in any order of requests about several assets."""
    assets = [pool.active(kind) for kind in ("Image", "Video", "Audio")]
    for asset in (*assets, *reversed(assets)):
        answer = context.target.detail(asset)
        if call_outcome(answer) is Outcome.ACCEPTED and asset_id(answer) != asset:
            raise Breach(f"assetId {asset}", describe(answer), answer)


@pytest.mark.rule("AS-DEL-PATH")
@pytest.mark.parametrize("kind", KINDS)
def test_deletion_is_a_delete(context: Context, pool: AssetPool, kind: Kind) -> None:
    """Delete is DELETE on the asset's path."""
    asset = pool.fresh(kind)
    answer = context.target.delete(asset)
    if not deletes(context.target, answer, asset):
        raise Breach("the asset is deleted", describe(answer), answer)


@pytest.mark.rule("AS-DEL-PATH")
@pytest.mark.parametrize("kind", KINDS)
def test_a_deletion_takes_one_asset_alone(context: Context, pool: AssetPool, kind: Kind) -> None:
    """Assets of the same file, uploaded before and after, still exist."""
    before, asset, after = pool.uploaded_now(kind, 3)
    if len({before, asset, after}) < 3:
        raise Inconclusive(f"the library gives one id to several uploads of a {kind}")
    deleted = expect_deleted(context.target, asset)
    for other in (before, after):
        _expect_still_there(context, other, deleted)


@pytest.mark.rule("AS-DEL-PATH")
def test_another_method_deletes_nothing(context: Context, pool: AssetPool) -> None:
    """The asset still exists after a call with another method on its path."""
    asset = pool.fresh("Image")
    for method in ("POST", "PUT", "PATCH", "HEAD", "OPTIONS"):
        sent = context.target.send(method, ASSET_PATH + asset, subject=asset, content=b"{}")
        _expect_still_there(context, asset, sent)


@pytest.mark.rule("AS-DEL-PATH")
@pytest.mark.loopback
def test_another_path_deletes_nothing(context: Context, pool: AssetPool) -> None:
    """The asset still exists after a DELETE on another path."""
    asset = pool.fresh("Image")
    for path in OTHER_PATHS:
        _expect_still_there(context, asset, context.target.send("DELETE", path + asset))


def _expect_still_there(context: Context, asset: str, sent: Exchange) -> None:
    shown = context.target.detail(asset)
    expect_evidence(shown)
    if call_outcome(shown) is Outcome.REFUSED:
        raise Breach("nothing deleted", f"deleted by {sent.method} {sent.url}", sent, others=[shown])


@pytest.mark.rule("AS-DEL-FINAL")
@pytest.mark.parametrize("kind", ["Image", "Video", "Audio"])
@pytest.mark.bills(MOST_SLOTS)
def test_a_deleted_asset_cannot_be_used(context: Context, pool: AssetPool, kind: Kind) -> None:
    """After deletion a create with the id is refused, at once or late."""
    asset = pool.deleted(kind)
    for slot in slots_for(kind):
        _expect_unusable(context, slot, asset, "deleted")
    context.evidence(len(slots_for(kind)))


@pytest.mark.rule("AS-DEL-FINAL")
@pytest.mark.bills(1)
def test_a_deleted_asset_cannot_be_restored(context: Context, pool: AssetPool) -> None:
    """Neither a second upload of the same file nor a second deletion restores the id."""
    (asset,) = pool.uploaded_now("Image")
    expect_deleted(context.target, asset)
    context.target.delete(asset)
    (again,) = pool.uploaded_now("Image")
    if again == asset:
        raise Breach("a new asset under a new id", f"{asset} again", context.target.detail(asset))
    _expect_unusable(context, slots_for("Image")[0], asset, "deleted and uploaded again")


def _expect_unusable(context: Context, slot: Slot, asset: str, state: str) -> None:
    body = slot.body(context.media, uri(asset))
    expect_refused(context, Case("AS-DEL-FINAL", f"{state} in {slot.name}", body, "refused", late=True))
