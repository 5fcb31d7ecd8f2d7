"""Requests are sent as built: without cookies of earlier answers, and redirects aren't followed."""

import httpx
import pytest
from seedance_conformance.transport.connection.connections import Connections
from tests.conftest import Scripted


@pytest.mark.parametrize("remote", [False, True])
@pytest.mark.parametrize("once", [False, True])
def test_requests_share_no_state(scripted: Scripted, remote: bool, once: bool) -> None:
    """A cookie isn't sent with the next request, and the User-Agent is the suite's."""
    scripted.answer = lambda *_: (200, {"Set-Cookie": "session=first; Path=/"}, b"{}")
    connections = Connections(5, remote=remote)
    for _ in range(2):
        request = connections.build("GET", f"{scripted.base_url}/v1/result/a", httpx.Headers({"X-A": "b"}), None)
        assert connections.send(request, once=once).status == 200
    connections.close()
    assert len(scripted.headers) == 2
    assert scripted.headers[0] == scripted.headers[1]
    assert scripted.headers[0]["user-agent"].startswith("seedance-conformance/")
    assert scripted.headers[0]["x-a"] == "b"


@pytest.mark.parametrize("remote", [False, True])
def test_a_redirect_is_an_answer(scripted: Scripted, remote: bool) -> None:
    """It isn't followed: a repeated create may be billed twice."""
    scripted.answer = lambda *_: (307, {"Location": "/elsewhere"}, b"")
    connections = Connections(5, remote=remote)
    request = connections.build("POST", f"{scripted.base_url}/v1/kyyvideo2/videos", httpx.Headers(), b"{}")
    received = connections.send(request, once=True)
    connections.close()
    assert (received.status, len(scripted.seen)) == (307, 1)


@pytest.mark.parametrize("remote", [False, True])
def test_a_connection_that_is_not_kept_is_never_idle(scripted: Scripted, remote: bool) -> None:
    """Else httpcore may give it to another thread and close it meanwhile: the target seems to drop a create."""
    scripted.answer = lambda *_: (200, {}, b"{}")
    connections = Connections(5, remote=remote)
    for method, once in (("POST", True), ("DELETE", False), ("GET", True), ("GET", False)):
        request = connections.build(method, f"{scripted.base_url}/v1/x", httpx.Headers(), None)
        connections.send(request, once=once)
    connections.close()
    said = [headers.get("connection") for headers in scripted.headers]
    assert said == ["close", "close", "close", None if remote else "close"]
