"""Listens on loopback, and relays each connection."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from seedance_conformance.proxy.gate import Gate
from seedance_conformance.proxy.recorder import Recorder
from seedance_conformance.proxy.relay import Relay, abort
from seedance_conformance.proxy.traffic_printer import TrafficPrinter
from seedance_conformance.proxy.upstream import READ_BYTES, Upstream

_new_loop: Callable[[], asyncio.AbstractEventLoop] = asyncio.new_event_loop
with suppress(ImportError):  # it doesn't exist for Windows
    from uvloop import new_event_loop

    _new_loop = new_event_loop

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)
_LAST_ANSWERS: Final = 15.0  # seconds for the answers that are due when the proxy is stopped
_CLOSING: Final = 0.02  # seconds for the last bytes, and for closing: uvloop fails if a connection is open
_SWITCH_SECONDS: Final = 0.0005  # else the traffic could wait 5 ms for the thread that shows it


class PortError(OSError):
    """The proxy can't listen on its port; the message names the remedy."""


def listen(port: int) -> socket.socket:
    """A socket on loopback; port 0 picks a free one. Raises PortError if the port can't be used."""
    try:
        if not 0 <= port <= 65535:  # create_server would leave its socket open
            raise OverflowError("bind(): port must be 0-65535.")
        return socket.create_server(("127.0.0.1", port), backlog=1024)
    except (OSError, OverflowError) as error:
        reason = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else str(error)
        remedy = "choose another --port; 0 picks a free one"
        raise PortError(f"can't listen on 127.0.0.1:{port} ({reason}): {remedy}") from None


class Proxy:
    """Relays the connections of clients to one service."""

    def __init__(self, upstream: Upstream, recorder: Recorder, gate: Gate, printer: TrafficPrinter) -> None:
        self._upstream, self._recorder, self._gate, self._printer = upstream, recorder, gate, printer
        self._relays: set[Relay] = set()
        self._connections: dict[asyncio.Task[None], asyncio.StreamWriter] = {}
        self._stopping = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def run(self, listener: socket.socket, ready: Callable[[], None], *, signals: bool = True) -> None:
        """Relay until `stop`, Ctrl-C or SIGTERM; then wait for the answers that are due."""
        sys.setswitchinterval(_SWITCH_SECONDS)
        with asyncio.Runner(loop_factory=_new_loop) as runner:
            runner.run(self._serve(listener, ready, signals=signals))

    def stop(self) -> None:
        """End from another thread; does nothing if it has ended."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._stopping.set)

    async def _serve(self, listener: socket.socket, ready: Callable[[], None], *, signals: bool) -> None:
        self._loop = asyncio.get_running_loop()
        if signals:
            with suppress(NotImplementedError):  # on Windows, where Ctrl-C raises KeyboardInterrupt
                for number in _SIGNALS:
                    self._loop.add_signal_handler(number, self._stopping.set)
        server = await asyncio.start_server(self._accept, sock=listener, limit=READ_BYTES)
        ready()
        await self._stopping.wait()
        if signals:
            # A second Ctrl-C doesn't wait for answers.
            for number in _SIGNALS:
                with suppress(NotImplementedError):
                    self._loop.remove_signal_handler(number)
                signal.signal(number, signal.default_int_handler)
        server.close()
        await self._finish()

    async def _finish(self) -> None:
        """Wait until no answer is due: that to a create may name a billed task."""
        due = [relay for relay in self._relays if relay.pending]
        if due:
            what = "1 answer" if len(due) == 1 else f"{len(due)} answers"
            self._printer.seen(f"waiting for {what}, at most {_LAST_ANSWERS:g} s (Ctrl-C: don't wait)")
        deadline = asyncio.get_running_loop().time() + _LAST_ANSWERS
        while any(relay.pending for relay in self._relays) and asyncio.get_running_loop().time() < deadline:
            await asyncio.sleep(0.05)
        connections = dict(self._connections)
        for connection in connections:
            connection.cancel()
        await asyncio.gather(*connections, return_exceptions=True)
        await asyncio.sleep(_CLOSING)
        for writer in connections.values():
            writer.transport.abort()
        await asyncio.sleep(_CLOSING)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Relay a connection in its own task: asyncio would print a traceback if it cancelled its own task."""
        connection = asyncio.ensure_future(self._relay(reader, writer))
        self._connections[connection] = writer
        connection.add_done_callback(lambda ended: self._ended(ended, writer))

    def _ended(self, connection: asyncio.Task[None], writer: asyncio.StreamWriter) -> None:
        """Close the client's side, also of a connection that was cancelled before its first step."""
        del self._connections[connection]
        error = None if connection.cancelled() else connection.exception()
        if error is not None:  # its text may quote a key
            self._printer.seen(f"a connection broke by an error of the proxy ({type(error).__name__})")
        writer.close()

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            service = await self._upstream.connect()
        except OSError as error:
            reason = str(error) or type(error).__name__
            self._printer.seen(f"{self._upstream.origin} can't be reached ({reason}): nothing was sent")
            abort(writer)
            return
        relay = Relay((reader, writer), service, self._upstream, self._recorder, self._gate, self._printer.seen)
        self._relays.add(relay)
        try:
            await relay.run()
        finally:
            self._relays.discard(relay)
