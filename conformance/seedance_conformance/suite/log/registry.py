"""The registries of the functions that read the log of a run: monitors, which judge, and observations, which record."""

from collections.abc import Callable
from typing import Final, Generic, TypeVar

from seedance_conformance.suite.log.history import History
from seedance_conformance.suite.verdicts import Inconclusive

Result = TypeVar("Result")


class Registry(Generic[Result]):
    """Functions by rule id; call it with an id to get a decorator that registers a function."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self.functions: dict[str, Callable[[History], Result]] = {}

    def __call__(self, rule: str) -> Callable[[Callable[[History], Result]], Callable[[History], Result]]:
        """Register a function for a rule; a second one raises ValueError."""

        def register(function: Callable[[History], Result]) -> Callable[[History], Result]:
            if rule in self.functions:
                raise ValueError(f"{rule} has two {self._kind}s")
            self.functions[rule] = function
            return function

        return register


monitor: Final = Registry[int]("monitor")
observation: Final = Registry[str | None]("observation")
MONITORS: Final = monitor.functions
OBSERVATIONS: Final = observation.functions

_ENDS: Final = ("-COMPLETED", "-FAILED")


class Tolerated(Exception):
    """A remote target departs from the documented form in a way that is recorded, not judged."""


def run_monitor(rule: str, history: History) -> int:
    """Judge one rule over a history and return the number of cases.

    For rules about queries and details, the cases are the tasks and the assets, however often each was queried: that
    depends on time, and two runs with one seed must report the same. Whether a task was seen before its end depends on
    time, too; whether it was seen completed or failed doesn't.

    Raises the monitor's Breach or Tolerated, Inconclusive if the log has no evidence, KeyError without a monitor.
    """
    count = MONITORS[rule](history)
    if not count:
        raise Inconclusive(f"no answer of this run shows {rule}")
    if rule.startswith("QR-") and not rule.endswith(_ENDS):
        return history.queried_tasks
    return sum(1 for asset in history.assets if asset.details) if rule.startswith("AS-DT-") else count


def run_observation(rule: str, history: History) -> str:
    """What the log shows about a rule, in one line; Inconclusive if nothing, KeyError without an observation."""
    note = OBSERVATIONS[rule](history)
    if note is None:
        raise Inconclusive("no answer of this run shows anything of it")
    return note
