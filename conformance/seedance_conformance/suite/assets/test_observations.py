"""Records how the target takes odd calls about assets; nothing here can be red."""

import pytest

from seedance_conformance.suite.assets.pool import Shelf, shelf_of
from seedance_conformance.suite.assets.uses import places, uri
from seedance_conformance.suite.context import Context
from seedance_conformance.suite.endpoints.probes import observe_creates, took
from seedance_conformance.suite.verdicts import Inconclusive
from seedance_conformance.transport.answer import Outcome, create_outcome, describe, task_id, task_status
from seedance_conformance.transport.target import ASSET_PATH

pytestmark = [pytest.mark.full, pytest.mark.media]

_NEVER_GIVEN = "asset-20200101000000-zzzzz"


@pytest.fixture(scope="session")
def shelf(context: Context) -> Shelf:
    """Active assets that all tests share."""
    return shelf_of(context)


@pytest.mark.rule("AS-DT-NOTFOUND")
def test_unknown_asset(context: Context) -> None:
    """What the detail of an id that never existed is answered."""
    answer = context.target.detail(_NEVER_GIVEN)
    context.observe(describe(answer), answer)


@pytest.mark.rule("AS-DEL-TWICE")
def test_second_deletion(context: Context, shelf: Shelf) -> None:
    """What a second deletion, and one of an unknown id, are answered."""
    asset = shelf.fresh("Image")
    first, second = context.target.delete(asset), context.target.delete(asset)
    unknown = context.target.delete(_NEVER_GIVEN)
    context.observe(f"first {took(first)}; second {took(second)}; unknown id {took(unknown)}", second)


@pytest.mark.rule("AS-DEL-INUSE")
@pytest.mark.loopback
def test_deletion_in_use(context: Context, shelf: Shelf) -> None:
    """What becomes of a task whose asset is deleted while it runs."""
    asset = shelf.fresh("Image")
    created = context.target.create(places("Image")[0].body(context.media, uri(asset)))
    task = task_id(created)
    if create_outcome(created) is not Outcome.ACCEPTED or task is None:
        raise Inconclusive(f"no create with an asset is accepted: {describe(created)}")
    deleted = context.target.delete(asset)
    ended = context.poller.wait_task(task)
    context.observe(f"deletion {took(deleted)}; the task ended {task_status(ended) if ended else 'never'}", deleted)


@pytest.mark.rule("AS-USE-HOW")
@pytest.mark.loopback
def test_how_unusable_assets_are_refused(context: Context, shelf: Shelf) -> None:
    """Whether an unusable asset is refused at create or later."""
    deleted = shelf.fresh("Image")
    context.target.delete(deleted)
    place = places("Image")[0]
    named = {"unknown": _NEVER_GIVEN, "deleted": deleted, "misfit": shelf.active("Audio")}
    probes = [(label, place.body(context.media, uri(asset))) for label, asset in named.items()]
    observe_creates(context, probes, to_the_end=True)


@pytest.mark.rule("AS-USE-FOREIGN")
@pytest.mark.loopback
@pytest.mark.second_key
def test_foreign_asset(context: Context, shelf: Shelf) -> None:
    """Whether another account's asset may be named in create."""
    body = places("Image")[0].body(context.media, uri(shelf.active("Image")))
    answer = context.target.create(body, key="second")
    context.observe(f"another account's asset {took(answer)}", answer)


@pytest.mark.rule("AS-LIST")
def test_asset_list(context: Context) -> None:
    """Is there a list of assets?"""
    routes = {"asset": ASSET_PATH.rstrip("/"), "asset/list": f"{ASSET_PATH}list"}
    sent = {label: context.target.send("GET", path) for label, path in routes.items()}
    context.observe("; ".join(f"{label} {describe(answer)}" for label, answer in sent.items()))
