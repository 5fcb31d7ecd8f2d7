"""Where an exchange comes from: the name that the log gives for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

CURRENT_CASE: ContextVar[str] = ContextVar("CURRENT_CASE", default="run")
"""What the log names as the origin of an exchange; the runner sets it for each test."""

SHARED: Final = "shared: "
"""Begins the names of origins whose requests serve several tests, in whatever order these come."""


@contextmanager
def shared(name: str) -> Iterator[None]:
    """Name the origin of what is sent for several tests, whichever of them happens to come first."""
    token = CURRENT_CASE.set(SHARED + name)
    try:
        yield
    finally:
        CURRENT_CASE.reset(token)
