"""The client-side rate limit, on a clock that a test moves."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest
from attrs import define, field
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from seedance_conformance.transport.budget import Budget
from seedance_conformance.transport.errors import RateLimited
from seedance_conformance.transport.rate_limit import Pace, retry_after
from seedance_conformance.transport.target import Target
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


FORMS = (
    "%a, %d %b %Y %H:%M:%S GMT",  # the form of HTTP
    "%A, %d-%b-%y %H:%M:%S GMT",  # RFC 850
    "%a %b %e %H:%M:%S %Y",  # asctime
    "%a, %d %b %Y %H:%M:%S -0000",
    "%a, %d %b %Y %H:%M:%S +0000",
    "%d %b %Y %H:%M:%S UTC",
)


@pytest.fixture(params=["UTC", "America/New_York", "Asia/Kolkata", "Pacific/Apia"])
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """This machine is somewhere else for the time of a test."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("zone")
@pytest.mark.parametrize("form", FORMS)
@given(seconds=st.integers(-400_000_000, 700_000_000))
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_date_means_the_same_moment_wherever_this_machine_is(form: str, seconds: int) -> None:
    """Winter and summer, in each form; without a zone it is in UTC, as the standard library says of `-0000`."""
    now = datetime(2026, 11, 28, 12, tzinfo=UTC)
    text = (now + timedelta(seconds=seconds)).strftime(form)
    assert retry_after(text, now) == max(0, seconds)
    beside = parsedate_to_datetime(text)
    assert (beside if beside.tzinfo else beside.replace(tzinfo=UTC)) == now + timedelta(seconds=seconds)


@pytest.mark.parametrize("offset", ["-0500", "+0530", "-1200", "+1400", "EST"])
def test_another_zone_is_read_as_it_is_written(offset: str) -> None:
    """No server may send one, and the standard library reads it."""
    text, now = f"Sat, 28 Nov 2026 12:00:00 {offset}", datetime(2026, 11, 27, tzinfo=UTC)
    assert retry_after(text, now) == (parsedate_to_datetime(text) - now).total_seconds()


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
def test_what_is_neither_a_number_nor_a_date_says_nothing(text: str, seconds: float | None) -> None:
    """Whole seconds or a date; anything else leaves the pause to us."""
    assert retry_after(text, datetime(2026, 11, 28, tzinfo=UTC)) == seconds


@given(st.text(max_size=60))
def test_no_header_breaks_the_reader(text: str) -> None:
    """A server may send anything."""
    seconds = retry_after(text, datetime(2026, 11, 28, tzinfo=UTC))
    assert seconds is None or seconds >= 0


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
