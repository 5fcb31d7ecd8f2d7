"""Judges and describes the answers of the whole run by its log, when every task has ended; these tests send nothing."""

import pytest

from seedance_conformance.suite.context import Context
from seedance_conformance.suite.log.monitors import MONITORS, History, Tolerated, run_monitor
from seedance_conformance.suite.log.observations import OBSERVATIONS, run_observation
from seedance_conformance.suite.parameters import each_rule

pytestmark = [pytest.mark.last, pytest.mark.log]


@pytest.fixture(scope="module")
def history(context: Context) -> History:
    """The whole log, sorted once for all of these tests."""
    return History(context.target.outages.evidence(context.target.log), remote=context.remote)


def _full(rule: str) -> list[pytest.MarkDecorator]:
    """The quick profile sends almost nothing about assets."""
    return [pytest.mark.full] if rule.startswith("AS-") else []


@each_rule(sorted(MONITORS), _full)
def test_monitor(context: Context, history: History, rule: str) -> None:
    """Each answer of the run is evidence for the rules about answers."""
    try:
        context.evidence(run_monitor(rule, history))
    except Tolerated as departure:
        context.observe(str(departure))


@each_rule(sorted(OBSERVATIONS), _full)
def test_observation(context: Context, history: History, rule: str) -> None:
    """One line about the answers of this run, where the documents are silent."""
    context.observe(run_observation(rule, history))
