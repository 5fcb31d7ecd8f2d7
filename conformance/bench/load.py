"""Sends one request again and again over many kept-open connections, and measures the answers.

Runs in its own process, so that the server has a core to itself.
Usage: python load.py PORT CONNECTIONS SECONDS <REQUEST   (prints one JSON object)
"""

import asyncio
import json
import sys
import time
from array import array
from typing import cast

import uvloop
from attrs import define, field


@define(eq=False)
class Client(asyncio.Protocol):
    """One connection: sends the request, waits for the whole answer, sends it again until the end."""

    _request: bytes
    _end: float
    _latencies: "array[float]"
    _errors: list[str]
    _received: bytes = b""
    _sent: float = 0.0
    _transport: asyncio.WriteTransport | None = None
    done: "asyncio.Future[None]" = field(factory=lambda: asyncio.get_running_loop().create_future())

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the first request."""
        self._transport = cast("asyncio.WriteTransport", transport)
        self._send()

    def _send(self) -> None:
        assert self._transport is not None
        self._sent = time.perf_counter()
        self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        """Count a whole answer, and go on."""
        self._received += data
        head, separator, body = self._received.partition(b"\r\n\r\n")
        if not separator:
            return
        lower = head.lower()
        place = lower.find(b"content-length:")
        size = int(lower[place + 15 :].split(b"\r\n", 1)[0]) if place >= 0 else 0
        if len(body) < size:
            return
        now = time.perf_counter()
        self._latencies.append(now - self._sent)
        if head[9:10] != b"2":
            self._errors.append(self._received[:200].decode("latin-1"))
        self._received = b""
        if now < self._end:
            self._send()
            return
        assert self._transport is not None
        self.done.set_result(None)
        self._transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        """A line that drops in the middle is an error."""
        if not self.done.done():
            self._errors.append(f"the connection dropped: {error}")
            self.done.set_result(None)


async def run(port: int, connections: int, seconds: float, request: bytes) -> dict[str, object]:
    """The measurements of one run: answers, errors, seconds, and latencies in milliseconds."""
    loop = asyncio.get_running_loop()
    latencies: array[float] = array("d")
    errors: list[str] = []
    begin = time.perf_counter()
    clients = []
    for _ in range(connections):
        _, client = await loop.create_connection(
            lambda: Client(request, begin + seconds, latencies, errors), "127.0.0.1", port
        )
        clients.append(client)
    await asyncio.wait_for(asyncio.gather(*(client.done for client in clients)), seconds + 30)
    elapsed = time.perf_counter() - begin
    ordered = sorted(latencies)
    return {
        "answers": len(ordered),
        "errors": len(errors),
        "first_error": errors[0] if errors else None,
        "seconds": elapsed,
        "p50_ms": ordered[len(ordered) // 2] * 1000,
        "p99_ms": ordered[len(ordered) * 99 // 100] * 1000,
    }


def main() -> None:
    """Measure once."""
    port, connections, seconds = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    print(json.dumps(uvloop.run(run(port, connections, seconds, sys.stdin.buffer.read()))))


if __name__ == "__main__":
    main()
