"""Judges the lifecycle of tasks and the form of answers over the log of the whole run, when every task has ended."""

import pytest

from seedance_conformance.suite.context import Context
from seedance_conformance.suite.log.monitors import MONITORS, History, Tolerated, run_monitor

pytestmark = [pytest.mark.last, pytest.mark.log]


@pytest.fixture(scope="module")
def history(context: Context) -> History:
    """The whole log, sorted once for all monitors."""
    return History(tuple(context.target.log), remote=context.remote)


def _marks(rule: str) -> list[pytest.MarkDecorator]:
    """The quick profile sends almost nothing about assets."""
    return [pytest.mark.rule(rule), *([pytest.mark.full] if rule.startswith("AS-") else [])]


@pytest.mark.parametrize("rule", [pytest.param(rule, marks=_marks(rule)) for rule in sorted(MONITORS)])
def test_monitor(context: Context, history: History, rule: str) -> None:
    """Each answer of the run is evidence for the rules about answers."""
    try:
        context.evidence(run_monitor(rule, history))
    except Tolerated as departure:
        context.observe(str(departure))
