"""Run the logic: perform each effect that a flow yields, and send the flow its result."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator
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
    from ..transport.async_http import AsyncHttpTransport

T = TypeVar("T")


async def perform(effect: Effect, transport: AsyncHttpTransport) -> Any:
    """Perform one effect, and return its result."""
    match effect:
        case Send(call):
            return await transport.send(call)
        case OpenStream():
            return await transport.open_stream(effect)
        case ReadChunk(stream, seconds):
            return await transport.read_chunk(stream, seconds)
        case CloseStream(stream):
            return await transport.close_stream(stream)
        case Pause(seconds):
            return await transport.pause(seconds)
        case RunBlocking(function):
            return await transport.run_blocking(function)
        case Callback(callback, values):
            return await transport.call_back(callback, *values)
        case Emit():
            raise AssertionError("only `iterate` can hand chunks to the user")
        case _:
            assert_never(effect)


async def run(flow: Flow[T], transport: AsyncHttpTransport) -> T:
    """Run a flow to its end, and return its result; raises its errors, or RuntimeError if the client is closed."""
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


class Abandoned(BaseException):
    """The user has stopped iterating: the flow cleans up."""


async def iterate(flow: Flow[object], transport: AsyncHttpTransport) -> AsyncGenerator[bytes, None]:
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
                        result = await perform(effect, transport)
                except GeneratorExit:  # not thrown itself: it would close the inner flows before they clean up
                    effect = flow.throw(Abandoned())
                except BaseException as error:
                    effect = flow.throw(error)
                else:
                    effect = flow.send(result)
        except (StopIteration, Abandoned):
            return
