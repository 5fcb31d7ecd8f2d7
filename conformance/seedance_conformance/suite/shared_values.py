"""Values that are prepared together for many tests: an error in one of them affects only the tests that need it."""

from collections.abc import Callable
from types import TracebackType
from typing import Generic, TypeVar, cast

import pytest
from attrs import frozen

from seedance_conformance.suite.verdicts import Breach, Inconclusive, Skipped
from seedance_conformance.transport.errors import TransportError

Value = TypeVar("Value")

# Not errors of the suite: raised at once.
_VERDICTS = (Breach, Inconclusive, Skipped, pytest.skip.Exception, TransportError)


@frozen
class Attempt(Generic[Value]):
    """A value, or the error that was raised when it was made."""

    value: Value | None = None
    error: Exception | None = None
    _trace: TracebackType | None = None

    def get(self) -> Value:
        """The value; raises the error instead, each time that it is asked for."""
        if self.error is not None:
            raise self.error.with_traceback(self._trace)
        return cast("Value", self.value)


def attempt(make: Callable[[], Value]) -> Attempt[Value]:
    """Make a value; an error of the suite is kept and raised when the value is asked for, a verdict at once."""
    try:
        return Attempt(make())
    except _VERDICTS:
        raise
    except Exception as error:
        return Attempt(None, error, error.__traceback__)
