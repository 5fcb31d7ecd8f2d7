"""Watch httpx's connections through its request extension `trace`: send once, and stop at a deadline.

httpcore, below httpx, reports each new connection and each sending of a request. The user's own httpx client may retry
requests by itself: `SendOnce` stops the second sending before its first byte. The timeouts of blocking sockets limit
single reads only, so a server that sends a byte now and then would hold a call forever: `Deadline` gives each read and
write at most the time that the call has left. The asynchronous client uses `asyncio.timeout_at` instead.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Self

from ..settings import Clock

CONNECTED = ("connect_tcp.complete", "connect_unix_socket.complete", "start_tls.complete")
"""Suffixes of the events that report a new connection."""


class _Call(threading.local):
    end: float | None = None


class Deadline:
    """The deadline of the call that each thread is in."""

    def __init__(self, clock: Clock) -> None:
        self._now = clock.monotonic
        self._call = _Call()
        self._busy: dict[int, Any] = {}

    def within(self, seconds: float) -> Self:
        """Limit what this thread does in a `with` block."""
        self._call.end = self._now() + seconds
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
        end = self._call.end
        if end is None:
            return None
        left = end - self._now()
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
            if left is not None and (timeout is None or left < timeout):
                timeout = left
            thread = threading.get_ident()
            self._busy[thread] = stream
            try:
                return function(*data, timeout=timeout, **named)
            finally:
                self._busy.pop(thread, None)

        return bounded


SENDING = "send_request_headers.started"
"""Suffix of the event before a request's first byte."""


class SentTwice(RuntimeError):
    """The transport was about to send a request a second time, and was stopped."""

    def __init__(self) -> None:
        super().__init__("your transport tried to send the request a second time: turn off its retries for POST")


NO_CONNECTION = {"ClientConnectorError", "ConnectionTimeoutError", "ClientHttpProxyError"}
"""Errors of aiohttp which mean that no connection was made."""


def never_connected(error: Exception) -> bool:
    """Whether the cause of httpx's error confirms that no connection was made."""
    cause = error.__cause__  # httpx-aiohttp 0.2 raises ConnectTimeout even if the connection was dropped later
    if cause is None or type(cause).__module__.partition(".")[0] == "httpcore":
        return True
    return bool(NO_CONNECTION & {kind.__name__ for kind in type(cause).__mro__})


def is_sending(event: str, info: Mapping[str, Any]) -> bool:
    """Whether a request is about to be sent; asking a proxy for a tunnel doesn't count."""
    return event.endswith(SENDING) and info["request"].method != b"CONNECT"


class SendOnce:
    """Watches one request, and stops it if it is about to be sent again; `trace` is called with the other events.

    Our own transport never sends a request again: once it is being sent, more events would only cost time.
    """

    def __init__(self, trace: Callable[[str, Mapping[str, Any]], None] | None = None, *, ours: bool = False) -> None:
        self._trace = trace
        self._ours = ours
        self.sent = False
        self.watched = False  # whether the transport reports its events at all

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Notice an event, as the request extension `trace` of httpx; raises SentTwice before a second sending."""
        self.watched = True
        if is_sending(event, info):
            if self.sent:
                raise SentTwice
            self.sent = True
            if self._ours:
                info["request"].extensions.pop("trace", None)
        elif self._trace is not None:
            self._trace(event, info)

    async def atrace(self, event: str, info: Mapping[str, Any]) -> None:
        """The same for httpx.AsyncClient."""
        self.trace(event, info)
