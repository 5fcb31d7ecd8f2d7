"""Many tasks at once, callbacks, cancellation, and what is logged."""

import asyncio
import logging
import time
from typing import Any

import pytest
from seedance_client import AsyncSeedance, Seedance
from tests.client.library.answers import KEY, PRO, hang, http, open_client

GOES_ON = http({"id": "video_1", "status": "processing"})


def test_log_has_neither_key_nor_prompt(service: str, caplog: pytest.LogCaptureFixture) -> None:
    """The log tells what was asked and answered, under the client's name, without secrets."""
    caplog.set_level(logging.DEBUG)
    with Seedance(KEY, base_url=service) as client:
        task = client.create("a very private prompt", model=PRO)
        client.wait(task)
    own = [record.getMessage() for record in caplog.records if record.name == "seedance_client"]
    assert own[0].startswith("POST /v1/kyyvideo2/videos: 200 in ")
    assert str(task.request_id) in own[0]
    assert "private" not in caplog.text
    assert KEY not in caplog.text


def test_cancelling_leaves_nothing_behind(hostile: Any) -> None:
    """A cancelled wait ends immediately, and leaves no task, connection or warning."""
    hostile.script["GET"] = [GOES_ON]

    async def main() -> int:
        async with AsyncSeedance("k", base_url=hostile.base_url) as client:
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(client.wait_many(["video_1"] * 5), 0.4)
            return len(asyncio.all_tasks())

    assert asyncio.run(main()) == 1


def test_many_tasks_within_their_concurrency(either: Any, service: str) -> None:
    """Both clients wait for many tasks, with at most the allowed number of queries at once."""
    with open_client(either.kind, base_url=service) as (client, finish):
        tasks = [finish(client.create(f"x{n}", model=PRO)) for n in range(30)]
        assert all(result.completed for result in finish(client.wait_many(tasks, concurrency=4)))


def test_no_question_at_once_is_none(call: Any) -> None:
    """A concurrency of nothing is refused by both clients, for it would never end."""
    with pytest.raises(ValueError, match="concurrency must be a whole number, 1 or more; got 0"):
        call("wait_many", ["video_1"], concurrency=0)


def test_coroutines_as_callbacks(service: str) -> None:
    """The asynchronous client awaits a callback that is a coroutine function."""
    seen: list[str] = []

    async def update(task: Any) -> None:
        await asyncio.sleep(0)
        seen.append(task.status)

    with open_client("async", base_url=service) as (client, finish):
        finish(client.wait(finish(client.create("x", model=PRO)), on_update=update))
    assert seen == ["completed"]


def test_a_callback_that_fails_ends_the_others(hostile: Any, call: Any) -> None:
    """An error of a callback is raised unchanged and immediately, even if the service doesn't answer other queries."""
    hostile.script["GET"] = [hang, hang, GOES_ON]  # whichever two questions come first
    started = time.monotonic()
    with pytest.raises(ZeroDivisionError):
        call("wait_many", ["video_1"] * 3, on_update=lambda task: 1 / 0)
    assert time.monotonic() - started < 20  # the machine may be busy
