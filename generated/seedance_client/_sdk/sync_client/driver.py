# Made from openapi/companion/_sdk/async_client/driver.py by scripts/regenerate: edit that file.
"""Run the logic: perform each effect that a flow yields, and send the flow its result."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any, Protocol, TypeVar, assert_never

from ..transport.effects import Answer, Call, Callback, Effect, Failure, Fetch, Flow, Pause, RunBlocking, Send

__all__ = ["Transport", "perform", "run"]

T = TypeVar("T")


class Transport(Protocol):
    """What performs the effects of `Seedance`."""

    def check_open(self) -> None:
        """Raise a RuntimeError if the client is closed."""
        ...

    def send(self, call: Call) -> Answer | Failure:
        """Send a request once, and read the answer."""
        ...

    def fetch(self, job: Fetch) -> Failure | None:
        """Stream a file into a sink; None when the other side has ended the answer properly."""
        ...

    def pause(self, seconds: float) -> None:
        """Wait."""
        ...

    def run_blocking(self, function: Callable[[], Any]) -> Any:
        """Call a function that uses the disk, and return its result."""
        ...

    def call_back(self, callback: Callable[[Any], Any], value: Any) -> None:
        """Call the user's callback."""
        ...


def perform(effect: Effect, transport: Transport) -> Any:
    """Perform one effect, and return its result."""
    match effect:
        case Send(call):
            return transport.send(call)
        case Fetch():
            return transport.fetch(effect)
        case Pause(seconds):
            return transport.pause(seconds)
        case RunBlocking(function):
            return transport.run_blocking(function)
        case Callback(callback, value):
            return transport.call_back(callback, value)
        case _:
            assert_never(effect)


def run(flow: Flow[T], transport: Transport) -> T:
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
                    result = perform(effect, transport)
                except BaseException as error:  # Ctrl-C and cancellation, too: the flow may have to clean up
                    effect = flow.throw(error)
                else:
                    effect = flow.send(result)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]
