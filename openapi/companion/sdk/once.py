"""Send a request that costs money only once, whatever transport carries it.

The user's own httpx client may retry requests by itself. httpcore, below httpx, reports each sending through the
request extension `trace`: the second one is stopped before its first byte.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["SendOnce", "SentTwice", "is_sending", "never_connected"]

SENDING = "send_request_headers.started"
"""Suffix of the event before a request's first byte."""


class SentTwice(RuntimeError):
    """The transport was about to send a request a second time, and was stopped."""

    def __init__(self) -> None:
        super().__init__("your transport tried to send the request a second time: turn off its retries for POST")


NO_CONNECTION = {"ClientConnectorError", "ConnectionTimeoutError", "ClientHttpProxyError"}
"""Errors of aiohttp which mean that no connection was made."""


def never_connected(error: Exception) -> bool:
    """Whether the cause of httpx's error confirms that no connection was made.

    httpx-aiohttp 0.2 raises ConnectTimeout even for a connection that was dropped after the request.
    """
    cause = error.__cause__
    if cause is None or type(cause).__module__.partition(".")[0] == "httpcore":
        return True
    return bool(NO_CONNECTION & {kind.__name__ for kind in type(cause).__mro__})


def is_sending(event: str, info: Mapping[str, Any]) -> bool:
    """Whether a request is about to be sent; asking a proxy for a tunnel doesn't count."""
    return event.endswith(SENDING) and info["request"].method != b"CONNECT"


class SendOnce:
    """Watches one request, and stops it if it is about to be sent again.

    Args:
        trace: is called with the other events.

    Attributes:
        sent: whether the sending has started.
        watched: whether the transport reports its events at all.
    """

    def __init__(self, trace: Callable[[str, Mapping[str, Any]], None] | None = None) -> None:
        self._trace = trace
        self.sent = False
        self.watched = False

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Notice an event; httpx.Client calls this as the request extension `trace`.

        Raises:
            SentTwice: the request is about to be sent again.
        """
        self.watched = True
        if is_sending(event, info):
            if self.sent:
                raise SentTwice
            self.sent = True
        elif self._trace is not None:
            self._trace(event, info)

    async def atrace(self, event: str, info: Mapping[str, Any]) -> None:
        """The same for httpx.AsyncClient."""
        self.trace(event, info)
