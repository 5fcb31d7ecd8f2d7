"""The case that sends an exchange, as the log names it."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from typing import Final

CURRENT_CASE: ContextVar[str] = ContextVar("CURRENT_CASE", default="run")
"""The name in the log of the current case; the runner sets it for each test."""

SHARED: Final = "shared: "
"""Prefix of cases whose requests serve several tests, in any order."""


@contextmanager
def case_of(name: str) -> Iterator[None]:
    """Set the case for the requests inside the block."""
    token = CURRENT_CASE.set(name)
    try:
        yield
    finally:
        CURRENT_CASE.reset(token)


def shared(name: str) -> AbstractContextManager[None]:
    """Set the case for requests that serve several tests, whichever test runs first."""
    return case_of(SHARED + name)
