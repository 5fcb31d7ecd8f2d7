"""A test that waits for something other than an answer lets another test run meanwhile."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from contextvars import ContextVar

REST: ContextVar[Callable[[], AbstractContextManager[None]]] = ContextVar("REST", default=nullcontext)
"""Gives the place of the current test to another one until the context ends; the runner sets it for each test."""


def resting() -> AbstractContextManager[None]:
    """The test waits for a task, a review, or a value that another test makes: it sends nothing meanwhile.

    When the context ends, the test waits for a place. So it must not hold a lock for which others wait without resting.
    """
    return REST.get()()
