"""One time limit for a whole answer: sockets by themselves limit each read alone.

A server that sends a byte now and then would otherwise hold a run for ever. httpcore, below httpx, tells of each
connection that it makes (the request extension `trace`); from then on each read and write on that connection gets no
more time than the request of its thread has left.
"""

import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

import httpx

_CONNECTED: Final = ("connect_tcp.complete", "start_tls.complete")
"""How the names of the events end that bring a connection."""


class Deadline:
    """The end of the request that a thread has sent.

    Args:
        seconds: that an answer may take as a whole.
        clock: seconds that never go back.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._request = threading.local()

    def begin(self) -> None:
        """A request begins in this thread."""
        self._request.end = self._clock() + self._seconds

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Take note of a connection; to be given to httpx as the request extension `trace`."""
        if event.endswith(_CONNECTED):
            stream = info["return_value"]
            stream.read, stream.write = self._bounded(stream.read), self._bounded(stream.write)

    def _bounded(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def bounded(*data: Any, timeout: float | None = None, **named: Any) -> Any:
            left = self._request.end - self._clock()
            if left <= 0:
                raise httpx.ReadTimeout("the answer was not complete in time")
            return function(*data, timeout=left if timeout is None else min(timeout, left), **named)

        return bounded
