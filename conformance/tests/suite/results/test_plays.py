"""A completed task's result has to download whole and play; a lag or a wanted key is no breach."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from seedance_conformance.mock.media.video import VideoMaker
from seedance_conformance.suite.context import Context
from seedance_conformance.suite.results.published import Clock, fetch
from seedance_conformance.suite.results.test_plays import test_each_result_downloads_whole_and_plays as judge
from seedance_conformance.suite.verdicts import Inconclusive, ResultBreach
from seedance_conformance.transport.answers.answer import task_id, task_status
from tests.conftest import Answer, Scripted
from tests.suite.small_server import CorrectServer, running


@pytest.fixture(scope="module")
def film() -> Iterator[bytes]:
    """A result video."""
    maker = VideoMaker()
    yield Path(maker.file("16:9", 4.0, False)).read_bytes()
    maker.close()


def whole(content: bytes, status: int = 200) -> Answer:
    """An answer with its right length."""
    return status, {}, content


def answering(url: object) -> AbstractContextManager[Context]:
    """Run a server whose completed tasks have this address."""

    def query(self: Any, task: Any) -> Any:
        answer = CorrectServer.query(self, task)
        return {**answer, "video_url": url} if answer["status"] == "completed" else answer

    return running(query=query)


def completed(context: Any, *bodies: dict[str, Any]) -> None:
    """Create tasks and wait for their ends."""
    for body in bodies:
        created = context.target.create({"model": "seedance_2_0_pro", "prompt": "A boat", **body})
        context.poller.wait_task(task_id(created) or "")


BROKEN: dict[str, Callable[[bytes], Answer]] = {
    "a page": lambda film: whole(b"<html><body>Please sign in</body></html>"),
    "cut": lambda film: whole(film[:-500]),
    "breaks off": lambda film: (200, {"Content-Length": str(len(film))}, film[:-500]),
    "gone": lambda film: whole(b"gone", 410),
    "a sound without a picture": lambda film: whole(b"RIFF\x24\x00\x00\x00WAVEfmt "),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_a_result_that_nobody_can_watch_is_a_breach(film: bytes, scripted: Scripted, broken: str) -> None:
    """The breach names the model and mode, and shows the answer that has the address."""
    scripted.answer = lambda *_: BROKEN[broken](film)
    with answering(scripted.base_url) as context:
        completed(context, {})
        with pytest.raises(ResultBreach, match="seedance_2_0_pro with text alone") as found:
            judge(context)
    assert found.value.exchange is not None
    assert task_status(found.value.exchange) == "completed"


def test_one_result_of_each_model_and_mode_is_watched(film: bytes, scripted: Scripted) -> None:
    """Two tasks of one kind are one piece of evidence."""
    scripted.answer = lambda *_: whole(film)
    with answering(scripted.base_url) as context:
        completed(context, {}, {}, {"first_image": "http://h/a.png"}, {"model": "seedance_2_0_fast_pro"})
        judge(context)
    assert context.notes.count == 3
    assert [headers.get("authorization") for headers in scripted.headers] == [None] * 3


@pytest.mark.parametrize("url", [None, "not an address", 7])
def test_without_an_address_nothing_is_shown(url: object) -> None:
    """QR-URL-COMPLETED judges it; so is a run without completed tasks."""
    with answering(url) as context:
        completed(context, {})
        with pytest.raises(Inconclusive, match="QR-URL-COMPLETED"):
            judge(context)


class Ticks(Clock):
    """A clock that moves only when somebody waits."""

    def __init__(self) -> None:
        waits: list[float] = [1000.0]
        super().__init__(lambda: sum(waits), waits.append)


@pytest.mark.parametrize("status", [202, 400, 403, 404, 409, 425, 503])
def test_a_result_may_come_some_seconds_late(film: bytes, scripted: Scripted, status: int) -> None:
    """As behind gateways that copy it."""
    ticks = Ticks()
    scripted.answer = lambda *_: whole(b"wait", status) if ticks.now() < 1004 else whole(film)
    with running() as context:
        assert fetch(context, scripted.base_url, 1000.0, clock=ticks).content == film
        assert ticks.now() >= 1004


def test_the_wait_for_a_result_ends(scripted: Scripted) -> None:
    """After ten seconds on this machine; an old task isn't waited for, nor is an address that is gone."""
    ticks = Ticks()
    with running() as context:
        assert fetch(context, scripted.base_url, 1000.0, clock=ticks).status == 404
        assert ticks.now() == pytest.approx(1010, abs=1)
        before = ticks.now()
        fetch(context, scripted.base_url, 900.0, clock=ticks)
        assert ticks.now() == before


def test_the_key_goes_to_the_target_alone(scripted: Scripted) -> None:
    """A result on the target may need it; another host never gets it."""
    seen: list[str | None] = []

    def answer(self: Any) -> None:
        seen.append(self.headers.get("Authorization"))
        self.send_error(401) if seen[-1] is None else self.send_error(418)

    ticks = Ticks()
    with running(answer=answer) as context:
        file = fetch(context, f"{context.target.base_url}/out.mp4", 0.0, clock=ticks)
        assert (file.status, seen) == (418, [None, "Bearer " + context.target.credential()])
        scripted.answer = lambda *_: whole(b"", 401)
        fetch(context, scripted.base_url, 0.0, clock=ticks)
        assert [headers.get("authorization") for headers in scripted.headers] == [None]
