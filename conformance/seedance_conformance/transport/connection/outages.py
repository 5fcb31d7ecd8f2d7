"""A target that starts, or that restarts during a run: wait for it, and leave out answers that prove nothing.

A restart shows as refused connections, or as errors 502 to 504 of a proxy in front of the target. Requests that were
under way got no answer, and a server without a store has forgotten its tasks and assets: neither proves that a rule is
broken.
"""

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from math import inf
from typing import Final
from uuid import uuid4

from attrs import define

from seedance_conformance.transport.connection.connections import Connections
from seedance_conformance.transport.connection.headers import DOCUMENTED
from seedance_conformance.transport.connection.rate_limit import is_limited
from seedance_conformance.transport.errors import Stopped, TransportError, Unreachable, Untrusted
from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.paths import RESULT_PATH
from seedance_conformance.transport.reproduction.steps import made_by

_PAUSE: Final = 0.2
# Answers of a proxy in front of a target that isn't there.
_GATEWAY_ERRORS: Final = (502, 503, 504)
_QUESTIONS: Final = 3
# Seconds before the first refused connection in which the target may already have been stopping.
_MARGIN: Final = 2.0


@define
class Outage:
    """A time in which the target was away, in Unix seconds; `ended` is None until it is back."""

    begun: float
    ended: float | None = None

    @property
    def seconds(self) -> float:
        """How long it took."""
        return (self.ended or self.begun) - self.begun

    def overlaps(self, begun: float, ended: float) -> bool:
        """Whether something else happened at the same time."""
        return ended >= self.begun - _MARGIN and (self.ended is None or begun <= self.ended)


class Outages:
    """Waits while the target is away, and remembers when that was. Thread-safe.

    Args:
        seconds: to wait for it each time; 0 never waits.
        answers: whether the target answers; raises Unreachable if it can't be connected to.
        stopped: whether the run is at its end.
    """

    def __init__(
        self, seconds: float, answers: Callable[[], bool], *, stopped: Callable[[], bool] = lambda: False
    ) -> None:
        self.found: list[Outage] = []
        self.on_change: Callable[[Outage], None] = lambda outage: None  # called at the beginning and at the end of one
        self._seconds = seconds
        self.answers = answers
        self._stopped = stopped
        self._clock: Callable[[], float] = time.monotonic
        self._sleep: Callable[[float], None] = time.sleep
        self._lock = threading.Lock()
        self._gave_up = False

    def sit_out(self, error: Unreachable) -> None:
        """Wait until the target is back after a connection failed.

        Raises:
            Unreachable: it didn't come back in time, or waiting can't help.
            Stopped: the run is at its end.
        """
        if not self._seconds or self._gave_up or isinstance(error, Untrusted):
            raise error
        begun = time.time()
        with self._lock:  # the others wait for the first
            if self._stopped():
                raise Stopped
            if self._gave_up:
                raise error
            if any(outage.ended is not None and outage.ended >= begun for outage in self.found):
                return
            self._wait(error, Outage(begun))

    def check(self, exchange: Exchange) -> None:
        """Wait for the target if it is away: after a dropped connection, or an error of a proxy before it."""
        doubtful = exchange.failure == "dropped" or (exchange.status in _GATEWAY_ERRORS and not is_limited(exchange))
        if self._seconds and not self._gave_up and doubtful and self._is_away():
            with suppress(Unreachable, Stopped):  # the next request says so
                self.sit_out(Unreachable("the target was there and is away."))

    def _is_away(self) -> bool:
        """Whether it refuses connections, or a proxy in front of it answers several times with an error."""
        for _ in range(_QUESTIONS):
            try:
                if self.answers():
                    return False
            except Unreachable:
                return True
            self._sleep(_PAUSE)
        return True

    def _is_back(self) -> bool:
        with suppress(Unreachable):
            return self.answers()
        return False

    def _wait(self, error: Unreachable, outage: Outage) -> None:
        end = self._clock() + self._seconds
        self.found.append(outage)
        self.on_change(outage)
        while not self._is_back():
            if self._stopped():
                raise Stopped
            if self._clock() >= end:
                self._gave_up = True
                raise Unreachable(f"{error} It didn't come back within {self._seconds:g} s (--reconnect-seconds)")
            self._sleep(_PAUSE)
        outage.ended = time.time()
        self.on_change(outage)

    def hit(self, exchange: Exchange) -> bool:
        """Whether an answer is missing because of an outage."""
        missing = exchange.status is None or exchange.status in _GATEWAY_ERRORS
        return missing and any(outage.overlaps(exchange.sent, exchange.ended) for outage in self.found)

    def excuse(self, exchange: Exchange | None, case: str, log: Sequence[Exchange]) -> str | None:
        """Why a breach that a case found, and that an exchange shows, proves nothing; or None."""
        if not self.found:
            return None
        own = [one for one in log if one.case == case]
        begun, ended = min((one.sent for one in own), default=inf), max((one.ended for one in own), default=-inf)
        during = any(outage.overlaps(begun, ended) for outage in self.found)
        if during or (exchange is not None and (self.hit(exchange) or _is_about(exchange, self._earlier(log)))):
            return "the target restarted, so what it answered afterwards about earlier tasks and assets proves nothing"
        return None

    def evidence(self, log: Sequence[Exchange]) -> tuple[Exchange, ...]:
        """The log without answers that prove nothing because of an outage."""
        if not self.found:
            return tuple(log)
        earlier = self._earlier(log)
        return tuple(one for one in log if not (self.hit(one) or (self._is_after(one) and _is_about(one, earlier))))

    def forgot(self, created: float) -> bool:
        """Whether the target may have forgotten what was created at a time, in Unix seconds."""
        return any(created <= outage.begun for outage in self.found)

    def _is_after(self, exchange: Exchange) -> bool:
        return any(outage.begun <= exchange.ended for outage in self.found)

    def _earlier(self, log: Iterable[Exchange]) -> frozenset[str]:
        """The ids of all tasks and assets that were created before the last outage."""
        last = self.found[-1].begun
        return frozenset(filter(None, (made_by(one) for one in log if one.ended <= last)))


def _is_about(exchange: Exchange, earlier: frozenset[str]) -> bool:
    """Whether a request created one of these, or names one in its path or body."""
    if {exchange.subject, made_by(exchange)} & earlier:
        return True
    return b"asset" in exchange.request_body and any(name.encode() in exchange.request_body for name in earlier)


def answers(connections: Connections, base_url: str) -> bool:
    """Whether a server answers a query without a key, whatever it says; an error of a proxy before it doesn't count.

    Raises:
        Unreachable: it can't be connected to.
    """
    url = f"{base_url.rstrip('/')}{RESULT_PATH}video_{uuid4()}"
    answer = connections.send(connections.build("GET", url, DOCUMENTED.build(None), None), once=True)
    return answer.status is not None and (answer.status not in _GATEWAY_ERRORS or "retry-after" in answer.headers)


def wait_for_start(answers: Callable[[], bool], seconds: float, *, pause: float = _PAUSE) -> bool:
    """Wait until a target answers; return whether it did.

    Raises:
        Untrusted: TLS failed, so waiting can't help.
    """
    end = time.monotonic() + seconds
    while True:
        try:
            if answers():
                return True
        except Untrusted:
            raise
        except TransportError:
            pass
        if time.monotonic() + pause > end:
            return False
        time.sleep(pause)
