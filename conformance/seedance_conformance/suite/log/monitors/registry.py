"""The list of monitors by rule id, and the one way to run them."""

from collections.abc import Callable

from seedance_conformance.suite.log.monitors.history import History
from seedance_conformance.suite.verdicts import Inconclusive

Monitor = Callable[[History], int]

MONITORS: dict[str, Monitor] = {}

_ENDS = ("-COMPLETED", "-FAILED")


class Tolerated(Exception):
    """A documented form that the target does not keep, read through because it is remote: recorded, not judged."""


def monitor(rule: str) -> Callable[[Monitor], Monitor]:
    """Register a function as the monitor of a rule.

    Raises:
        ValueError: the rule has a monitor already.
    """

    def register(function: Monitor) -> Monitor:
        if rule in MONITORS:
            raise ValueError(f"{rule} has two monitors: {MONITORS[rule].__name__} and {function.__name__}")
        MONITORS[rule] = function
        return function

    return register


def judge(rule: str, history: History) -> int:
    """Judge one rule over a history and return the number of cases.

    Those about queries and details are the tasks and the assets, however often each was asked about: that depends on
    time, and two runs with one seed report the same. Whether a task was seen before its end depends on time, too; that
    it was seen completed or failed does not.

    Raises:
        Breach: the target broke the rule; it carries the exchange that shows it.
        Inconclusive: the log holds no evidence.
        Tolerated: a remote target departs from the documented form where that is only recorded.
        KeyError: no monitor judges the rule.
    """
    count = MONITORS[rule](history)
    if not count:
        raise Inconclusive(f"no answer of this run shows {rule}")
    if rule.startswith("QR-") and not rule.endswith(_ENDS):
        return history.asked_about
    return history.looked_up if rule.startswith("AS-DT-") else count
