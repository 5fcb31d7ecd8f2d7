"""Plain valid requests, and the tasks and assets of this run that the robustness tests try things on."""

from typing import Any, Final
from weakref import WeakKeyDictionary, WeakSet

from seedance_conformance.suite.context import Context
from seedance_conformance.suite.existing_tasks import made_before
from seedance_conformance.suite.verdicts import Inconclusive
from seedance_conformance.transport.answer import Outcome, asset_id, call_outcome, create_outcome, describe, task_id
from seedance_conformance.transport.current_case import shared
from seedance_conformance.transport.target import Target

PLAIN: Final[dict[str, Any]] = {"model": "seedance_2_0_pro", "prompt": "A paper boat drifts down a rainy street"}
"""The plainest valid create body: it needs no media."""

CLOSE: Final = {"Connection": "close"}
"""Sent where a server may answer before it has read the body: what is left unread must not spoil the next request."""

_TASKS: WeakKeyDictionary[Target, dict[str, str]] = WeakKeyDictionary()
_ASSETS: WeakKeyDictionary[Target, dict[str, str]] = WeakKeyDictionary()
_SLOW: WeakSet[Target] = WeakSet()


def upload_body(context: Context) -> dict[str, Any]:
    """A plain valid upload body."""
    return {"assetType": "Image", "url": context.media.image(1), "name": "lead actor"}


def live_task(context: Context, key: str = "first") -> str:
    """The id of a task of this run, made on first use.

    Raises:
        Inconclusive: the target refuses the plainest body.
    """
    known = _TASKS.setdefault(context.target, {})
    if key not in known:
        with shared("a task to try things on"):
            created = made_before(context, key=key) or context.target.create(PLAIN, key=key)
        made = task_id(created)
        if create_outcome(created) is not Outcome.ACCEPTED or made is None:
            raise Inconclusive(f"there is no task to try it on: a plain create got {describe(created)}")
        known[key] = made
    return known[key]


def ended_task(context: Context, key: str = "first") -> str:
    """The id of a task of this run that has ended.

    Raises:
        Inconclusive: there is none, or it does not end in time.
    """
    task = live_task(context, key)
    if context.poller.wait_task(task) is None:
        raise Inconclusive("there is no ended task to try it on: the plainest one did not end in time")
    return task


def fresh_asset(context: Context, key: str = "first") -> str:
    """The id of a new asset.

    Raises:
        Inconclusive: the target refuses a plain upload.
    """
    uploaded = context.target.upload(upload_body(context), key=key)
    made = asset_id(uploaded)
    if call_outcome(uploaded) is not Outcome.ACCEPTED or made is None:
        raise Inconclusive(f"there is no asset to try it on: a plain upload got {describe(uploaded)}")
    return made


def live_asset(context: Context, key: str = "first") -> str:
    """The id of an asset of this run that its owner can read, made anew if the last one is gone.

    Raises:
        Inconclusive: the target refuses a plain upload, or does not show what it took.
    """
    known = _ASSETS.setdefault(context.target, {})
    if key in known and call_outcome(context.target.detail(known[key], key=key)) is Outcome.ACCEPTED:
        return known[key]
    made = fresh_asset(context, key)
    shown = context.target.detail(made, key=key)
    if call_outcome(shown) is not Outcome.ACCEPTED:
        raise Inconclusive(f"a new asset can't be read by its owner: {describe(shown)}")
    known[key] = made
    return made


def let_review_end(context: Context, asset: str, key: str = "first") -> None:
    """Give the review of an asset its time, where it may matter that it has ended.

    A target that has let the time limit pass once is not waited for again: RB-ASSET-ACTIVE judges that.
    """
    if context.target not in _SLOW and context.poller.wait_asset(asset, key=key) is None:
        _SLOW.add(context.target)
