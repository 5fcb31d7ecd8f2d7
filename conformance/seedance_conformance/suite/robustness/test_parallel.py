"""Parallel calls are all answered, each with its own task or asset (RB-PARALLEL)."""

from typing import Any

import pytest

from seedance_conformance.media import MediaServer
from seedance_conformance.suite.context import Context, Media
from seedance_conformance.suite.media.reachability import expect_reached
from seedance_conformance.suite.robustness.expectations import expect_answer
from seedance_conformance.suite.robustness.fixtures import PLAIN, live_asset, plain_create, upload_body
from seedance_conformance.suite.verdicts import Breach, Inconclusive
from seedance_conformance.transport.answers.answer import (
    Outcome,
    asset_id,
    call_outcome,
    create_outcome,
    describe,
    task_id,
)
from seedance_conformance.transport.current_case import shared
from seedance_conformance.transport.parallel import send_all
from seedance_conformance.transport.reproduction.script import Repetition

pytestmark = [pytest.mark.alone, pytest.mark.full, pytest.mark.loopback, pytest.mark.rule("RB-PARALLEL")]

_CREATES = 24
_UPLOADS = 12
_PARALLEL_CREATES = Repetition(_CREATES, parallel=True)
_PARALLEL_UPLOADS = Repetition(_UPLOADS, parallel=True)


def test_parallel_creates_make_a_task_each(context: Context) -> None:
    """Each parallel create makes its own task, and each parallel query shows the requested task."""
    _expect_accepted_alone(context)
    bodies = [_body(context.media, number) for number in range(_CREATES)]
    tasks = []
    for body, answer in zip(bodies, send_all(context.target.create, bodies, _CREATES), strict=True):
        expect_answer(answer, "a parallel create", repetition=_PARALLEL_CREATES)
        task = task_id(answer)
        if create_outcome(answer) is not Outcome.ACCEPTED or task is None:
            expect_reached(context, body)
            observed = f"parallel create: {describe(answer)}"
            raise Breach("accepted, as it is when sent alone", observed, answer, repetition=_PARALLEL_CREATES)
        if task in tasks:
            raise Breach("a new task", f"two creates got the id {task}", answer, repetition=_PARALLEL_CREATES)
        tasks.append(task)
    for task, answer in zip(tasks, send_all(context.target.query, tasks, _CREATES), strict=True):
        expect_answer(answer, "a parallel query", repetition=_PARALLEL_CREATES)
        if call_outcome(answer) is not Outcome.ACCEPTED or task_id(answer) != task:
            raise Breach(f"task {task}", f"parallel query: {describe(answer)}", answer, repetition=_PARALLEL_CREATES)
    context.evidence(2 * _CREATES)


def test_parallel_uploads_make_an_asset_each(context: Context) -> None:
    """Each parallel upload makes its own asset, and each parallel detail shows the requested asset."""
    live_asset(context)
    assets = []
    for answer in send_all(context.target.upload, [upload_body(context)] * _UPLOADS, _CREATES):
        expect_answer(answer, "a parallel upload", repetition=_PARALLEL_UPLOADS)
        asset = asset_id(answer)
        if call_outcome(answer) is not Outcome.ACCEPTED or asset is None:
            observed = f"parallel upload: {describe(answer)}"
            raise Breach("accepted, as it is when sent alone", observed, answer, repetition=_PARALLEL_UPLOADS)
        if asset in assets:
            raise Breach("a new asset", f"two uploads got the id {asset}", answer, repetition=_PARALLEL_UPLOADS)
        assets.append(asset)
    for asset, answer in zip(assets, send_all(context.target.detail, assets, _CREATES), strict=True):
        expect_answer(answer, "a parallel detail", repetition=_PARALLEL_UPLOADS)
        if call_outcome(answer) is not Outcome.ACCEPTED or asset_id(answer) != asset:
            raise Breach(f"asset {asset}", f"parallel detail: {describe(answer)}", answer, repetition=_PARALLEL_UPLOADS)
    context.evidence(2 * _UPLOADS)


def _expect_accepted_alone(context: Context) -> None:
    """A plain create, while nothing else runs: `live_task` may remember one that failed beside others.

    Raises:
        Inconclusive: the target refuses it.
    """
    with shared("a create that is alone"):
        answer = plain_create(context)
    if create_outcome(answer) is not Outcome.ACCEPTED:
        raise Inconclusive(f"a plain create is refused when it is sent alone, too: {describe(answer)}")


def _body(media: Media, number: int) -> dict[str, Any]:
    """A valid body; those with media keep a server busy for longer, so that more calls overlap.

    A query makes each address new: a server that remembers what it has just fetched would answer at once.
    """
    body = {**PLAIN, "prompt": f"A paper boat, take {number}"}
    new = f"?take={number}" if isinstance(media, MediaServer) else ""
    match number % 3:
        case 0:
            return {**body, "referenceImages": [media.image(1 + number % 9) + new]}
        case 1:
            return {**body, "referenceVideos": [media.video(1 + number % 3) + new]}
        case _:
            return body
