# Copied from openapi/companion/_sdk/transport/concurrency.py by scripts/regenerate: edit it there.
# pyright: standard
"""Run many flows at the same time in threads, for `Seedance`; `async_concurrency.py` does it for `AsyncSeedance`."""

from __future__ import annotations

import heapq
import itertools
import threading
from collections import deque
from collections.abc import Generator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, Any, TypeVar

from ..errors import SeedanceError
from ..sync_client.driver import perform
from .effects import Callback, Effect, Flow, Pause

if TYPE_CHECKING:
    from .http import HttpTransport

T = TypeVar("T")


class _Many:
    """Several flows: those that pause wait in a heap, the requests of the others run in a few threads."""

    def __init__(self, flows: Sequence[Flow[T]], transport: HttpTransport, pool: ThreadPoolExecutor) -> None:
        self.flows, self.transport, self.clock, self.pool = flows, transport, transport.settings.clock, pool
        self.ended: deque[tuple[int, Any]] = deque()  # places of flows, with their results or errors
        self.sleeping: list[tuple[float, int, int]] = []
        self.running: dict[Future[Any], int] = {}
        self.order = itertools.count()

    def advance(self, place: int, result: Any = None, error: BaseException | None = None) -> None:
        flow = self.flows[place]
        try:
            effect: Effect = flow.send(result) if error is None else flow.throw(error)
        except StopIteration as end:
            self.ended.append((place, end.value))
        except SeedanceError as error:
            self.ended.append((place, error))
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


def run_many(
    flows: Sequence[Flow[T]], transport: HttpTransport, concurrency: int
) -> Generator[tuple[int, T | SeedanceError], None, None]:
    """Run flows at the same time, with at most `concurrency` requests.

    Yields the place of each flow with its result or error, in the order of ending.
    """
    threads: set[int] = set()
    with ThreadPoolExecutor(concurrency, "seedance", lambda: threads.add(threading.get_ident())) as pool:
        many = _Many(flows, transport, pool)
        try:
            for place in range(len(flows)):
                many.advance(place)
            while many.ended or many.sleeping or many.running:
                while many.ended:
                    yield many.ended.popleft()
                many.step()
        except BaseException:
            # Ctrl-C, a callback's error, or the caller wants no more answers: cancel what is queued and abort what is
            # running. Below we wait only for the threads to stop.
            for future in many.running:
                future.cancel()
            transport.abort(threads)
            raise
        finally:
            if many.running:
                wait(many.running)
            for flow in flows:
                flow.close()
