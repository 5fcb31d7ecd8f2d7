"""What the servers of these tests answer, and the tasks and films in it."""

import asyncio
import errno
import json
import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any, Final

import httpx
from seedance_client import AsyncSeedance, Seedance, SeedanceError, TaskState

KEY: Final = "sk-secret-of-a-test"
"""The key of the clients that the fixtures `either` and `call` make; the mock behind `service` knows it."""
ID: Final = "video_1"
PRO: Final = "seedance_2_0_pro"
TASK = {"id": ID, "object": "video", "created": 1774836724, "model": PRO, "status": "queued"}
DONE = {"id": ID, "status": "completed", "video_url": "https://cdn.example.com/out.mp4"}
BASE = "https://api.example.com/kyyReactApiServer"

Reply = bytes | Callable[[socket.socket], None]
"""What a connection is answered with; after bytes that don't promise more it stays open."""

MISSING = [errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL, errno.EPERM]
"""Errors of a file system that lacks locks or syncs."""


def box(kind: bytes, content: bytes) -> bytes:
    """A box of an MP4 file."""
    return struct.pack(">I", len(content) + 8) + kind + content


BOX = box(b"ftyp", b"isom") + box(b"moov", b"") + box(b"mdat", b"")
"""The smallest film."""

MP4 = box(b"ftyp", b"isom0000") + box(b"moov", b"m" * 500) + box(b"mdat", bytes(range(256)) * 40)
"""A film of several packets."""


def finished(hostile: Any, name: str = "out.mp4") -> TaskState:
    """A completed task whose video the hostile server has."""
    return TaskState(ID, "completed", video_url=f"{hostile.base_url}/{name}")


def http(body: object, status: int | str = 200, **headers: str) -> bytes:
    """An answer, byte for byte; a body that isn't bytes is written as JSON.

    A header's name has underscores in place of hyphens; without a value the header is left out.
    """
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    given = {"Content-Length": str(len(content))} | {name.replace("_", "-"): value for name, value in headers.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in given.items() if value)
    return f"HTTP/1.1 {status} X\r\n{lines}\r\n".encode() + content


def close(connection: socket.socket) -> None:
    """Close the line without a word."""


def cut(content: bytes, end: Callable[[socket.socket], None] = close) -> Callable[[socket.socket], None]:
    """Send some bytes, and then end the line."""

    def reply(connection: socket.socket) -> None:
        connection.sendall(content)
        end(connection)

    return reply


def hang(connection: socket.socket) -> None:
    """Accept, and never answer."""
    connection.recv(1)


def reset(connection: socket.socket) -> None:
    """Drop the line with a reset."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


Answer = int | dict[str, Any] | bytes | Exception | type[BaseException]
"""An HTTP status, a JSON document, a body, or the error of a line without an answer."""


def service(*answers: Answer) -> tuple[httpx.MockTransport, list[httpx.Request]]:
    """A transport that gives these answers, the last one forever, and records the requests."""
    left, seen = list(answers), list[httpx.Request]()

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return _response(left.pop(0) if len(left) > 1 else left[0])

    return httpx.MockTransport(answer), seen


def _response(answer: Answer) -> httpx.Response:
    if isinstance(answer, int):
        return httpx.Response(answer, json={"message": "no"})
    if isinstance(answer, Exception):
        raise answer
    if isinstance(answer, type):
        raise answer("no line")
    return httpx.Response(200, content=answer if isinstance(answer, bytes) else json.dumps(answer).encode())


def outcome(function: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
    """What a call returns, or the SeedanceError that it raises."""
    try:
        return function(*arguments, **named)
    except SeedanceError as error:
        return error


def first_items(iterator: Any, finish: Callable[[Any], Any], most: int = 1_000_000) -> list[Any]:
    """The first items of an iterator of either client of `open_client`; then the loop is left."""

    async def take() -> list[Any]:
        found: list[Any] = []
        async for item in iterator:
            found.append(item)
            if len(found) == most:
                break
        return found

    found: list[Any] = finish(take()) if hasattr(iterator, "__aiter__") else list(islice(iterator, most))
    return found


@contextmanager
def open_client(kind: str, **settings: Any) -> Iterator[tuple[Any, Callable[[Any], Any]]]:
    """A client of this kind, "sync" or "async", and what gives the result of each of its calls."""
    with asyncio.Runner() as runner:
        finish: Callable[[Any], Any] = runner.run if kind == "async" else lambda result: result
        client = (AsyncSeedance if kind == "async" else Seedance)(**{"api_key": KEY, **settings})
        try:
            yield client, finish
        finally:
            finish(client.close())
