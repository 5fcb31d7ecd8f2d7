"""A server that behaves badly to the byte, both clients under one face, and a clock that doesn't wait.

The tests in `library` are also run against a vendored copy, where nothing but httpx, attrs and pytest can be imported.
"""

import asyncio
import contextlib
import importlib.util
import os
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from operator import attrgetter
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from attrs import define, field, frozen
from seedance_client import Limits
from seedance_client._sdk.settings import Clock
from tests.client.library.answers import KEY, Reply, first_items, open_client


@frozen
class Seen:
    """A request as it came in."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    connection: int


@define
class Hostile:
    """A loopback server that says exactly what a test wants.

    Attributes:
        base_url: where it listens, with the usual prefix.
        script: from method to the replies, in order; the last one is repeated.
        answer: gives the reply to a path, in place of the script.
        seen: every request.
    """

    base_url: str = ""
    script: dict[str, list[Reply]] = field(factory=dict)
    answer: Callable[[str], Reply] | None = None
    seen: list[Seen] = field(factory=list)
    lock: threading.Lock = field(factory=threading.Lock)

    def count(self, method: str) -> int:
        """How many requests of a method came in."""
        return sum(request.method == method for request in self.seen)

    def take(self, request: Seen) -> Reply:
        """The reply to a request."""
        with self.lock:
            self.seen.append(request)
            if self.answer:
                return self.answer(request.path)
            replies = self.script[request.method]
            return replies.pop(0) if len(replies) > 1 else replies[0]


def read_request(connection: socket.socket, number: int) -> Seen | None:
    """The next request of a connection, or None at its end."""
    content = b""
    while b"\r\n\r\n" not in content:
        piece = connection.recv(65536)
        if not piece:
            return None
        content += piece
    head, _, body = content.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    method, path, _ = lines[0].split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
    while len(body) < int(headers.get("content-length", 0)):
        body += connection.recv(65536)
    return Seen(method, path, headers, body, number)


def converse(server: Hostile, connection: socket.socket, number: int) -> None:
    """Answer a connection's requests until one side closes it."""
    with connection, contextlib.suppress(OSError, ValueError):
        while (request := read_request(connection, number)) is not None:
            reply = server.take(request)
            if callable(reply):
                reply(connection)
                return
            connection.sendall(reply)


@pytest.fixture
def hostile() -> Iterator[Hostile]:
    """The server, running."""
    server = Hostile()
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)
    server.base_url = f"http://127.0.0.1:{listener.getsockname()[1]}/kyyReactApiServer"

    def accept() -> None:
        number = 0
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                connection.settimeout(3)
                number += 1
                threading.Thread(target=converse, args=(server, connection, number), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    yield server
    with contextlib.suppress(OSError):
        listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join(2)


class QuickClock(Clock):
    """A clock on which waiting takes no time, but counts."""

    def __init__(self) -> None:
        self.ahead = 0.0
        self.slept: list[float] = []

    def time(self) -> float:
        """Unix seconds."""
        return super().time() + self.ahead

    def monotonic(self) -> float:
        """Seconds that never go back."""
        return super().monotonic() + self.ahead

    def sleep(self, seconds: float) -> None:
        """Return immediately."""
        self.slept.append(seconds)
        self.ahead += seconds

    async def asleep(self, seconds: float) -> None:
        """Return immediately, and let others run."""
        self.sleep(seconds)
        await asyncio.sleep(0)


@define
class Either:
    """One face for both clients: each call makes a client, calls it, and closes it."""

    kind: str
    clock: QuickClock = field(factory=QuickClock)

    def call(
        self, base_url: str, name: str, /, *arguments: Any, options: dict[str, Any] | None = None, **named: Any
    ) -> Any:
        """Call a method of a new client, such as "get" or "assets.get", and give what it gives."""
        limits = Limits(connect=5, read=10, total=20, retry_budget=30)
        settings: dict[str, Any] = {"base_url": base_url, "clock": self.clock, "limits": limits, **(options or {})}
        with open_client(self.kind, **settings) as (client, finish):
            return finish(attrgetter(name)(client)(*arguments, **named))

    def items(self, base_url: str, name: str, *arguments: Any, most: int = 1_000_000, **named: Any) -> list[Any]:
        """The first items of what a method of a new client iterates over; then the loop is left."""
        settings: dict[str, Any] = {"base_url": base_url, "clock": self.clock, "limits": Limits(read=5, total=10)}
        with open_client(self.kind, **settings) as (client, finish):
            return first_items(getattr(client, name)(*arguments, **named), finish, most)


@pytest.fixture
def clock() -> QuickClock:
    """A clock on which waiting takes no time."""
    return QuickClock()


@pytest.fixture(params=["sync", "async"])
def either(request: pytest.FixtureRequest, clock: QuickClock) -> Either:
    """Both clients, one after the other."""
    return Either(request.param, clock)


@pytest.fixture
def call(either: Either, hostile: Hostile) -> Callable[..., Any]:
    """Calls a method of a new client of `hostile`, with each of both clients."""
    return partial(either.call, hostile.base_url)


SERVICE = "SEEDANCE_TEST_SERVICE"
"""The base URL of a mock, where the mock itself can't be imported."""


@pytest.fixture(scope="session")
def service() -> Iterator[str]:
    """The base URL of a mock that completes tasks immediately, and knows the key of `either`."""
    if SERVICE in os.environ:
        yield os.environ[SERVICE]
        return
    from seedance_conformance.offline import offline_server

    with offline_server(api_keys=(KEY,)) as server:
        yield server.base_url


LOCK_LIBRARIES: dict[str, ModuleType | None] = {
    "without the library": None,
    "with an old library": ModuleType("filelock"),
}
if importlib.util.find_spec("filelock"):  # it is not beside a vendored client
    LOCK_LIBRARIES["with the library"] = importlib.import_module("filelock")


@pytest.fixture(params=LOCK_LIBRARIES)
def lock_library(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Once with filelock, where it is installed, once without it, and once with one that has nothing for us."""
    monkeypatch.setitem(sys.modules, "filelock", LOCK_LIBRARIES[request.param])
    return str(request.param)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Where a video goes."""
    return tmp_path / "fox.mp4"
