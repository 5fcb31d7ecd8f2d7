"""Sends independent requests at the same time."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from contextvars import copy_context
from typing import TypeVar

from seedance_conformance.transport.resting import REST

Item = TypeVar("Item")
Result = TypeVar("Result")


def send_all(send: Callable[[Item], Result], items: Iterable[Item], workers: int) -> list[Result]:
    """Call `send` with each item, in several threads; returns the results in the order of the items.

    The log attributes the requests to the caller. Raises the first exception of a call; calls that haven't begun by
    then are left out.
    """
    if workers == 1:
        return [send(item) for item in items]
    with ThreadPoolExecutor(workers) as pool:
        calls = [pool.submit(copy_context().run, _call, send, item) for item in items]
        try:
            return [call.result() for call in calls]
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _call(send: Callable[[Item], Result], item: Item) -> Result:
    # The others go on, so the test has no place to give away.
    REST.set(nullcontext)
    return send(item)
