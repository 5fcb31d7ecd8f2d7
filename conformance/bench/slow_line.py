"""A line that delivers each piece of a request late, as a distant server's does: a TCP relay on loopback."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator

_PIECE = 65_536
_MOST_PIECES = 64


async def _relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int, delay: float) -> None:
    try:
        there_reader, there_writer = await asyncio.open_connection("127.0.0.1", port)
        copies = _copy(reader, there_writer, delay), _copy(there_reader, writer, 0)
        await asyncio.gather(*copies, return_exceptions=True)
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


async def _end_others() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


@contextlib.contextmanager
def slow_line(port: int, delay: float) -> Iterator[int]:
    """A line to a port of this machine; gives the port to use in its place.

    Each piece that a client sends arrives `delay` seconds late.
    """
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    starting = asyncio.start_server(
        lambda reader, writer: _relay(reader, writer, port, delay), "127.0.0.1", 0, backlog=512
    )
    try:
        server = asyncio.run_coroutine_threadsafe(starting, loop).result(10)
        yield server.sockets[0].getsockname()[1]
    finally:
        asyncio.run_coroutine_threadsafe(_end_others(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
