"""A line that delivers each piece of a request late, as a distant server's does: a TCP relay on loopback."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator

_PIECE = 65_536
_MOST_PIECES = 64


class SlowLine:
    """Relays connections to a port of this machine.

    Args:
        port: of the server.
        delay: seconds by which each piece that a client sends arrives late.
    """

    def __init__(self, port: int, delay: float) -> None:
        self._port = port
        self._delay = delay

    async def serve(self, ready: "asyncio.Future[int]") -> None:
        """Relay until cancelled; `ready` gets the port of the line."""
        server = await asyncio.start_server(self._relay, "127.0.0.1", 0, backlog=512)
        ready.set_result(server.sockets[0].getsockname()[1])
        async with server:
            await server.serve_forever()

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there_reader, there_writer = await asyncio.open_connection("127.0.0.1", self._port)
            await asyncio.gather(
                _copy(reader, there_writer, self._delay), _copy(there_reader, writer, 0), return_exceptions=True
            )
        except OSError:
            writer.close()


async def _copy(source: asyncio.StreamReader, sink: asyncio.StreamWriter, delay: float) -> None:
    """Pass each piece on when its time has come; later pieces are read meanwhile."""
    clock = asyncio.get_running_loop().time
    pieces: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(_MOST_PIECES)
    reading = asyncio.create_task(_read(source, pieces, delay))
    try:
        while True:
            due, piece = await pieces.get()
            if (left := due - clock()) > 0:
                await asyncio.sleep(left)
            if not piece:
                return
            sink.write(piece)
            await sink.drain()
    finally:
        reading.cancel()
        with contextlib.suppress(OSError):
            sink.close()


async def _read(source: asyncio.StreamReader, pieces: "asyncio.Queue[tuple[float, bytes]]", delay: float) -> None:
    clock = asyncio.get_running_loop().time
    piece = b"."
    while piece:
        try:
            piece = await source.read(_PIECE)
        except OSError:
            piece = b""
        await pieces.put((clock() + delay, piece))


@contextlib.contextmanager
def slow_line(port: int, delay: float) -> Iterator[int]:
    """A line to a port of this machine; gives the port to use in its place."""
    line = SlowLine(port, delay)
    loop = asyncio.new_event_loop()
    ready: asyncio.Future[int] = loop.create_future()
    serving = loop.create_task(line.serve(ready))
    thread = threading.Thread(target=_until_cancelled, args=(loop, serving), daemon=True)
    thread.start()
    try:
        yield asyncio.run_coroutine_threadsafe(_result(ready), loop).result(10)
    finally:
        loop.call_soon_threadsafe(serving.cancel)
        thread.join(10)


async def _result(future: "asyncio.Future[int]") -> int:
    return await future


def _until_cancelled(loop: asyncio.AbstractEventLoop, serving: "asyncio.Task[None]") -> None:
    with contextlib.suppress(asyncio.CancelledError):
        loop.run_until_complete(serving)
