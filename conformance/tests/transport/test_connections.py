"""Requests leave as they were built: nothing of an earlier answer goes with them, and no redirect is followed."""

import httpx
import pytest
from seedance_conformance.transport.connections import Connections
from tests.conftest import Scripted


@pytest.mark.parametrize("remote", [False, True])
@pytest.mark.parametrize("once", [False, True])
def test_nothing_goes_from_one_request_to_the_next(scripted: Scripted, remote: bool, once: bool) -> None:
    """A cookie that came with the answer to one key is not sent with another, and only the suite names itself."""
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
    """It is judged, not followed: a create that follows one may be billed twice."""
    scripted.answer = lambda *_: (307, {"Location": "/elsewhere"}, b"")
    connections = Connections(5, remote=remote)
    request = connections.build("POST", f"{scripted.base_url}/v1/kyyvideo2/videos", httpx.Headers(), b"{}")
    received = connections.send(request, once=True)
    connections.close()
    assert (received.status, len(scripted.seen)) == (307, 1)
