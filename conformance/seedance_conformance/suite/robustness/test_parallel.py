"""Parallel calls are all answered, each with its own task or asset (RB-PARALLEL)."""

from collections.abc import Sequence
from typing import Any, Literal

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


def test_parallel_creates_make_a_task_each(context: Context) -> None:
    """Each parallel create makes its own task, and each parallel query shows the requested task."""
    _expect_accepted_alone(context)
    bodies = [_body(context.media, number) for number in range(_CREATES)]
    _expect_shown(context, "query", _made(context, "create", bodies))


def test_parallel_uploads_make_an_asset_each(context: Context) -> None:
    """Each parallel upload makes its own asset, and each parallel detail shows the requested asset."""
    live_asset(context)
    _expect_shown(context, "detail", _made(context, "upload", [upload_body(context)] * _UPLOADS))


def _together(times: int) -> Repetition:
    return Repetition(times, parallel=True)


def _made(context: Context, call: Literal["create", "upload"], bodies: Sequence[object]) -> list[str]:
    """The ids of the tasks or assets that parallel calls make: all are accepted, and each gets a new id."""
    repetition, read = _together(len(bodies)), task_id if call == "create" else asset_id
    made: list[str] = []
    for body, answer in zip(bodies, send_all(getattr(context.target, call), bodies, len(bodies)), strict=True):
        expect_answer(answer, f"a parallel {call}", repetition=repetition)
        outcome = create_outcome(answer) if call == "create" else call_outcome(answer)
        name = read(answer)
        if outcome is not Outcome.ACCEPTED or name is None:
            if call == "create":
                expect_reached(context, body)
            observed = f"parallel {call}: {describe(answer)}"
            raise Breach("accepted, as it is when sent alone", observed, answer, repetition=repetition)
        if name in made:
            kind = "task" if call == "create" else "asset"
            raise Breach(f"a new {kind}", f"two {call}s got the id {name}", answer, repetition=repetition)
        made.append(name)
    return made


def _expect_shown(context: Context, call: Literal["query", "detail"], ids: Sequence[str]) -> None:
    read, kind = (task_id, "task") if call == "query" else (asset_id, "asset")
    repetition = _together(len(ids))
    for wanted, answer in zip(ids, send_all(getattr(context.target, call), ids, len(ids)), strict=True):
        expect_answer(answer, f"a parallel {call}", repetition=repetition)
        if call_outcome(answer) is not Outcome.ACCEPTED or read(answer) != wanted:
            raise Breach(f"{kind} {wanted}", f"parallel {call}: {describe(answer)}", answer, repetition=repetition)
    context.evidence(2 * len(ids))


def _expect_accepted_alone(context: Context) -> None:
    """A plain create, while nothing else runs: `live_task` may remember one that failed beside others."""
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
