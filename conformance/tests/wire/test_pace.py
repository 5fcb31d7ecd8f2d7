"""The client-side rate limit, on a clock that a test moves."""

import pytest
from attrs import define, field
from seedance_conformance.wire.budget import Budget
from seedance_conformance.wire.errors import RateLimited
from seedance_conformance.wire.pace import Pace
from seedance_conformance.wire.target import Target
from tests.conftest import Scripted


@define
class Clock:
    """Time that passes only when somebody sleeps."""

    now: float = 100.0
    slept: list[float] = field(factory=list)

    def read(self) -> float:
        """The time."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.slept.append(round(seconds, 6))
        self.now += seconds


def paced(per_second: float) -> tuple[Pace, Clock]:
    """A pace on a clock of its own."""
    clock = Clock()
    return Pace(per_second, clock=clock.read, sleep=clock.sleep), clock


def test_requests_keep_their_distance() -> None:
    """The first goes at once, each other a gap later; time that has passed anyway counts."""
    pace, clock = paced(4)
    for _ in range(3):
        pace.turn(10)
    clock.now += 5
    pace.turn(10)
    assert clock.slept == [0.25, 0.25]


def test_a_pause_holds_for_everybody() -> None:
    """What the target asked for is waited out before the next request, whoever sends it."""
    pace, clock = paced(4)
    pace.hold(30)
    pace.turn(60)
    assert clock.slept == [30]


def test_a_pause_beyond_patience_is_no_verdict() -> None:
    """Nobody waits for an hour, and nobody asks before it is over."""
    pace, clock = paced(4)
    pace.hold(3600)
    for _ in range(2):
        with pytest.raises(RateLimited, match="3600 s"):
            pace.turn(300)
    assert clock.slept == []


@pytest.mark.parametrize(
    ("header", "pause"), [("7", 7.0), ("Wed, 21 Oct 2015 07:28:00 GMT", 1.0), ("soon", 1.0), ("", 1.0)]
)
def test_retry_after_is_respected(scripted: Scripted, header: str, pause: float) -> None:
    """The request goes again when the target said, in seconds or as a date, and its unit of the budget is free."""
    answers = iter([(429, {"Retry-After": header}, b""), (200, {}, b'{"id": "v", "status": "queued"}')])
    scripted.answer = lambda *_: next(answers)
    pace, clock = paced(1000)
    target = Target(scripted.base_url, "sk-0123456789", budget=Budget(1), pace=pace)
    assert target.create({}).status == 200
    target.close()
    assert clock.slept == [pytest.approx(pause, abs=0.002)]


def test_a_long_pause_ends_the_request_at_once(scripted: Scripted) -> None:
    """An hour is more than patience allows: one request, no second one, and nothing is spent."""
    scripted.answer = lambda *_: (429, {"Retry-After": "3600"}, b"")
    pace, clock = paced(1000)
    target = Target(scripted.base_url, "sk-0123456789", pace=pace, patience=300)
    for _ in range(3):
        with pytest.raises(RateLimited):
            target.create({})
    target.close()
    assert (len(scripted.seen), target.budget.spent, clock.slept) == (1, 0, [])
