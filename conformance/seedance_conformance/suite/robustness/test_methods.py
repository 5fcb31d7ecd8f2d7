"""A wrong method does nothing. Its effect is judged, since 404, 405 and 501 are all allowed."""

import json

import pytest

from seedance_conformance.suite.context import Context
from seedance_conformance.suite.robustness.expectations import expect_exists, expect_nothing_started
from seedance_conformance.suite.robustness.fixtures import (
    CLOSE,
    PLAIN,
    live_asset,
    live_task,
    plain_create,
    upload_body,
)
from seedance_conformance.suite.verdicts import Breach
from seedance_conformance.transport.answers.answer import asset_of, describe, task_id, task_status
from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.paths import ASSET_PATH, CREATE_PATH, RESULT_PATH, UPLOAD_PATH

pytestmark = [pytest.mark.full, pytest.mark.loopback, pytest.mark.rule("RB-METHOD")]

_BODILESS = ("HEAD", "TRACE")
# Their answers are open, except server errors, new tasks and new assets.
_ODD = ("OPTIONS", "PROPFIND", "BREW", *_BODILESS)


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_only_post_creates_and_uploads(context: Context, method: str) -> None:
    """A valid body with another method makes no task and no asset; GET asks for an asset named `upload`."""
    expect_nothing_started(_send(context, method, CREATE_PATH, PLAIN), f"{method} on the create path", method=True)
    if method != "GET":
        answer = _send(context, method, UPLOAD_PATH, upload_body(context))
        expect_nothing_started(answer, f"{method} on the upload path", method=True)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_only_get_queries(context: Context, method: str) -> None:
    """Another method on a task's path makes no task and doesn't end the task."""
    task = live_task(context)
    body = PLAIN if method != "DELETE" else None
    answer = _send(context, method, RESULT_PATH + task, body)
    expect_nothing_started(answer, f"{method} on a task", method=True)
    shown = context.target.query(task)
    expect_exists(shown, f"{method} on a task")
    if task_status(shown) not in ("queued", "processing", "completed") and _tasks_complete(context):
        raise Breach("the task goes on", f"after {method}: {describe(shown)}", answer, others=[shown])


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
def test_only_delete_deletes(context: Context, method: str) -> None:
    """Another method on an asset's path neither deletes nor changes the asset."""
    asset = live_asset(context)
    before = context.target.detail(asset)
    changed = {**upload_body(context), "name": "changed", "assetType": "Video"}
    answer = _send(context, method, ASSET_PATH + asset, changed)
    expect_nothing_started(answer, f"{method} on an asset", method=True)
    after = context.target.detail(asset)
    expect_exists(after, f"{method} on an asset")
    if _facts(after) != _facts(before):
        raise Breach("the asset is as before", f"after {method}: {describe(after)}", answer, others=[after])


@pytest.mark.parametrize("method", _ODD)
def test_odd_methods_start_nothing(context: Context, method: str) -> None:
    """Undocumented methods start nothing and cause no server error, on every path."""
    bodies = {
        CREATE_PATH: PLAIN,
        RESULT_PATH + live_task(context): None,
        UPLOAD_PATH: upload_body(context),
        ASSET_PATH + live_asset(context): None,
    }
    for path, body in bodies.items():
        answer = _send(context, method, path, None if method in _BODILESS else body)
        expect_nothing_started(answer, f"{method} on {path}", method=True)
    expect_exists(context.target.detail(live_asset(context)), f"{method} on an asset")
    context.evidence(4)


def _send(context: Context, method: str, path: str, body: object = None) -> Exchange:
    content = None if body is None else json.dumps(body).encode()
    return context.target.send(method, path, headers=CLOSE, content=content)


def _tasks_complete(context: Context) -> bool:
    """Whether an untouched task completes: on a server whose tasks all fail, a failed one shows nothing."""
    ended = context.poller.wait_task(task_id(plain_create(context)) or "")
    return ended is not None and task_status(ended) == "completed"


def _facts(shown: Exchange) -> tuple[object, object]:
    # Addresses may be signed again at each call, and the status changes with time.
    asset = asset_of(shown) or {}
    return asset.get("name"), asset.get("assetType")
