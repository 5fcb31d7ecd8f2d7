"""The target: what it logs, what it redacts, and what it never sends twice."""

import json

import pytest
from seedance_conformance.transport.connection.loopback import is_loopback
from seedance_conformance.transport.errors import RateLimited, Unreachable, Unsendable
from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.reproduction.curl import to_curl
from seedance_conformance.transport.spending.budget import Budget
from seedance_conformance.transport.target import Target
from tests.conftest import Answer, Scripted
from tests.transport.conftest import KEY, Connect
from tests.transport.connection.test_rate_limit import paced


def accepted(number: int) -> Answer:
    """A create answer with this id."""
    return 200, {}, json.dumps({"id": f"video_{number}", "status": "queued"}).encode()


def test_an_exchange_is_logged_without_the_key(scripted: Scripted, connect: Connect) -> None:
    """No part of the log has the key, even if the server sends it back."""
    scripted.answer = lambda *_: (400, {}, f"you sent {KEY}".encode())
    target = connect()
    exchange = target.create({"prompt": KEY})
    assert scripted.seen == [("POST", "/v1/kyyvideo2/videos", json.dumps({"prompt": KEY}).encode())]
    assert KEY not in repr(exchange) + json.dumps(exchange.to_json()) + to_curl(exchange) + repr(target)
    assert target.log == [exchange]
    assert (exchange.operation, exchange.key, exchange.status) == ("create", "first", 400)


def test_a_stored_exchange_reads_back(scripted: Scripted, connect: Connect) -> None:
    """A stored exchange can be judged again, also with a binary body."""
    scripted.answer = lambda *_: (200, {"X-A": "b"}, b"\xff\xfe")
    target = connect()
    exchange = target.create(None, content=b'{"a": "\xc3\xa4"}')
    assert Exchange.from_json(json.loads(json.dumps(exchange.to_json()))) == exchange


def test_a_rate_limit_is_waited_out(scripted: Scripted, connect: Connect) -> None:
    """After 429 with Retry-After the request is sent again, and only the last answer counts."""
    busy: list[Answer] = [(429, {"Retry-After": "7"}, b""), (503, {"Retry-After": "0"}, b""), (429, {}, b"")]
    scripted.will_say(*busy, accepted(1))
    pace, clock = paced(10_000)
    target = connect(budget=Budget(1), retry_seconds=60, rate_limiter=pace)
    exchange = target.create({})
    assert exchange.status == 200
    assert [pause for pause in clock.slept if pause > 0.1] == [7, 14, 28]  # grows where none is asked for
    assert target.budget.spent == 1
    assert [one.status for one in target.log] == [429, 503, 429, 200]


def test_retries_run_out_once_and_not_for_each_request(scripted: Scripted, connect: Connect) -> None:
    """Otherwise hundreds of cases on a target with a daily limit would wait for five minutes each."""
    busy: Answer = (429, {}, b"")
    scripted.will_say(busy, busy, busy, (404, {}, b""), accepted(1), busy, busy)
    pace, clock = paced(10_000)
    target = connect(retry_seconds=1.5, rate_limiter=pace)
    for _ in range(2):  # one pause of a second; then none
        with pytest.raises(RateLimited):
            target.create({})
        clock.now += 60
    assert len(scripted.seen) == 3
    assert (target.query("video_1").status, target.create({}).status) == (404, 200)
    with pytest.raises(RateLimited):  # it was let through, so the next one is waited for again
        target.create({})
    assert len(scripted.seen) == 7


def test_an_unreachable_target_is_an_error_and_costs_nothing() -> None:
    """Without a connection nothing was sent."""
    target = Target("http://127.0.0.1:9/x", KEY, budget=Budget(1))
    with pytest.raises(Unreachable, match=r"127\.0\.0\.1:9"):
        target.create({})
    target.close()
    assert target.budget.spent == 0


def test_an_unsendable_request_is_not_a_breach(scripted: Scripted, connect: Connect) -> None:
    """An illegal header is never sent, never logged and never billed."""
    target = connect(budget=Budget(1))
    with pytest.raises(Unsendable, match="can't be sent"):
        target.send("POST", "/v1/kyyvideo2/videos", operation="create", authorization="Bearer x ")
    assert (scripted.seen, target.log, target.budget.spent) == ([], [], 0)


def test_ids_are_quoted_into_the_path(scripted: Scripted, connect: Connect) -> None:
    """An odd id stays one path segment."""
    target = connect()
    target.query("../a b?c#d/é")
    assert scripted.seen[0][1] == "/v1/result/..%2Fa%20b%3Fc%23d%2F%C3%A9"


@pytest.mark.parametrize(
    ("url", "loopback"),
    [
        ("http://localhost:1/x", True),
        ("http://127.8.0.1", True),
        ("http://[::1]:80/", True),
        ("http://localhost.example.com", False),
        ("https://zcbservice.aizfw.cn/kyyReactApiServer", False),
        ("http://10.0.0.1", False),
    ],
)
def test_what_counts_as_loopback(url: str, loopback: bool) -> None:
    """All other hosts may bill."""
    assert is_loopback(url) is loopback
