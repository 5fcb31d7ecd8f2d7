"""Plain valid requests, and the tasks and assets that the robustness tests share.

Inconclusive is raised if the target refuses to make one, doesn't show it, or a task doesn't end in time.
"""

from typing import Any, Final

from seedance_conformance.suite.context import Context
from seedance_conformance.suite.existing_tasks import existing_task
from seedance_conformance.suite.server_errors import answered
from seedance_conformance.suite.verdicts import Inconclusive
from seedance_conformance.transport.answers.answer import (
    Outcome,
    asset_id,
    call_outcome,
    create_outcome,
    describe,
    task_id,
)
from seedance_conformance.transport.current_case import shared
from seedance_conformance.transport.exchange import Exchange

PLAIN: Final[dict[str, Any]] = {"model": "seedance_2_0_pro", "prompt": "A paper boat drifts down a rainy street"}
"""The plainest valid create body, which needs no media."""

CLOSE: Final = {"Connection": "close"}
"""For requests that a server may answer before it has read the body: unread bytes must not spoil the next request."""


def upload_body(context: Context) -> dict[str, Any]:
    """A plain valid upload body."""
    return {"assetType": "Image", "url": context.media.image(1), "name": "lead actor"}


def live_task(context: Context, key: str = "first") -> str:
    """The id of a task of this run, created on first use."""
    return context.once(("task", key), lambda: _created(context, key))


def _created(context: Context, key: str) -> str:
    with shared("a task for robustness tests"):
        created = existing_task(context, key=key) or plain_create(context, key)
    task = task_id(created)
    if create_outcome(created) is not Outcome.ACCEPTED or task is None:
        raise Inconclusive(f"no task to test with: a plain create got {describe(created)}")
    return task


def plain_create(context: Context, key: str = "first") -> Exchange:
    """The answer to the plainest create, which many tests need."""
    return answered(lambda: context.target.create(PLAIN, key=key), remote=context.remote)


def ended_task(context: Context, key: str = "first") -> str:
    """The id of a task of this run that has ended."""
    task = live_task(context, key)
    if context.poller.wait_task(task) is None:
        raise Inconclusive("no ended task to test with: the plainest one did not end in time")
    return task


def fresh_asset(context: Context, key: str = "first") -> str:
    """The id of a new asset."""
    uploaded = answered(lambda: context.target.upload(upload_body(context), key=key), remote=context.remote)
    made = asset_id(uploaded)
    if call_outcome(uploaded) is not Outcome.ACCEPTED or made is None:
        raise Inconclusive(f"no asset to test with: a plain upload got {describe(uploaded)}")
    return made


def live_asset(context: Context, key: str = "first") -> str:
    """The id of an asset of this run that its owner can read; a new one if the last one is gone."""
    known: dict[str, str] = context.once("live assets by the role of their key", dict)
    if key in known and call_outcome(context.target.detail(known[key], key=key)) is Outcome.ACCEPTED:
        return known[key]
    made = fresh_asset(context, key)
    shown = context.target.detail(made, key=key)
    if call_outcome(shown) is not Outcome.ACCEPTED:
        raise Inconclusive(f"a new asset can't be read by its owner: {describe(shown)}")
    known[key] = made
    return made


def let_review_end(context: Context, asset: str, key: str = "first") -> None:
    """Wait until the review of an asset has ended, where that may matter.

    After one review that exceeds the time limit, later ones aren't waited for: RB-ASSET-ACTIVE judges that.
    """
    slow: list[str] = context.once("assets in a slow review", list)
    if not slow and context.poller.wait_asset(asset, key=key) is None:
        slow.append(asset)
