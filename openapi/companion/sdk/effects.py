"""What the logic asks the outside world for.

The logic of every call is written once, as a generator that yields effects and is sent their results; it does no input
or output itself. The drivers of `async_client` and `sync_client` perform the effects.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Generator, Mapping
from typing import Any, Protocol, TypeVar

from attrs import field, frozen

__all__ = ["Answer", "Call", "Effect", "Failure", "Fetch", "Flow", "Pause", "Send", "Sink", "Tell", "Work", "new_id"]

T = TypeVar("T")


def new_id() -> str:
    """An id for a request, unique everywhere."""
    return os.urandom(16).hex()


@frozen
class Call:
    """One request to the service.

    Attributes:
        method: the HTTP method.
        path: what is added to the base URL.
        content: the JSON body, or None.
        request_id: named in the log and in errors; what must not take effect twice is sent with it as
            `X-Client-Request-Id`.
        once: it must not take effect twice, and gets a connection of its own: a kept one that the other side has closed
            would make its outcome unknown.
        until: the moment of the monotonic clock at which it must have ended; None leaves it to `Limits.total`.
    """

    method: str
    path: str
    content: bytes | None = field(repr=False)
    request_id: str
    once: bool = False
    until: float | None = None

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@frozen
class Answer:
    """What came back, with the key blotted out wherever the service repeats it.

    Attributes:
        status: the HTTP status.
        headers: by name, in any case.
        body: as far as it came.
        broken: why the body is not whole, or empty.
    """

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    broken: str = ""


@frozen
class Failure:
    """No answer came.

    Attributes:
        unsent: the request provably never left, because there was no connection.
        reason: what happened, in words.
        again: it may be sent again.
    """

    unsent: bool
    reason: str
    again: bool = False


class Sink(Protocol):
    """What takes a download."""

    def begin(self, status: int, headers: dict[str, str]) -> bool:
        """Judge the answer's head; False ends it there."""
        ...

    def write(self, chunk: bytes) -> None:
        """Take the next piece."""
        ...


@frozen
class Send:
    """Send a request; gives an Answer or a Failure."""

    call: Call


@frozen
class Pause:
    """Wait for some seconds."""

    seconds: float


@frozen
class Work:
    """Call a function that touches the disk; gives its result, or throws its error into the logic."""

    function: Callable[[], Any]


@frozen
class Tell:
    """Tell a callback of the user's; it may be a coroutine function where the client is asynchronous."""

    callback: Callable[[Any], Awaitable[None] | None]
    value: Any


@frozen
class Fetch:
    """Stream a file into a sink within some seconds; gives None, or a Failure.

    The key goes along only if `keyed` is set and the address is on the API's own host.
    """

    url: str = field(repr=False)
    headers: dict[str, str]
    sink: Sink
    seconds: float
    keyed: bool = False


Effect = Send | Pause | Work | Tell | Fetch

Flow = Generator[Effect, Any, T]
"""Logic that yields effects, is sent their results, and returns a T."""
