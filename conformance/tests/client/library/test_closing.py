"""A client that is closed while another thread or task still uses it."""

from pathlib import Path
from typing import Any

import pytest
from seedance_client import NotConnected, Seedance
from tests.client.library.answers import PRO, finished, open_client


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


@pytest.mark.parametrize(
    ("name", "step", "error", "words"),
    [
        ("create", "send", NotConnected, r"nothing was sent: .*closed"),
        ("download", "open_stream", RuntimeError, "this client is closed: make a new one"),
    ],
)
def test_an_asynchronous_client_that_is_closed_meanwhile(
    name: str, step: str, error: type[Exception], words: str, hostile: Any, target: Path
) -> None:
    """The same for the asynchronous client; a download ends, too."""
    arguments: dict[str, Any] = {"prompt": "x", "model": PRO}
    if name == "download":
        arguments = {"task": finished(hostile), "to": target}
    with open_client("async", base_url=hostile.base_url) as (client, finish):
        original = getattr(client._transport, step)

        async def close_and_go_on(job: Any) -> Any:
            await client.close()
            return await original(job)

        setattr(client._transport, step, close_and_go_on)
        with pytest.raises(error, match=words):
            finish(getattr(client, name)(**arguments))
    assert not hostile.seen
