"""The client-side rate limit, with a fake clock."""

from datetime import UTC, datetime

import pytest
from attrs import define, field
from seedance_conformance.transport.connection.rate_limit import RateLimiter, retry_after
from seedance_conformance.transport.errors import RateLimited
from seedance_conformance.transport.spending.budget import Budget
from tests.conftest import Scripted
from tests.transport.conftest import Connect


@define
class Clock:
    """A clock that only `sleep` advances."""

    now: float = 100.0
    slept: list[float] = field(factory=list)

    def read(self) -> float:
        """The time."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.slept.append(round(seconds, 6))
        self.now += seconds


def paced(per_second: float) -> tuple[RateLimiter, Clock]:
    """A rate limiter with a fake clock."""
    clock = Clock()
    return RateLimiter(per_second, clock=clock.read, sleep=clock.sleep), clock


def test_requests_are_spaced_out() -> None:
    """The first is sent at once, the others after a gap; idle time counts."""
    pace, clock = paced(4)
    for _ in range(3):
        pace.acquire(10)
    clock.now += 5
    pace.acquire(10)
    assert clock.slept == [0.25, 0.25]


def test_a_pause_holds_all_requests() -> None:
    """A pause that the target asked for delays the next request of any thread."""
    pace, clock = paced(4)
    pace.pause(30)
    pace.acquire(60)
    assert clock.slept == [30]


def test_a_pause_beyond_the_retry_limit_is_no_verdict() -> None:
    """A pause of an hour is an error, and later requests aren't sent before its end."""
    pace, clock = paced(4)
    pace.pause(3600)
    for _ in range(2):
        with pytest.raises(RateLimited, match=r"pause of 3600 s, more than the 300 s left: run again in 3600 s"):
            pace.acquire(300)
    assert clock.slept == []


@pytest.mark.parametrize(
    ("header", "pause"), [("7", 7.0), ("Wed, 21 Oct 2015 07:28:00 GMT", 1.0), ("soon", 1.0), ("", 1.0)]
)
def test_retry_after_is_respected(scripted: Scripted, connect: Connect, header: str, pause: float) -> None:
    """The request is sent again after the seconds or at the date, and its unit is free."""
    scripted.will_say((429, {"Retry-After": header}, b""), (200, {}, b'{"id": "v", "status": "queued"}'))
    pace, clock = paced(1000)
    target = connect(budget=Budget(1), rate_limiter=pace)
    assert target.create({}).status == 200
    assert clock.slept == [pytest.approx(pause, abs=0.002)]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0),
        ("007", 7),
        ("9" * 400, float("inf")),
        ("", None),
        ("-5", None),
        ("1.5", None),
        ("\u0663", None),
        ("soon", None),
        ("Sat, 28 Nov 2026", None),
        ("Sat, 28 Nov 99999 12:00:00 GMT", None),
        ("Sat, 28 Nov 2026 12:00:00 +9999", None),
        ("Sat, 30 Feb 2026 12:00:00 GMT", None),
    ],
)
def test_other_values_are_ignored(text: str, seconds: float | None) -> None:
    """Without whole seconds or a date the default pause applies."""
    assert retry_after(text, datetime(2026, 11, 28, tzinfo=UTC)) == seconds


def test_a_long_pause_ends_the_request_at_once(scripted: Scripted, connect: Connect) -> None:
    """A pause of an hour exceeds the retry limit: one request, and nothing is spent."""
    scripted.answer = lambda *_: (429, {"Retry-After": "3600"}, b"")
    pace, clock = paced(1000)
    target = connect(rate_limiter=pace, retry_seconds=300)
    for _ in range(3):
        with pytest.raises(RateLimited):
            target.create({})
    assert (len(scripted.seen), target.budget.spent, clock.slept) == (1, 0, [])
