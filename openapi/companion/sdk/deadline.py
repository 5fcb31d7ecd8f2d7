"""A time limit for a whole call over blocking sockets, whose own timeouts limit single reads only.

Without it, a server that sends a byte now and then would hold a call forever. httpcore, below httpx, reports each new
connection through the request extension `trace`; from then on, each read and write on that connection gets at most the
time that the call has left. The asynchronous client uses `asyncio.timeout_at` instead.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Self

from .once import is_sending
from .settings import Clock

__all__ = ["Deadline"]

CONNECTED = ("connect_tcp.complete", "connect_unix_socket.complete", "start_tls.complete")
"""Suffixes of the events that report a new connection."""


class Deadline:
    """The deadline of the call that each thread is in."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._call = threading.local()
        self._busy: dict[int, Any] = {}

    def within(self, seconds: float) -> Self:
        """Limit what this thread does in a `with` block."""
        self._call.end = self._clock.monotonic() + seconds
        return self

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        self._call.end = None

    def left(self) -> float | None:
        """Seconds that this thread's call has left; None outside of a call.

        Raises:
            TimeoutError: the time is over.
        """
        end = getattr(self._call, "end", None)
        if end is None:
            return None
        left: float = end - self._clock.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Notice new connections; httpx calls this as the request extension `trace`."""
        if event.endswith(CONNECTED):
            stream = info["return_value"]
            stream.read, stream.write = self._bounded(stream, stream.read), self._bounded(stream, stream.write)
        elif is_sending(event, info):
            del info["request"].extensions["trace"]  # connected: more events would only cost time

    def abort(self, threads: Iterable[int]) -> None:
        """Shut down the connections that these threads wait for, so that they end."""
        for thread in threads:
            stream = self._busy.get(thread)
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.get_extra_info("socket").shutdown(socket.SHUT_RDWR)

    def _bounded(self, stream: Any, function: Callable[..., Any]) -> Callable[..., Any]:
        def bounded(*data: Any, timeout: float | None = None, **named: Any) -> Any:
            left = self.left()
            if left is not None:
                timeout = left if timeout is None else min(timeout, left)
            thread = threading.get_ident()
            self._busy[thread] = stream
            try:
                return function(*data, timeout=timeout, **named)
            finally:
                self._busy.pop(thread, None)

        return bounded
