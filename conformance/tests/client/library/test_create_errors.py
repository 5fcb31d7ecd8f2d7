"""What the error of a create tells, what it hides, and how long a busy service is waited for."""

from typing import Any

import httpx
import pytest
from seedance_client import AuthenticationFailed, Busy, Limits, OutcomeUnknown, Seedance
from tests.client.library.answers import PRO, TASK, http, reset

OK = http(TASK)


def test_outcome_unknown_tells_all(hostile: Any, call: Any, clock: Any) -> None:
    """The error has what it takes to find the task: request id, body hash and times; the server saw the same id."""
    hostile.script["POST"] = [reset]
    before = clock.time()
    with pytest.raises(OutcomeUnknown) as caught:
        call("create", "A kite", model=PRO)
    error = caught.value
    assert error.request_id == hostile.seen[0].headers["x-client-request-id"]
    assert len(error.body_hash) == 64
    assert before <= error.sent_at <= error.failed_at <= clock.time()
    assert error.request == "POST /v1/kyyvideo2/videos"
    assert str(error.request_id) in str(error)


def test_an_odd_body_keeps_its_error(hostile: Any, call: Any) -> None:
    """A body that JSON can represent but Python can't sort doesn't cause another error after it was sent."""
    hostile.script["POST"] = [http(b"<h1>Bad Gateway</h1>", 502)]
    with pytest.raises(OutcomeUnknown) as caught:
        call("create_from", {"model": PRO, 1: 2}, unchecked=True)
    assert len(caught.value.body_hash) == 64


def test_each_create_has_a_fresh_connection(hostile: Any) -> None:
    """Two creates of one client use two connections, two questions share one."""
    hostile.script = {"POST": [OK], "GET": [OK]}
    with Seedance("k", base_url=hostile.base_url) as client:
        for _ in range(2):
            client.create("x", model=PRO)
            client.get("video_1")
    connections = {(seen.method, seen.connection) for seen in hostile.seen}
    assert sorted(method for method, _ in connections) == ["GET", "POST", "POST"]


@pytest.mark.parametrize("asked", [7.0, 0.0])
def test_busy_is_not_waited_for_when_switched_off(asked: float, hostile: Any, call: Any) -> None:
    """Without a retry budget, a busy service is an error immediately, and the error has the requested wait."""
    hostile.script["POST"] = [http({}, 429, Retry_After=f"{asked:.0f}")]
    with pytest.raises(Busy) as caught:
        call("create", "x", model=PRO, options={"limits": Limits(retry_budget=0)})
    assert (caught.value.retry_after, hostile.count("POST")) == (asked, 1)


def test_waiting_as_the_service_asks(hostile: Any, call: Any, clock: Any) -> None:
    """Retry-After is kept to."""
    hostile.script["POST"] = [http({}, 503, Retry_After="9"), OK]
    call("create", "x", model=PRO)
    assert clock.slept == [9.0]


FIREWALLS = {
    "a text": "error code: 1020",
    "a page": (
        '<!DOCTYPE html><html class="no-js" lang="en-US"><head><title>Access denied</title><meta charset="UTF-8" />'
        '<style>p{color:#fff}</style></head><body><div id="cf-wrapper"><h1 data-translate="error">Error</h1>'
        "<span>1020</span><small>Ray ID: 8f1a2b3c4d5e6f70 &bull; 2026-11-28 10:00:00 UTC</small></div></body></html>"
    ),
}


@pytest.mark.parametrize("page", FIREWALLS.values(), ids=list(FIREWALLS))
def test_a_firewall_is_not_a_wrong_key(page: str, either: Any) -> None:
    """Nothing was billed, and the message names the firewall and its words instead of the key."""
    transport = httpx.MockTransport(lambda _: httpx.Response(403, text=page))
    with pytest.raises(AuthenticationFailed, match=r"firewall.*1020.*the key may be right"):
        either.call("https://api.example.com", "create", "x", model=PRO, options={"transport": transport})
