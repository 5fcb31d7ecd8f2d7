"""The effects that the client's logic asks for: send, stream a file, pause, use the disk, call back.

The logic of every call is written once, as a generator that yields effects and is sent their results; it does no input
or output itself. The drivers of `async_client` and `sync_client` perform the effects.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Generator, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import field, frozen

if TYPE_CHECKING:
    from ..settings import Limits

T = TypeVar("T")


def new_id() -> str:
    """A unique id for a request."""
    return os.urandom(16).hex()


@frozen
class Call:
    """One request to the service.

    Attributes:
        path: is added to the base URL.
        content: the JSON body, or None.
        request_id: appears in the log and in errors; a request with `once` sends it as `X-Client-Request-Id`.
        once: it must not take effect twice. It gets a new connection: on an idle one that the server has just closed,
            its outcome would be unknown.
        until: the deadline on the monotonic clock; None means `Limits.total` from now.
        headers: the user's own headers; they may have secrets.
        limits: the time limits of this call; None means the client's.
    """

    method: str
    path: str
    content: bytes | None = field(repr=False)
    request_id: str
    once: bool = False
    until: float | None = None
    headers: Mapping[str, str] = field(factory=dict, repr=False)
    limits: Limits | None = None

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@frozen
class Answer:
    """The service's answer as far as it arrived, with the key redacted wherever its body repeats it.

    Attributes:
        broken: why the body is incomplete or can't be read; empty if it is fine.
        redact: replaces the key in a header, because the headers are as they came.
    """

    status: int
    headers: Mapping[str, str] = field(repr=False)  # case-insensitive
    body: bytes = field(repr=False)
    broken: str = ""
    redact: Callable[[str], str] = field(default=str, repr=False, eq=False)


@frozen
class Failure:
    """There was no answer, for this reason."""

    unsent: bool  # the request was certainly not sent, because there was no connection
    reason: str
    again: bool = False  # the request may be sent again


@frozen
class Send:
    """Send a request. The result is an Answer or a Failure."""

    call: Call


@frozen
class Pause:
    """Wait for some seconds. There is no result."""

    seconds: float


@frozen
class RunBlocking:
    """Call a function that blocks, such as one that uses the disk. Its result or error is sent to the flow."""

    function: Callable[[], Any]


@frozen
class Callback:
    """Call the user's callback, which may be a coroutine function if the client is asynchronous."""

    callback: Callable[..., Awaitable[None] | None]
    values: tuple[Any, ...]


@frozen
class Stream:
    """A file that is being received."""

    status: int
    headers: dict[str, str] = field(repr=False)
    response: Any = field(repr=False)  # the transport's own object, which `CloseStream` closes
    chunks: Any = field(repr=False)  # the iterator of the bytes


@frozen
class OpenStream:
    """Ask for a file, and follow redirects, within some seconds. The result is a Stream or a Failure.

    The key is sent only if `with_key` is set, and only to the API's own host.
    """

    url: str = field(repr=False)
    headers: dict[str, str]
    seconds: float
    with_key: bool = False
    limits: Limits | None = None


@frozen
class ReadChunk:
    """Read the next bytes within some seconds. The result is bytes, None at the end, or a Failure."""

    stream: Stream
    seconds: float


@frozen
class CloseStream:
    """Close a stream. There is no result."""

    stream: Stream


@frozen
class Emit:
    """Hand a chunk to the user who iterates over a download. There is no result."""

    chunk: bytes = field(repr=False)


Effect = Send | Pause | RunBlocking | Callback | OpenStream | ReadChunk | CloseStream | Emit

Flow = Generator[Effect, Any, T]
"""A generator that yields effects, is sent their results, and returns a T."""
