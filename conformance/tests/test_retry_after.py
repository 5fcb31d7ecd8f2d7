"""Retry-After: the reader of the client and that of the suite, beside the standard library's."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from seedance_client._sdk.answers import reading
from seedance_client._sdk.transport.effects import Answer
from seedance_conformance.transport.connection import rate_limit

NOW: Final = datetime(2026, 11, 29, 12, tzinfo=UTC)
FORMS: Final = (
    "%a, %d %b %Y %H:%M:%S GMT",
    "%a, %d %b %Y %H:%M:%S -0000",
    "%a, %d %b %Y %H:%M:%S +0000",
    "%a, %d %b %Y %H:%M:%S EST",
    "%a, %d %b %Y %H:%M:%S +0530",
    "%a, %d %b %Y %H:%M:%S +1400",
    "%d %b %Y %H:%M:%S UTC",
    "%A, %d-%b-%y %H:%M:%S GMT",  # RFC 850
    "%a %b %d %H:%M:%S %Y",  # asctime
)
PARTS: Final = (
    *("Sun,", "06", "Nov", "1994", "08:49:37", "GMT", "-0000", "+0530", "94", "99999999999", "08.49.37", ":", "-"),
    *("06-Nov-94", "EST", "(x)", '"', "(", "1e5", "+", "am", ",", ".", "+99999999999999999999", "9" * 400),
)


@pytest.fixture(params=["UTC", "America/New_York", "Asia/Kolkata", "Pacific/Apia"])
def zone(request: pytest.FixtureRequest) -> Iterator[str]:
    """The local time zone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", request.param)
        time.tzset()
        yield request.param
    time.tzset()


def both(value: str) -> tuple[float | None, float | None]:
    """The seconds that the client and the suite read."""
    client = reading.retry_after(Answer(429, {"retry-after": value}, b""), NOW.timestamp())
    return client, rate_limit.retry_after(value, NOW)


@pytest.mark.parametrize("form", FORMS)
def test_both_read_a_date_like_the_standard_library(form: str, zone: str) -> None:
    """Wherever the program runs, and a date without a zone is in UTC."""
    for number in range(-50, 400):
        value = (NOW + timedelta(days=17 * number, seconds=977 * number)).strftime(form)
        date = parsedate_to_datetime(value)
        expected = max(0.0, (date.replace(tzinfo=date.tzinfo or UTC) - NOW).total_seconds())
        assert both(value) == (expected, expected), (value, zone)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.one_of(st.lists(st.sampled_from(PARTS), max_size=7).map(" ".join), st.text(max_size=30)))
@example("Sun, 06 Nov 1994 08:49:37 +99999999999999999999")
@example("Mon, 30 Nov 99999999999999999999 12:00:00 GMT")
@example("9" * 400)
def test_no_value_is_an_exception(value: str) -> None:
    """Both ignore what isn't a time, and agree on what is."""
    client, suite = both(value)
    assert (client is None) == (suite is None)
    assert client == suite or min(client or 0, suite or 0) > 10**8  # years
    assert (client or 0) >= 0
