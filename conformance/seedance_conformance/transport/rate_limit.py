"""The client-side rate limit: how fast a target that is not ours is asked."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from seedance_conformance.transport.errors import RateLimited
from seedance_conformance.transport.exchange import Exchange

REMOTE_PER_SECOND: Final = 4.0
"""Requests a second off loopback, of all threads together. The pages warn of polling too often and give no number."""


class Pace:
    """Lets requests through one after another, and none while the target has asked for a pause. Thread-safe.

    Args:
        per_second: at most so many.
        clock: seconds that never go back.
        sleep: waits for so many seconds.
    """

    def __init__(
        self,
        per_second: float,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._gap = 1 / per_second
        self._clock = clock
        self._sleep = sleep
        self._next = clock()
        self._lock = threading.Lock()

    def turn(self, patience: float) -> None:
        """Wait for one's turn.

        Raises:
            RateLimited: it would come in more than `patience` seconds.
        """
        with self._lock:
            now = self._clock()
            turn = max(now, self._next)
            if turn - now > patience:
                raise RateLimited(f"the target asks for a pause of {turn - now:.0f} s more: run again later")
            self._next = turn + self._gap
        if turn > now:
            self._sleep(turn - now)

    def hold(self, seconds: float) -> None:
        """Let nothing through for so long."""
        with self._lock:
            self._next = max(self._next, self._clock() + seconds)


def is_limited(exchange: Exchange) -> bool:
    """Whether an answer puts the request off, for its pace: it was not taken, and may be sent again."""
    return exchange.status == 429 or (exchange.status == 503 and "retry-after" in exchange.headers)


def asked_pause(exchange: Exchange) -> float | None:
    """Seconds that an answer asks to wait, if it says."""
    return retry_after(exchange.headers.get("retry-after", ""), datetime.now(UTC))


def retry_after(value: str, now: datetime) -> float | None:
    """Seconds from now that a Retry-After header asks to wait: a number of them, or until a date.

    A date without a zone, in the form of asctime or with the zone `-0000`, is in UTC: HTTP has no other (RFC 9110,
    section 5.6.7).

    Args:
        value: of the header.
        now: with its zone.

    Returns:
        The seconds, 0 for a date that is past; None for what is neither a number nor a date.
    """
    if value.isascii() and value.isdecimal():
        return float(value)
    try:
        date = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    date = date if date.tzinfo else date.replace(tzinfo=UTC)
    return max(0.0, (date - now).total_seconds())
