"""What goes on at the same time: independent requests of a test, and other tests while one waits."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from contextvars import ContextVar, copy_context
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

REST: ContextVar[Callable[[], AbstractContextManager[None]]] = ContextVar("REST", default=nullcontext)
"""Gives the place of the current test to another one until the context ends; the runner sets it for each test."""


def resting() -> AbstractContextManager[None]:
    """The test waits for a task, a review, or a value that another test makes: it sends nothing meanwhile.

    When the context ends, the test waits for a place. So it must not hold a lock for which others wait without resting.
    """
    return REST.get()()


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
