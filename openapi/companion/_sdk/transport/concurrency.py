"""Run many flows at the same time: with threads for `Seedance`, with asyncio tasks for `AsyncSeedance`."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Any, Protocol, TypeVar

from ..async_client import driver as asynchronous
from ..async_client.driver import AsyncTransport
from ..checks import check_count
from ..errors import SeedanceError
from ..settings import Clock
from ..sync_client.driver import Transport, perform
from .effects import Answer, Call, Callback, Effect, Failure, Fetch, Flow, Pause

__all__ = ["ThreadedTransport", "arun_many", "run_many"]

T = TypeVar("T")


class ThreadedTransport(Transport, Protocol):
    """What performs the effects of many flows, in several threads."""

    @property
    def clock(self) -> Clock:
        """Where the time comes from."""
        ...

    def abort(self, threads: Iterable[int]) -> None:
        """Abort the requests of these threads."""
        ...


class _Many:
    """Several flows: those that pause wait in a heap, the requests of the others run in a few threads."""

    def __init__(self, flows: Sequence[Flow[T]], transport: ThreadedTransport, pool: ThreadPoolExecutor) -> None:
        self.flows, self.transport, self.clock, self.pool = flows, transport, transport.clock, pool
        self.results: list[Any] = [None] * len(flows)
        self.sleeping: list[tuple[float, int, int]] = []
        self.running: dict[Future[Any], int] = {}
        self.order = itertools.count()

    def advance(self, place: int, result: Any = None, error: BaseException | None = None) -> None:
        flow = self.flows[place]
        try:
            effect: Effect = flow.send(result) if error is None else flow.throw(error)
        except StopIteration as end:
            self.results[place] = end.value
        except SeedanceError as error:
            self.results[place] = error
        else:
            if isinstance(effect, Pause):
                wake = self.clock.monotonic() + effect.seconds
                heapq.heappush(self.sleeping, (wake, next(self.order), place))
            elif isinstance(effect, Callback):  # the user's callbacks run in the thread that called us
                self.call_back(place, effect)
            else:
                self.running[self.pool.submit(perform, effect, self.transport)] = place

    def call_back(self, place: int, effect: Callback) -> None:
        try:
            perform(effect, self.transport)
        except BaseException as error:
            self.advance(place, error=error)
        else:
            self.advance(place)

    def step(self) -> None:
        now = self.clock.monotonic()
        while self.sleeping and self.sleeping[0][0] <= now:
            self.advance(heapq.heappop(self.sleeping)[2])
        pause = max(0.0, self.sleeping[0][0] - self.clock.monotonic()) if self.sleeping else None
        if self.running:
            done, _ = wait(self.running, timeout=pause, return_when=FIRST_COMPLETED)
            for future in done:
                place = self.running.pop(future)
                error = future.exception()
                self.advance(place, None if error else future.result(), error)
        elif pause is not None:
            self.clock.sleep(pause)


def run_many(flows: Sequence[Flow[T]], transport: ThreadedTransport, concurrency: int) -> list[T | SeedanceError]:
    """Run flows at the same time, with at most `concurrency` requests; returns each result or error, in order."""
    transport.check_open()
    check_count("concurrency", concurrency, 1)
    threads: set[int] = set()
    with ThreadPoolExecutor(concurrency, "seedance", lambda: threads.add(threading.get_ident())) as pool:
        many = _Many(flows, transport, pool)
        try:
            for place in range(len(flows)):
                many.advance(place)
            while many.sleeping or many.running:
                many.step()
        except BaseException:  # Ctrl-C, or a callback's error: nobody waits for the other answers any more
            for future in many.running:
                future.cancel()
            transport.abort(threads)
            raise
        finally:
            if many.running:
                wait(many.running)
            for flow in flows:
                flow.close()
    return many.results


class _Gate:
    """A transport that sends at most `concurrency` requests at the same time."""

    def __init__(self, transport: AsyncTransport, concurrency: int) -> None:
        self.transport = transport
        self.gate = asyncio.Semaphore(concurrency)

    def check_open(self) -> None:
        self.transport.check_open()

    async def send(self, call: Call) -> Answer | Failure:
        async with self.gate:
            return await self.transport.send(call)

    async def fetch(self, job: Fetch) -> Failure | None:
        async with self.gate:
            return await self.transport.fetch(job)

    async def pause(self, seconds: float) -> None:
        await self.transport.pause(seconds)

    async def run_blocking(self, function: Callable[[], Any]) -> Any:
        return await self.transport.run_blocking(function)

    async def call_back(self, callback: Callable[[Any], Any], value: Any) -> None:
        await self.transport.call_back(callback, value)


async def arun_many(flows: Sequence[Flow[T]], transport: AsyncTransport, concurrency: int) -> list[T | SeedanceError]:
    """Run flows at the same time, with at most `concurrency` requests; returns each result or error, in order."""
    check_count("concurrency", concurrency, 1)
    gated = _Gate(transport, concurrency)

    async def one(flow: Flow[T]) -> T | SeedanceError:
        try:
            return await asynchronous.run(flow, gated)
        except SeedanceError as error:
            return error

    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(flow)) for flow in flows]
    except BaseExceptionGroup as errors:  # raise the error of a user's callback unchanged
        raise errors.exceptions[0] from None
    return [task.result() for task in tasks]
