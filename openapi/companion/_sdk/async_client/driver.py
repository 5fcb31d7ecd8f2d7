"""Run the logic: perform each effect that a flow yields, and send the flow its result."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any, Protocol, TypeVar, assert_never

from ..transport.effects import Answer, Call, Callback, Effect, Failure, Fetch, Flow, Pause, RunBlocking, Send

__all__ = ["AsyncTransport", "perform", "run"]

T = TypeVar("T")


class AsyncTransport(Protocol):
    """What performs the effects of `AsyncSeedance`."""

    def check_open(self) -> None:
        """Raise a RuntimeError if the client is closed."""
        ...

    async def send(self, call: Call) -> Answer | Failure:
        """Send a request once, and read the answer."""
        ...

    async def fetch(self, job: Fetch) -> Failure | None:
        """Stream a file into a sink; None when the other side has ended the answer properly."""
        ...

    async def pause(self, seconds: float) -> None:
        """Wait."""
        ...

    async def run_blocking(self, function: Callable[[], Any]) -> Any:
        """Call a function that uses the disk, and return its result."""
        ...

    async def call_back(self, callback: Callable[[Any], Any], value: Any) -> None:
        """Call the user's callback."""
        ...


async def perform(effect: Effect, transport: AsyncTransport) -> Any:
    """Perform one effect, and return its result."""
    match effect:
        case Send(call):
            return await transport.send(call)
        case Fetch():
            return await transport.fetch(effect)
        case Pause(seconds):
            return await transport.pause(seconds)
        case RunBlocking(function):
            return await transport.run_blocking(function)
        case Callback(callback, value):
            return await transport.call_back(callback, value)
        case _:
            assert_never(effect)


async def run(flow: Flow[T], transport: AsyncTransport) -> T:
    """Run a flow to its end, and return its result.

    Raises:
        SeedanceError: the flow raised it.
        RuntimeError: the client is closed.
    """
    transport.check_open()
    with contextlib.closing(flow):
        try:
            effect = next(flow)
            while True:
                try:
                    result = await perform(effect, transport)
                except BaseException as error:  # Ctrl-C and cancellation, too: the flow may have to clean up
                    effect = flow.throw(error)
                else:
                    effect = flow.send(result)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]
