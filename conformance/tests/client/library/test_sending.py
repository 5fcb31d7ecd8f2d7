"""What was provably not sent is sent again, and nothing else; own clients and transports of the user's."""

from contextlib import suppress
from typing import Any

import httpx
import pytest
from seedance_client import NotConnected, OutcomeUnknown, Seedance
from tests.client.library.answers import BASE, PRO, TASK, http, reset, service


def test_own_httpx_client() -> None:
    """A client of the user's own is used, gets the key and the headers, and stays open."""
    transport, seen = service(TASK)
    more: Any = {"default_headers": {"X-Team": "a"}, "user_agent": "acme"}
    with httpx.Client(transport=transport) as own:
        with Seedance("sk-own", base_url="https://api.example.com/x", http_client=own, **more) as client:
            assert client.create("x", model=PRO).id == "video_1"
        assert not own.is_closed
    assert str(seen[0].url) == "https://api.example.com/x/v1/kyyvideo2/videos"
    assert seen[0].headers["authorization"] == "Bearer sk-own"
    assert seen[0].headers["x-team"] == "a"
    assert seen[0].headers["user-agent"].startswith("acme seedance-client/1.")


@pytest.mark.parametrize("call", [{}, {"extra_headers": {"X-A": "b"}}])
def test_the_connection_of_a_create_is_never_idle(call: dict[str, Any], either: Any) -> None:
    """Else httpcore may give it to another thread and close it meanwhile: a paid task with an unknown outcome."""
    transport, seen = service(TASK)
    for name, argument, named in (("create", "x", {"model": PRO}), ("get", "video_1", {})):
        either.call(BASE, name, argument, options={"transport": transport}, **named, **call)
    assert [request.headers.get("connection", "keep-alive") for request in seen] == ["close", "keep-alive"]


@pytest.mark.parametrize("error", [httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout])
@pytest.mark.parametrize("failures", [1, 2, 3])
def test_what_was_not_sent_is_sent_again(error: type[httpx.TransportError], failures: int, either: Any) -> None:
    """Without a connection nothing was sent: three attempts, then an error that says so."""
    transport, seen = service(*[error] * failures, TASK)
    if failures < 3:
        assert either.call(BASE, "create", "x", model=PRO, options={"transport": transport}).id == "video_1"
    else:
        with pytest.raises(NotConnected):
            either.call(BASE, "create", "x", model=PRO, options={"transport": transport})
    assert len(seen) == min(failures + 1, 3)


NETWORK = (httpx.ReadError, httpx.ReadTimeout, httpx.WriteError, httpx.WriteTimeout, httpx.CloseError, httpx.ProxyError)

MISLABELLED = httpx.ConnectTimeout("Server disconnected")
"""What httpx-aiohttp makes of a line that is dropped after the request was sent."""
MISLABELLED.__cause__ = type("ServerDisconnectedError", (Exception,), {})()


@pytest.mark.parametrize(
    "error", [*NETWORK, httpx.RemoteProtocolError, httpx.LocalProtocolError, OSError, KeyError, MISLABELLED], ids=repr
)
def test_what_may_have_been_sent_is_not(error: Exception | type[Exception], either: Any) -> None:
    """After every other failure the request is not sent again."""
    transport, seen = service(error)
    with pytest.raises(OutcomeUnknown):
        either.call(BASE, "create", "x", model=PRO, options={"transport": transport})
    assert len(seen) == 1


class Repeating(httpx.HTTPTransport):
    """A transport that sends again what got no answer, or a bad one."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request."""
        with suppress(httpx.TransportError):
            response = super().handle_request(request)
            if response.status_code < 500:
                return response
            response.close()
        return super().handle_request(request)


class AsyncRepeating(httpx.AsyncHTTPTransport):
    """The same for the asynchronous client."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request."""
        with suppress(httpx.TransportError):
            response = await super().handle_async_request(request)
            if response.status_code < 500:
                return response
            await response.aclose()
        return await super().handle_async_request(request)


@pytest.mark.parametrize("reply", [http(b"", 502), reset])
def test_a_transport_that_repeats_is_stopped(reply: Any, hostile: Any, call: Any, either: Any) -> None:
    """Where a transport of the user's would send a create again, the second one doesn't leave."""
    hostile.script["POST"] = [reply]
    options = {"transport": Repeating() if either.kind == "sync" else AsyncRepeating()}
    with pytest.raises(OutcomeUnknown, match="retries for POST"):
        call("create", "x", model=PRO, options=options)
    assert hostile.count("POST") == 1


def test_a_transport_that_repeats_a_question_may(hostile: Any, call: Any, either: Any) -> None:
    """Asking twice does no harm."""
    hostile.script["GET"] = [http(b"", 502), http(TASK)]
    options = {"transport": Repeating() if either.kind == "sync" else AsyncRepeating()}
    assert call("get", "video_1", options=options).status == "queued"
