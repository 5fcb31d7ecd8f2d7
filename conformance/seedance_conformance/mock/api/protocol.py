"""Uvicorn's HTTP/1.1 with each small answer in one piece.

Uvicorn hands the head of an answer and its body to the system one after the other, which costs the mock a twelfth of
a create, and whoever reads the answer a second look at the line.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_GO_ON = b"HTTP/1.1 100 Continue\r\n\r\n"


class OnePieceTransport(asyncio.Transport):
    """A transport that keeps the head of an answer until the first of its body comes.

    Args:
        transport: of the connection.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        super().__init__()
        self._write = transport.write
        self._close = transport.close
        self._head = b""
        self.is_closing = transport.is_closing  # type: ignore[method-assign]
        self.get_extra_info = transport.get_extra_info  # type: ignore[method-assign]
        self.pause_reading = transport.pause_reading  # type: ignore[method-assign]
        self.resume_reading = transport.resume_reading  # type: ignore[method-assign]

    def write(self, data: Any) -> None:
        """Write, or keep what is a head and nothing else."""
        if self._head:
            self._head, data = b"", self._head + data
        elif data.startswith(b"HTTP/1.1 ") and data.endswith(b"\r\n\r\n") and data != _GO_ON:
            self._head = data
            return
        self._write(data)

    def flush(self) -> None:
        """Write a head that has no body."""
        if self._head:
            self._head, data = b"", self._head
            self._write(data)

    def close(self) -> None:
        """Close the connection once all is written."""
        self.flush()
        self._close()


class OnePieceProtocol(HttpToolsProtocol):
    """HTTP/1.1 for `uvicorn.Config(http=...)`."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin a connection."""
        self._pieces = OnePieceTransport(transport)
        super().connection_made(self._pieces)

    def on_response_complete(self) -> None:
        """End an answer."""
        self._pieces.flush()
        super().on_response_complete()
