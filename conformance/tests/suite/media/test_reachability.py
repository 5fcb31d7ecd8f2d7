"""A refusal of media shows nothing if the target never asked for them, and is a breach otherwise."""

import json
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from attrs import evolve
from seedance_conformance.cases.case import Case
from seedance_conformance.media import MediaServer
from seedance_conformance.suite.context import Context
from seedance_conformance.suite.create.expectations import expect_accepted, expect_refused
from seedance_conformance.suite.log.test_late import test_late_refusals as judge_late
from seedance_conformance.suite.verdicts import Breach, Inconclusive
from tests.conftest import Answer
from tests.suite.small_server import context_of
from tests.written import library

REFUSAL: Answer = (400, {}, b'{"error": {"message": "can not fetch it"}}')
SUCCESS: Answer = (200, {}, b'{"id": "video_1", "object": "video", "status": "queued"}')


@pytest.fixture
def context(scripted: Any) -> Iterator[Context]:
    """A run against the scripted server, with media that it could fetch."""
    with MediaServer(library()) as media, context_of(scripted.base_url, media=media) as context:
        yield context


@pytest.fixture
def case(context: Context) -> Case:
    """A valid body with a video, which no simpler body controls."""
    body = {"model": "seedance_2_0", "prompt": "A fox", "referenceVideos": [context.media.video(1)]}
    return Case("CR-MODEL-ENUM", "seedance_2_0", body, "accepted")


def test_a_target_without_access_to_the_media_shows_nothing(scripted: Any, context: Context, case: Case) -> None:
    """It refuses every body with an address, and never asks for a file."""
    scripted.answer = lambda method, path, body: REFUSAL if b"http" in body else SUCCESS
    with pytest.raises(Inconclusive, match="can it reach"):
        expect_accepted(context, case)


@pytest.mark.parametrize(
    ("rule", "fetches", "named"),
    [("MD-VID-RES", False, True), ("MD-VID-RES", True, False), ("CR-MODEL-ENUM", False, False)],
)
def test_a_target_that_fetches_nothing_is_named(
    scripted: Any, context: Context, case: Case, rule: str, fetches: bool, named: bool
) -> None:
    """It accepts any file, so that many rules about files are red for this one reason; others have another one."""
    done = SUCCESS[2].replace(b"queued", b"completed")
    scripted.answer = lambda method, path, body: SUCCESS if method == "POST" else (200, {}, done)
    expect_refused(context, evolve(case, rule=rule, expect="refused", late=True))
    if fetches:
        urllib.request.urlopen(context.media.video(1)).close()  # noqa: S310 - our own media server
    judge_late(context)
    [(_, breach)] = context.notes.reports
    assert ("; it fetched no file in this run" in breach.observed) is named


def test_a_target_that_refuses_one_model_before_it_fetches_is_caught(
    scripted: Any, context: Context, case: Case
) -> None:
    """It accepts known-good media with another model, so the model is the reason."""
    scripted.answer = lambda method, path, body: REFUSAL if b'"seedance_2_0"' in body else SUCCESS
    with pytest.raises(Breach):
        expect_accepted(context, case)


def test_a_target_that_fetches_and_refuses_is_caught(scripted: Any, context: Context, case: Case) -> None:
    """It has fetched the file, so the file is reachable."""

    def answer(method: str, path: str, body: bytes) -> Answer:
        address = json.loads(body).get("referenceVideos", [""])[0]
        if address:
            urllib.request.urlopen(address).close()  # noqa: S310 - our own media server
        return REFUSAL

    scripted.answer = answer
    with pytest.raises(Breach):
        expect_accepted(context, case)
