"""The client-side rate limit for remote targets, and rate-limit answers."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import inf
from typing import Final

from attrs import define, field

from seedance_conformance.transport.errors import RateLimited
from seedance_conformance.transport.exchange import Exchange

REMOTE_PER_SECOND: Final = 4.0
"""Requests per second to a remote target, from all threads. The documents warn of frequent polls without a number."""


@define(eq=False)
class RateLimiter:
    """Sends at most some requests per second, and none while the target asks for a pause. Thread-safe."""

    _per_second: float
    _clock: Callable[[], float] = field(default=time.monotonic, kw_only=True)  # monotonic, in seconds
    _sleep: Callable[[float], None] = field(default=time.sleep, kw_only=True)
    _next: float = field(default=-inf, init=False)
    _lock: threading.Lock = field(factory=threading.Lock, init=False)

    def acquire(self, timeout: float) -> None:
        """Wait until the next request may be sent.

        Raises:
            RateLimited: that would take more than `timeout` seconds.
        """
        with self._lock:
            now = self._clock()
            turn = max(now, self._next)
            if turn - now > timeout:
                pause, left = f"{turn - now:.0f} s", f"{max(timeout, 0.0):.0f} s"
                raise RateLimited(
                    f"the target asks for a pause of {pause}, more than the {left} left: run again in {pause}"
                )
            self._next = turn + 1 / self._per_second
        if turn > now:
            self._sleep(turn - now)

    def pause(self, seconds: float) -> None:
        """Hold all requests for some seconds."""
        with self._lock:
            self._next = max(self._next, self._clock() + seconds)


def is_limited(exchange: Exchange) -> bool:
    """Whether an answer is a rate limit: the request wasn't accepted and may be sent again."""
    return exchange.status == 429 or (exchange.status == 503 and "retry-after" in exchange.headers)


def requested_pause(exchange: Exchange) -> float | None:
    """The seconds in Retry-After, or None without it."""
    return retry_after(exchange.headers.get("retry-after", ""), datetime.now(UTC))


def retry_after(value: str, now: datetime) -> float | None:
    """The seconds of a Retry-After header, 0 for a past date; None if it is neither a number of seconds nor a date.

    A date without a zone, in asctime format or with the zone `-0000`, is in UTC (RFC 9110, section 5.6.7).
    """
    value = value.strip()
    if value.isascii() and value.isdecimal():
        return float(value)
    try:
        date = parsedate_to_datetime(value)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
    date = date if date.tzinfo else date.replace(tzinfo=UTC)
    return max(0.0, (date - now).total_seconds())
