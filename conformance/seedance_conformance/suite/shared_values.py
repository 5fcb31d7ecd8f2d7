"""Values that are prepared together for many tests: a fault in one of them is met by the tests that need it, alone."""

from collections.abc import Callable
from types import TracebackType
from typing import Generic, TypeVar, cast

import pytest
from attrs import frozen

from seedance_conformance.suite.verdicts import Breach, Inconclusive, Skipped
from seedance_conformance.transport.errors import TransportError

Value = TypeVar("Value")

_ENDS = (Breach, Inconclusive, Skipped, pytest.skip.Exception, TransportError)
# What is no fault of the suite is raised at once.


@frozen
class Attempt(Generic[Value]):
    """A value, or the fault that kept it away.

    Attributes:
        value: None if there is a fault.
        fault: as it was raised.
    """

    value: Value | None = None
    fault: Exception | None = None
    _trace: TracebackType | None = None

    def get(self) -> Value:
        """The value.

        Raises:
            Exception: the fault, as often as it is asked for.
        """
        if self.fault is not None:
            raise self.fault.with_traceback(self._trace)
        return cast("Value", self.value)


def attempt(make: Callable[[], Value]) -> Attempt[Value]:
    """Make a value; a fault of the suite is kept for whoever asks for the value.

    Raises:
        Exception: what says something of the target or the run, such as Inconclusive or Unreachable.
    """
    try:
        return Attempt(make())
    except _ENDS:
        raise
    except Exception as fault:
        return Attempt(None, fault, fault.__traceback__)
