"""Creates the tasks that the monitors need: one of each model that is watched from its start, and some that fail.

These tests judge nothing themselves. They run on loopback only, for each accepted create may be billed elsewhere.
"""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any

import pytest

from seedance_conformance.cases.bodies import COVER, MODELS, PLAIN, PRO, SHAPES
from seedance_conformance.suite.assets.pool import KINDS, reviewed, upload_body
from seedance_conformance.suite.context import Context, Media
from seedance_conformance.suite.log.dense_poller import Watcher
from seedance_conformance.transport.answer import Outcome, asset_id, create_outcome, task_id, task_status

_MANY = 60
_ASKED_AT_ONCE = 2
_ASKED_AGAIN = 30
_LOOKS = 3


@pytest.fixture(scope="session")
def watcher(context: Context) -> Watcher:
    """Lives from the first of these tests to the last."""
    return Watcher(context.target, timeout=context.task_timeout)


@pytest.mark.loopback
def test_watch_tasks_of_each_model(context: Context, watcher: Watcher) -> None:
    """One task of each model, and one body sent twice, are asked about at once and then all the time."""
    watcher.watch(_started(context, [shape.body(context.media) for shape in (*PLAIN, PLAIN[0])]))


@pytest.mark.full
@pytest.mark.loopback
def test_create_tasks_of_each_mode(context: Context) -> None:
    """A run of few rules sends no other creates, and an answer may be wrong in one mode alone."""
    _started(context, [shape.body(context.media) for shape in SHAPES])


@pytest.mark.loopback
def test_create_at_the_same_time(context: Context) -> None:
    """Calls that overlap are where ids get mixed up; media keep a server busy, so that more of them overlap."""
    bodies = [shape.body(context.media) for shape in COVER]
    with ThreadPoolExecutor(len(bodies)) as pool:
        # A copy of the variables for each thread: its requests bear the name of this test.
        calls = [pool.submit(copy_context().run, context.target.create, body) for body in bodies]
        for call in calls:
            call.result()


@pytest.mark.rule("CS-ID-UNIQUE")
@pytest.mark.full
@pytest.mark.loopback
def test_many_tasks_have_ids_of_their_own(context: Context) -> None:
    """An id may come back only after a while."""
    body = PLAIN[0].body(context.media)
    ids = [name for _ in range(_MANY) if (name := task_id(context.target.create(body))) is not None]
    context.evidence(len(ids))


@pytest.mark.loopback
def test_watch_tasks_that_fail(context: Context, watcher: Watcher) -> None:
    """A target that notices late that a reference can't be fetched, or is no video, shows how a task fails."""
    watcher.watch(_started(context, _failing_bodies(context.media)))


@pytest.mark.full
@pytest.mark.loopback
def test_follow_assets(context: Context) -> None:
    """An asset of each type and one that can't be fetched, asked about before, during and after their review."""
    target, media = context.target, context.media
    bodies = [upload_body(media, kind) for kind in KINDS] + [upload_body(media, "Image", url=media.url("missing.png"))]
    assets = [asset_id(target.upload(body)) for body in bodies]
    found = [asset for asset in assets if asset is not None]
    for asset in (*found, *found):
        target.detail(asset)
    for asset in found:
        reviewed(target, context.poller, asset)
        for _ in range(_LOOKS):
            target.detail(asset)
        target.delete(asset)
        target.detail(asset)


@pytest.mark.last
@pytest.mark.loopback
def test_ask_again_after_the_end(context: Context, watcher: Watcher) -> None:
    """What has ended stays as it is, also when it is asked about twice in a row."""
    watcher.join()
    ended = {
        exchange.subject: exchange.key
        for exchange in tuple(context.target.log)
        if exchange.operation == "query" and exchange.subject and task_status(exchange) in ("completed", "failed")
    }
    subjects = list(ended)
    for subject in subjects[:: max(1, len(subjects) // _ASKED_AGAIN)]:
        if ended[subject] in ("first", "second"):
            context.target.query(subject, key=ended[subject])
            context.target.query(subject, key=ended[subject])


def _started(context: Context, bodies: Iterable[dict[str, Any]]) -> list[str]:
    """Create the tasks and ask about each at once, when it can hardly have left the queue, and once more."""
    started = []
    for body in bodies:
        answer = context.target.create(body)
        name = task_id(answer)
        if create_outcome(answer) is Outcome.ACCEPTED and name is not None:
            for _ in range(_ASKED_AT_ONCE):
                context.target.query(name)
            started.append(name)
    return started


def _failing_bodies(media: Media) -> Iterator[dict[str, Any]]:
    for model in MODELS:
        yield {"model": model, "prompt": "A dead address", "referenceVideos": [media.url("missing.mp4")]}
    plain = {"model": PRO[0], "prompt": "A dead address"}
    yield {**plain, "first_image": media.url("missing.png")}
    yield {**plain, "referenceImages": [media.image(1)], "referenceAudios": [media.url("missing.wav")]}
    yield {"model": PRO[1], "prompt": "No video", "referenceVideos": [media.image(1)]}
