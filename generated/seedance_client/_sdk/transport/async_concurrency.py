# Copied from openapi/companion/_sdk/transport/async_concurrency.py by scripts/regenerate: edit it there.
# pyright: standard
"""Run many flows at the same time as asyncio tasks, for `AsyncSeedance`.

A module of its own, because importing asyncio takes a tenth of the time that a first `Seedance` takes.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, cast

from ..async_client import driver
from ..errors import SeedanceError
from .effects import Answer, Call, Failure, Flow

if TYPE_CHECKING:
    from .async_http import AsyncHttpTransport

T = TypeVar("T")


class _Gate:
    """A transport that sends at most `concurrency` requests at the same time."""

    def __init__(self, transport: AsyncHttpTransport, concurrency: int) -> None:
        self._transport = transport
        self._gate = asyncio.Semaphore(concurrency)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    async def send(self, call: Call) -> Answer | Failure:
        async with self._gate:
            return await self._transport.send(call)


async def arun_many(
    flows: Sequence[Flow[T]], transport: AsyncHttpTransport, concurrency: int
) -> AsyncGenerator[tuple[int, T | SeedanceError], None]:
    """Run flows at the same time, with at most `concurrency` requests.

    Yields the place of each flow with its result or error, in the order of ending.
    """
    gated = cast("AsyncHttpTransport", _Gate(transport, concurrency))
    ended: asyncio.Queue[tuple[int, Any, BaseException | None]] = asyncio.Queue()

    async def one(place: int, flow: Flow[T]) -> None:
        try:
            ended.put_nowait((place, await driver.run(flow, gated), None))
        except SeedanceError as error:
            ended.put_nowait((place, error, None))
        except BaseException as error:  # an error of a user's callback ends everything
            ended.put_nowait((place, None, error))
            if isinstance(error, asyncio.CancelledError):
                raise

    running = [asyncio.create_task(one(place, flow)) for place, flow in enumerate(flows)]
    try:
        for _ in flows:
            place, result, error = await ended.get()
            if error is not None:
                raise error
            yield place, result
    finally:
        unfinished = [task for task in running if not task.done()]
        for task in unfinished:
            task.cancel()
        if unfinished:
            await asyncio.wait(unfinished)
        for flow in flows:
            flow.close()  # of a task that was cancelled before its first step
