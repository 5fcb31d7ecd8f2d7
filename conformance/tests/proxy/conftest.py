"""A proxy in this process, in front of a server that answers with raw bytes."""

import itertools
import socket
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from attrs import define, field
from seedance_conformance.catalogue import load_catalogue
from seedance_conformance.proxy.gate import Gate
from seedance_conformance.proxy.recorder import Recorder
from seedance_conformance.proxy.server import Proxy, listen
from seedance_conformance.proxy.traffic_printer import TrafficPrinter
from seedance_conformance.proxy.upstream import Upstream
from seedance_conformance.report.events import read_log
from tests import serving
from tests.proxy.raw_messages import PREFIX, Answer, answered, says


@define
class RawServer:
    """A loopback server under test control.

    `answer` gets the connection and the bytes of a request, and answers or breaks; by default it accepts a create.
    `seen` has what arrived.
    """

    port: int = 0
    answer: Answer = field(factory=lambda: says(answered()))
    seen: list[bytearray] = field(factory=list)

    @property
    def url(self) -> str:
        """The base URL of the service."""
        return f"http://127.0.0.1:{self.port}{PREFIX}"

    @property
    def bytes(self) -> bytes:
        """All bytes that arrived."""
        return b"".join(map(bytes, self.seen))


@pytest.fixture
def raw() -> Iterator[RawServer]:
    """A server that calls `answer` for each request with a body that `Content-Length` measures."""
    state = RawServer()

    class Connection(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            state.seen.append(seen := bytearray())
            with suppress(OSError):
                while self.request.fileno() >= 0 and (request := _read(self.request, seen)):
                    state.answer(self.request, request)

    server = serving.Server(("127.0.0.1", 0), Connection)
    state.port = server.server_port
    with serving.running(server):
        yield state


def _read(connection: socket.socket, seen: bytearray) -> bytes:
    """A whole request; empty at the end of the connection."""
    request = b""
    while not _whole(request):
        if not (data := connection.recv(65536)):
            return b""
        request += data
        seen += data
    return request


def _whole(request: bytes) -> bool:
    head, mark, body = request.partition(b"\r\n\r\n")
    if not mark:
        return False
    if b"chunked" in head.lower():
        return body.endswith(b"0\r\n\r\n")
    length = next((line[15:] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), b"0")
    return len(body) >= int(length)


@define
class Running:
    """A running proxy: its port, its recording, the lines that it printed, and what ends it without waiting for it."""

    port: int
    path: Path
    lines: list[str]
    stop: Callable[[], None]

    @property
    def base_url(self) -> str:
        """The base URL for clients."""
        return f"http://127.0.0.1:{self.port}{PREFIX}"

    def events(self, kind: str) -> list[dict[str, Any]]:
        """The events of a kind in the recording so far."""
        return [event for event in read_log(self.path) if event["event"] == kind]


Start = Callable[..., Running]


@contextmanager
def running(upstream: str, folder: Path, *, check: bool = False, max_tasks: int | None = None) -> Iterator[Running]:
    """A proxy in a thread."""
    service, catalogue = Upstream.parse(upstream), load_catalogue()
    lines: list[str] = []
    recorder = Recorder(folder, service, catalogue, max_tasks, lines.append)
    printer = TrafficPrinter(service, catalogue, lines.append, judges=False)
    printer.start()
    listener, ready = listen(0), threading.Event()
    proxy = Proxy(service, recorder, Gate(check, recorder.budget, catalogue, service.remote), printer)
    thread = threading.Thread(target=proxy.run, args=(listener, ready.set), kwargs={"signals": False}, daemon=True)
    thread.start()
    assert ready.wait(5)
    try:
        yield Running(listener.getsockname()[1], recorder.path, lines, proxy.stop)
    finally:
        proxy.stop()
        thread.join(20)
        printer.close()
        recorder.log.close()
        listener.close()


@pytest.fixture
def proxied(raw: RawServer, tmp_path: Path) -> Iterator[Start]:
    """Start proxies in front of the raw server."""
    numbers = itertools.count()
    with ExitStack() as stack:
        yield lambda **options: stack.enter_context(running(raw.url, tmp_path / f"out{next(numbers)}", **options))


def wait_until(happened: Callable[[], object]) -> None:
    """Wait for what another thread does, at most 5 s."""
    deadline = time.monotonic() + 5
    while not happened() and time.monotonic() < deadline:
        time.sleep(0.01)


def exchange(port: int, *requests: bytes, half_close: bool = False) -> tuple[bytes, str]:
    """Send raw requests on one connection; all bytes of the answers, and how the connection ended."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        received = bytearray()
        for request in requests:
            connection.sendall(request)
        if half_close:
            connection.shutdown(socket.SHUT_WR)
        try:
            while data := connection.recv(65536):
                received += data
        except ConnectionResetError:
            return bytes(received), "reset"
        except TimeoutError:
            return bytes(received), "open"
        return bytes(received), "closed"
