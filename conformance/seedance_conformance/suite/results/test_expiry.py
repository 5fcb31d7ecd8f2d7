"""Results: the address works for 24 hours after completion.

A mock's clock is moved, after all tests that look at times, and set back. Other targets would have to be waited for.
"""

import time
from collections.abc import Iterator
from typing import Final

import pytest

from seedance_conformance.suite.context import Context
from seedance_conformance.suite.results.video_requests import files_sent
from seedance_conformance.suite.results.videos import Result, result_videos
from seedance_conformance.suite.verdicts import Inconclusive, ResultBreach
from seedance_conformance.transport.answers.answer import task_id, task_of
from seedance_conformance.transport.tasks.mock_clock import MockClock

pytestmark = [pytest.mark.full, pytest.mark.last, pytest.mark.together("videos"), pytest.mark.files(*files_sent())]

_DAY: Final = 86_400
_MARGIN: Final = 60


@pytest.fixture(scope="module")
def results(context: Context) -> list[Result]:
    """One result of each model, and each one that could not be downloaded."""
    videos = result_videos(context)
    chosen = {result.request.slot.model: result for result in videos.results}
    dead = [result for result in videos.results if not result.file.arrived]
    found = [*chosen.values(), *dead]
    if not found:
        raise Inconclusive("no task completed with an address; " + "; ".join(videos.doubts[:3]))
    return found


@pytest.fixture(scope="module")
def clock(context: Context) -> Iterator[MockClock | None]:
    """The target's clock if it can be moved; it is set back at the end."""
    clock = MockClock(context.target)
    before, begun = clock.now(), time.time()
    yield clock if before is not None else None
    if before is not None:
        clock.set(before + time.time() - begun)


@pytest.mark.rule("LC-URL-TTL")
def test_the_address_works_for_24_hours(context: Context, results: list[Result], clock: MockClock | None) -> None:
    """It works at once, and a minute before the day is over."""
    for result in results:
        if not result.file.arrived:
            raise ResultBreach("an address that works after completion", result.file.description, result.ended)
    oldest = time.time() - min(result.created.sent for result in results)
    moved = clock is not None and clock.advance(_DAY - _MARGIN - oldest)
    for result in results:
        again = context.target.download(result.url)
        if not again.arrived:
            when = "23 h 59 min" if moved else f"{time.time() - result.ended.sent:.0f} s"
            later = _DAY - _MARGIN if moved else 0.0
            observed = f"after {when}: {again.description}"
            raise ResultBreach("an address that works for 24 h", observed, result.ended, later=later)
    if not moved:
        raise Inconclusive(f"it works {oldest:.0f} s after creation; the clock of this target can't be moved by 24 h")
    context.evidence(len(results))


@pytest.mark.rule("LC-URL-AFTER")
def test_the_address_after_24_hours(context: Context, results: list[Result], clock: MockClock | None) -> None:
    """How the address and the query answer when the day is over."""
    if clock is None or not clock.advance(_DAY + _MARGIN):
        raise Inconclusive("the clock of this target can't be moved by 24 h")
    result = results[0]
    answer = context.target.query(task_id(result.ended) or "")
    url = (task_of(answer) or {}).get("video_url")
    kept = "the same address" if url == result.url else ("another address" if url else "no address")
    address = context.target.download(result.url)
    context.observe(f"the address: {address.description}; the query: HTTP {answer.status}, {kept}", answer)
