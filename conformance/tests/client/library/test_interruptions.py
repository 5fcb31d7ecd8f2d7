"""A create that is interrupted or cancelled before it is sent: its line of the journal is closed."""

import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest
from seedance_client import AsyncSeedance, Journal, Seedance
from tests.client.library.answers import PRO, TASK, http


class Interrupting(Journal):
    """A journal during whose writing the user presses Ctrl-C."""

    def begin(self, *arguments: Any, **named: Any) -> None:
        """Write, and be interrupted before the request is sent."""
        super().begin(*arguments, **named)
        raise KeyboardInterrupt


def test_an_interruption_before_sending_closes_the_entry(path: Path, hostile: Any) -> None:
    """An entry that was written but never sent is closed: the body can be sent later, and doesn't count."""
    hostile.script["POST"] = [http(TASK)]
    with Seedance("k", base_url=hostile.base_url, journal=Interrupting(path), max_tasks=1) as client:
        with pytest.raises(KeyboardInterrupt):
            client.create("x", model=PRO)
        assert (client._guard.tasks, client.resume().unknown) == (0, ())
    with Seedance("k", base_url=hostile.base_url, journal=path) as client:
        assert client.create("x", model=PRO).id == "video_1"


def test_a_cancellation_before_sending_closes_the_entry(path: Path, hostile: Any) -> None:
    """The same for a call that is cancelled while the disk is slow."""
    hostile.script["POST"] = [http(TASK)]
    writing, go_on = threading.Event(), threading.Event()

    class Slow(Journal):
        def begin(self, *arguments: Any, **named: Any) -> None:
            writing.set()
            go_on.wait(10)
            super().begin(*arguments, **named)

    async def main() -> None:
        async with AsyncSeedance("k", base_url=hostile.base_url, journal=Slow(path), max_tasks=1) as client:
            call = asyncio.create_task(client.create("x", model=PRO))
            await asyncio.to_thread(writing.wait, 10)
            call.cancel()
            asyncio.get_running_loop().call_soon(go_on.set)
            with pytest.raises(asyncio.CancelledError):
                await call
            assert client._guard.tasks == 0
            assert (await client.resume()).unknown == ()
            assert not hostile.seen
            assert (await client.create("x", model=PRO)).id == "video_1"

    asyncio.run(main())
