"""A client that is closed while another thread or task still uses it."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from seedance_client import AsyncSeedance, NotConnected, Seedance, TaskState
from tests.client.library.answers import PRO


@pytest.mark.parametrize("name", ["create", "wait", "get", "wait_many"])
def test_a_client_that_is_closed_meanwhile(name: str, hostile: Any) -> None:
    """If another thread closes the client before the sending, nothing is sent, and a wait ends."""
    client = Seedance("k", base_url=hostile.base_url, max_tasks=1)
    guard, send = client._guard, client._transport.send

    def close_and_send(call: Any) -> Any:
        client.close()
        return send(call)

    client._transport.send = close_and_send  # type: ignore[method-assign]
    if name == "create":
        with pytest.raises(NotConnected, match=r"nothing was sent: .*closed"):
            client.create("x", model=PRO)
        assert guard.tasks == 0
    else:
        with pytest.raises(RuntimeError, match="this client is closed: make a new one"):
            getattr(client, name)(["video_1"] if name == "wait_many" else "video_1")
    assert not hostile.seen


def test_an_asynchronous_client_that_is_closed_meanwhile(hostile: Any, tmp_path: Path) -> None:
    """The same for the asynchronous client; a download ends, too."""

    async def main() -> None:
        client = AsyncSeedance("k", base_url=hostile.base_url)
        send, fetch = client._transport.send, client._transport.open_stream

        async def close_and_send(call: Any) -> Any:
            await client.close()
            return await send(call)

        async def close_and_fetch(job: Any) -> Any:
            await client.close()
            return await fetch(job)

        client._transport.send = close_and_send  # type: ignore[method-assign]
        with pytest.raises(NotConnected, match=r"nothing was sent: .*closed"):
            await client.create("x", model=PRO)
        client = AsyncSeedance("k", base_url=hostile.base_url)
        fetch = client._transport.open_stream
        client._transport.open_stream = close_and_fetch  # type: ignore[method-assign]
        task = TaskState("video_1", "completed", video_url=f"{hostile.base_url}/x.mp4")
        with pytest.raises(RuntimeError, match="this client is closed: make a new one"):
            await client.download(task, tmp_path / "x.mp4")

    asyncio.run(main())
    assert not hostile.seen
