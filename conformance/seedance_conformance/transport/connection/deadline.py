"""A time limit for a whole answer; httpx only limits each single read.

Otherwise a server that sends a byte now and then could hold up a run for ever. httpcore, below httpx, reports each new
connection to the request extension `trace`. From then on each read and write on that connection gets at most the time
that the request of its thread has left.
"""

import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

import httpx

_CONNECTED: Final = ("connect_tcp.complete", "start_tls.complete")
"""Endings of the events that carry a new connection."""


class Deadline:
    """The deadline of the current request of each thread, some seconds for the whole answer."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._request = threading.local()

    def begin(self) -> None:
        """Start the time limit of a request in this thread."""
        self._request.end = self._clock() + self._seconds

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Limit the reads and writes of a new connection; pass it to httpx as the request extension `trace`."""
        if event.endswith(_CONNECTED):
            stream = info["return_value"]
            stream.read, stream.write = self._bounded(stream.read), self._bounded(stream.write)

    def _bounded(self, function: Callable[..., Any]) -> Callable[..., Any]:
        # HTTP/1.1 gives the timeout by name, HTTP/2 by position.
        def bounded(*given: Any, timeout: float | None = None, **named: Any) -> Any:
            data, timeout = given[:1], given[1] if len(given) > 1 else timeout
            left = self._request.end - self._clock()
            if left <= 0:
                raise httpx.ReadTimeout("the answer wasn't complete in time")
            return function(*data, timeout=left if timeout is None else min(timeout, left), **named)

        return bounded
