"""Creates the tasks and assets that the monitors need: tasks of each model and mode, and some that fail.

These tests judge nothing themselves. They run on loopback only, because a remote target bills each accepted create.
"""

from collections.abc import Iterable, Iterator
from math import ceil
from typing import Any, Final

import pytest

from seedance_conformance.cases.bodies import COVER, MODELS, PLAIN, PRO, SHAPES
from seedance_conformance.suite.assets.pool import KINDS, reviewed, upload_body
from seedance_conformance.suite.context import QUERIES, Context, Media
from seedance_conformance.suite.log.dense_poller import DensePoller
from seedance_conformance.transport.answers.answer import Outcome, asset_id, create_outcome, task_id, task_status
from seedance_conformance.transport.parallel import send_all

POLLED: Final = (*QUERIES, "RB-TASK")
"""The beginnings of the rules that need tasks which are queried from their start."""

# For whom: the beginnings of the rules that are judged at the end of a run. A run of one rule sends only what shows it.
about_creates = pytest.mark.evidence("CS", "EP", "RB-RESULT", *QUERIES)
about_single_tasks = pytest.mark.evidence("CS-ID-UNIQUE", *POLLED)
about_failures = pytest.mark.evidence("CS", "EP", *QUERIES)
about_queries = pytest.mark.evidence(*QUERIES)
about_assets = pytest.mark.evidence("AS", "ER")
about_overlaps = pytest.mark.evidence("CS", "EP", "RB-NO", "RB-RESULT", *QUERIES)

_MANY = 30
_QUERIES_AT_ONCE = 2
_QUERIED_AGAIN = 30
_DETAILS = 3


@pytest.fixture(scope="session")
def dense_poller(context: Context) -> DensePoller:
    """Polls from the first of these tests to the last."""
    return DensePoller(context.target, timeout=context.task_timeout, workers=context.concurrency)


@about_single_tasks
@pytest.mark.alone
@pytest.mark.loopback
def test_poll_tasks_of_each_model(context: Context, dense_poller: DensePoller) -> None:
    """One task of each model, and two tasks of one body, are polled from their start."""
    _poll(context, dense_poller, _started(context, [shape.body(context.media) for shape in (*PLAIN, PLAIN[0])]))


@about_creates
@pytest.mark.full
@pytest.mark.loopback
def test_create_tasks_of_each_mode(context: Context) -> None:
    """A run of some rules sends no other creates, and answers may be wrong in one mode only.

    A run of few rules has one task of each mode from `test_create_at_the_same_time`; results differ by model, too.
    """
    if context.few and not context.asks_about("RB-RESULT"):
        return
    _started(context, [shape.body(context.media) for shape in SHAPES])


@about_overlaps
@pytest.mark.alone
@pytest.mark.loopback
def test_create_at_the_same_time(context: Context) -> None:
    """Overlapping calls may mix up ids; media keep a server busy for longer, so that more calls overlap."""
    bodies = [shape.body(context.media) for shape in COVER]
    send_all(context.target.create, bodies, len(bodies))


@pytest.mark.rule("CS-ID-UNIQUE")
@pytest.mark.full
@pytest.mark.loopback
def test_many_tasks_have_different_ids(context: Context) -> None:
    """A server may repeat an id only after many tasks."""
    body = PLAIN[0].body(context.media)
    ids = [name for _ in range(_MANY) if (name := task_id(context.target.create(body))) is not None]
    context.evidence(len(ids))


@about_failures
@pytest.mark.alone
@pytest.mark.loopback
def test_poll_tasks_that_fail(context: Context, dense_poller: DensePoller) -> None:
    """A target that notices late that a reference can't be fetched, or isn't a video, shows failed tasks."""
    bodies = list(_failing_bodies(context.media))
    _poll(context, dense_poller, _started(context, bodies[3:6] if context.few else bodies))


@about_assets
@pytest.mark.full
@pytest.mark.loopback
def test_request_details_of_assets(context: Context) -> None:
    """Details of an asset of each type and of one that can't be fetched, before, during and after the review."""
    target, media = context.target, context.media
    bodies = [upload_body(media, kind) for kind in KINDS] + [upload_body(media, "Image", url=media.url("missing.png"))]
    assets = [asset_id(target.upload(body)) for body in bodies]
    found = [asset for asset in assets if asset is not None]
    for asset in (*found, *found):
        target.detail(asset)
    for asset in found:
        reviewed(target, context.poller, asset)
        for _ in range(_DETAILS):
            target.detail(asset)
        target.delete(asset)
        target.detail(asset)


@about_queries
@pytest.mark.last
@pytest.mark.loopback
def test_query_again_after_the_end(context: Context, dense_poller: DensePoller) -> None:
    """An ended task doesn't change, also in two queries in a row, and one task in many."""
    dense_poller.join()
    ended = {
        exchange.subject: exchange.key
        for exchange in tuple(context.target.log)
        if exchange.operation == "query" and exchange.subject and task_status(exchange) in ("completed", "failed")
    }
    tasks = [(subject, key) for subject, key in ended.items() if key in ("first", "second")]

    def query_again(task: tuple[str, str]) -> None:
        subject, key = task
        for _ in range(2):
            context.target.query(subject, key=key)

    most = _QUERIED_AGAIN // 5 if context.few else _QUERIED_AGAIN
    send_all(query_again, tasks[:: ceil(len(tasks) / most) or 1], context.concurrency)


def _poll(context: Context, dense_poller: DensePoller, tasks: list[str]) -> None:
    """Poll tasks densely if a rule about queries is selected."""
    if context.asks_about(*POLLED):
        dense_poller.start(tasks, often=context.asks_about("QR-TERMINAL"))


def _started(context: Context, bodies: Iterable[dict[str, Any]]) -> list[str]:
    """Create tasks, and for rules about queries query each twice immediately, while it is probably still queued."""
    queries = _QUERIES_AT_ONCE if context.asks_about(*POLLED) else 0

    def start(body: dict[str, Any]) -> str | None:
        answer = context.target.create(body)
        name = task_id(answer)
        if create_outcome(answer) is not Outcome.ACCEPTED or name is None:
            return None
        for _ in range(queries):
            context.target.query(name)
        return name

    return [name for name in send_all(start, bodies, context.concurrency) if name is not None]


def _failing_bodies(media: Media) -> Iterator[dict[str, Any]]:
    for model in MODELS:
        yield {"model": model, "prompt": "A dead address", "referenceVideos": [media.url("missing.mp4")]}
    plain = {"model": PRO[0], "prompt": "A dead address"}
    yield {**plain, "first_image": media.url("missing.png")}
    yield {**plain, "referenceImages": [media.image(1)], "referenceAudios": [media.url("missing.wav")]}
    yield {"model": PRO[1], "prompt": "No video", "referenceVideos": [media.image(1)]}
