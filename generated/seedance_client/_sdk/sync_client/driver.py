# Made from openapi/companion/_sdk/async_client/driver.py by scripts/regenerate: edit that file.
# pyright: standard
"""Run the logic: perform each effect that a flow yields, and send the flow its result."""

from __future__ import annotations

import contextlib
from collections.abc import Generator
from typing import TYPE_CHECKING, Any, TypeVar, assert_never

from ..transport.effects import (
    Callback,
    CloseStream,
    Effect,
    Emit,
    Flow,
    OpenStream,
    Pause,
    ReadChunk,
    RunBlocking,
    Send,
)

if TYPE_CHECKING:
    from ..transport.http import HttpTransport

T = TypeVar("T")


def perform(effect: Effect, transport: HttpTransport) -> Any:
    """Perform one effect, and return its result."""
    match effect:
        case Send(call):
            return transport.send(call)
        case OpenStream():
            return transport.open_stream(effect)
        case ReadChunk(stream, seconds):
            return transport.read_chunk(stream, seconds)
        case CloseStream(stream):
            return transport.close_stream(stream)
        case Pause(seconds):
            return transport.pause(seconds)
        case RunBlocking(function):
            return transport.run_blocking(function)
        case Callback(callback, values):
            return transport.call_back(callback, *values)
        case Emit():
            raise AssertionError("only `iterate` can hand chunks to the user")
        case _:
            assert_never(effect)


def run(flow: Flow[T], transport: HttpTransport) -> T:
    """Run a flow to its end, and return its result; raises its errors, or RuntimeError if the client is closed."""
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


class Abandoned(BaseException):
    """The user has stopped iterating: the flow cleans up."""


def iterate(flow: Flow[object], transport: HttpTransport) -> Generator[bytes, None, None]:
    """Run a flow, and yield the chunks that it emits; raises its errors. If the user stops early, it cleans up."""
    with contextlib.closing(flow):
        try:
            effect = next(flow)
            while True:
                try:
                    result = None
                    if isinstance(effect, Emit):
                        yield effect.chunk
                    else:
                        result = perform(effect, transport)
                except GeneratorExit:  # not thrown itself: it would close the inner flows before they clean up
                    effect = flow.throw(Abandoned())
                except BaseException as error:
                    effect = flow.throw(error)
                else:
                    effect = flow.send(result)
        except (StopIteration, Abandoned):
            return
