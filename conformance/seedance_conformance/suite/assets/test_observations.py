"""Records how the target answers odd calls about assets; these tests never fail."""

import pytest

from seedance_conformance.suite.assets.pool import AssetPool, uri
from seedance_conformance.suite.assets.slots import slots_for
from seedance_conformance.suite.context import Context
from seedance_conformance.suite.open_questions import observe_creates, observe_each, outcome
from seedance_conformance.suite.verdicts import Inconclusive
from seedance_conformance.transport.answers.answer import Outcome, create_outcome, describe, task_id, task_status
from seedance_conformance.transport.paths import ASSET_PATH

pytestmark = [pytest.mark.full, pytest.mark.media]

_UNKNOWN = "asset-20200101000000-zzzzz"


@pytest.mark.rule("AS-DT-NOTFOUND")
def test_unknown_asset(context: Context) -> None:
    """How the detail of an id that never existed is answered."""
    answer = context.target.detail(_UNKNOWN)
    context.observe(describe(answer), answer)


@pytest.mark.rule("AS-DEL-TWICE")
def test_second_deletion(context: Context, pool: AssetPool) -> None:
    """How a second deletion, and one of an unknown id, are answered."""
    asset = pool.fresh("Image")
    first, second = context.target.delete(asset), context.target.delete(asset)
    observe_each(context, {"first": first, "second": second, "unknown id": context.target.delete(_UNKNOWN)}, second)


@pytest.mark.rule("AS-DEL-INUSE")
@pytest.mark.loopback
def test_deletion_in_use(context: Context, pool: AssetPool) -> None:
    """How a task ends whose asset is deleted while it runs."""
    asset = pool.fresh("Image")
    created = context.target.create(slots_for("Image")[0].body(context.media, uri(asset)))
    task = task_id(created)
    if create_outcome(created) is not Outcome.ACCEPTED or task is None:
        raise Inconclusive(f"no create with an asset is accepted: {describe(created)}")
    deleted = context.target.delete(asset)
    ended = context.poller.wait_task(task)
    context.observe(f"deletion {outcome(deleted)}; the task ended {task_status(ended) if ended else 'never'}", deleted)


@pytest.mark.rule("AS-USE-HOW")
@pytest.mark.loopback
def test_how_unusable_assets_are_refused(context: Context, pool: AssetPool) -> None:
    """Whether an unusable asset is refused at create or later."""
    deleted = pool.fresh("Image")
    context.target.delete(deleted)
    slot = slots_for("Image")[0]
    named = {"unknown": _UNKNOWN, "deleted": deleted, "misfit": pool.active("Audio")}
    probes = [(label, slot.body(context.media, uri(asset))) for label, asset in named.items()]
    observe_creates(context, probes, to_the_end=True)


@pytest.mark.rule("AS-USE-FOREIGN")
@pytest.mark.loopback
@pytest.mark.second_key
def test_foreign_asset(context: Context, pool: AssetPool) -> None:
    """Whether another account's asset may be named in create."""
    body = slots_for("Image")[0].body(context.media, uri(pool.active("Image")))
    answer = context.target.create(body, key="second")
    context.observe(f"another account's asset {outcome(answer)}", answer)


@pytest.mark.rule("AS-LIST")
def test_asset_list(context: Context) -> None:
    """Whether there is a list of assets."""
    routes = {"asset": ASSET_PATH.rstrip("/"), "asset/list": f"{ASSET_PATH}list"}
    sent = {label: context.target.send("GET", path) for label, path in routes.items()}
    context.observe("; ".join(f"{label} {describe(answer)}" for label, answer in sent.items()))
