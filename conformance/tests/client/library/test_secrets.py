"""Keys and signed URLs never appear in a traceback, log or repr, whatever goes wrong."""

import asyncio
import logging
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from seedance_client import Asset, AsyncSeedance, Seedance, SeedanceError, TaskState
from seedance_client._sdk.transport.log_redaction import downloading
from tests.client.library.answers import BOX, KEY, PRO, Reply, hang, http, open_client, reset

SIGNED = "https://cdn.example.com/o.mp4?Signature=my-signature"


def story(error: BaseException | None) -> str:
    """All that a crash reporter would keep: each frame but those of the tests, with its variables, and each cause."""
    told = ""
    while error is not None:
        stack = traceback.TracebackException.from_exception(error, capture_locals=True).stack
        own = [frame for frame in stack if "tests" not in Path(frame.filename).parts]
        told += f"{error} {error!r} {error.__dict__} {[(frame.filename, frame.locals) for frame in own]}"
        error = error.__cause__ or error.__context__
    return told


UNSOUND: dict[str, Callable[[str], object]] = {
    "key": lambda key: Seedance(f"{key} with a space"),
    "address": lambda key: Seedance(key, base_url="nowhere"),
    "price": lambda key: Seedance(key, prices={PRO: float("nan")}),
    "proxy": lambda key: Seedance(key, proxy="ftp://127.0.0.1"),
    "asynchronous proxy": lambda key: AsyncSeedance(key, proxy="ftp://127.0.0.1"),
    "asynchronous key": lambda key: AsyncSeedance(f"{key}\n{key}"),
}


@pytest.mark.parametrize("make", UNSOUND.values(), ids=list(UNSOUND))
def test_a_client_that_cannot_be_made(make: Callable[[str], object]) -> None:
    """The traceback of a client that couldn't be made doesn't show the key in any frame of the library."""
    with pytest.raises(ValueError, match=r"key|base_url|prices|proxy") as caught:
        make(KEY)
    assert KEY not in story(caught.value)


@pytest.mark.parametrize("reply", [reset, http({"error": f"the key {KEY} is wrong"}, 401)])
def test_an_error_of_a_create(reply: Reply, hostile: Any, call: Any) -> None:
    """Neither the text of an error, nor its traceback with every local variable, nor its causes show the key."""
    hostile.script["POST"] = [reply]
    with pytest.raises(SeedanceError) as caught:
        call("create", "A kite", model=PRO)
    assert hostile.seen[0].headers["authorization"] == f"Bearer {KEY}"
    assert KEY not in story(caught.value)


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit])
@pytest.mark.parametrize("name", ["create", "get"])
def test_an_interruption(stop: type[BaseException], name: str, either: Any) -> None:
    """Ctrl-C comes out as it is, but not through frames that hold the request."""

    def interrupt(request: httpx.Request) -> httpx.Response:
        assert request.headers["authorization"] == f"Bearer {KEY}"
        raise stop

    arguments: dict[str, Any] = {"prompt": "x", "model": PRO} if name == "create" else {"task": "video_1"}
    options = {"transport": httpx.MockTransport(interrupt)}
    with pytest.raises(stop) as caught:
        either.call("https://api.example.com", name, options=options, **arguments)
    assert KEY not in story(caught.value)
    assert "handle_request" not in story(caught.value)


def test_a_cancellation(hostile: Any) -> None:
    """The traceback of a cancelled create doesn't show the key."""
    hostile.script["POST"] = [hang]
    with open_client("async", base_url=hostile.base_url) as (client, finish):
        with pytest.raises(TimeoutError) as caught:
            finish(asyncio.wait_for(client.create("x", model=PRO), 0.3))
        assert KEY not in story(caught.value)


@pytest.mark.parametrize(
    "value",
    [TaskState("video_1", "completed", video_url=SIGNED), Asset("a", "Active", url=SIGNED)],
    ids=["task", "asset"],
)
def test_a_repr_has_no_signature(value: TaskState | Asset) -> None:
    """A printed task doesn't show signed queries; its field has them."""
    assert "my-signature" not in repr(value)
    assert "https://cdn.example.com/o.mp4?..." in repr(value)
    assert repr(TaskState("video_1", "queued")).count("video_url=None") == 1


def test_a_log_has_no_signature(either: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A download is not in the logs of httpx, with its signed addresses; what follows it is again."""
    caplog.set_level(logging.DEBUG)

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/o.mp4":
            return httpx.Response(302, headers={"Location": "/new.mp4?Signature=my-signature"})
        return httpx.Response(200, content=BOX)

    task = TaskState("video_1", "completed", video_url=SIGNED)
    options = {"transport": httpx.MockTransport(answer)}
    either.call("https://api.example.com", "download", task, tmp_path / "o.mp4", options=options)
    assert "my-signature" not in caplog.text
    with httpx.Client(transport=httpx.MockTransport(answer)) as other:
        other.get("https://example.com/else")
    assert "example.com/else" in caplog.text


@pytest.mark.parametrize("name", ["httpx", "httpcore.http11", "httpcore.http2", "hpack.hpack"])
def test_no_layer_logs_a_download(name: str, caplog: pytest.LogCaptureFixture) -> None:
    """No layer logs headers or URLs during a download, not even with HTTP/2."""
    caplog.set_level(logging.DEBUG)
    before = downloading.set(True)
    logging.getLogger(name).debug("https://cdn.example.com/o.mp4?Signature=my-signature")
    downloading.reset(before)
    logging.getLogger(name).debug("what follows")
    assert "my-signature" not in caplog.text
    assert "what follows" in caplog.text
