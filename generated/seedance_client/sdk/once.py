# Copied from openapi/companion/sdk/once.py by scripts/regenerate: edit it there.
"""A request that must not take effect twice leaves this machine once, whatever transport carries it.

An httpx client of the user's may repeat requests by itself. httpcore, below it, tells of each sending (the request
extension `trace`): the second one is stopped before its first byte.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["Once", "SentTwice", "is_sending", "never_connected"]

SENDING = "send_request_headers.started"
"""How the name of the event ends that goes before a request's first byte."""


class SentTwice(RuntimeError):
    """The transport was about to send a request a second time, and was stopped."""

    def __init__(self) -> None:
        super().__init__("your transport was about to send it a second time: switch off that it repeats a POST")


NO_CONNECTION = {"ClientConnectorError", "ConnectionTimeoutError", "ClientHttpProxyError"}
"""aiohttp's errors for a connection that was never made."""


def never_connected(error: Exception) -> bool:
    """Whether the transport's own error, the cause of httpx's, agrees that no connection was made.

    httpx-aiohttp 0.2 calls a line that was dropped after the request a ConnectTimeout, too.
    """
    cause = error.__cause__
    if cause is None or type(cause).__module__.partition(".")[0] == "httpcore":
        return True
    return bool(NO_CONNECTION & {kind.__name__ for kind in type(cause).__mro__})


def is_sending(event: str, info: Mapping[str, Any]) -> bool:
    """Whether a request is about to leave; asking a proxy for a tunnel is not."""
    return event.endswith(SENDING) and info["request"].method != b"CONNECT"


class Once:
    """The way of one such request.

    Args:
        trace: is told of the other events.

    Attributes:
        sent: whether it has begun to leave.
        watched: whether the transport tells of its events at all.
    """

    def __init__(self, trace: Callable[[str, Mapping[str, Any]], None] | None = None) -> None:
        self._trace = trace
        self.sent = False
        self.watched = False

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Take note of an event; to be given to httpx.Client as the request extension `trace`.

        Raises:
            SentTwice: it is about to leave again.
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
