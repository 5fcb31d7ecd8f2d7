"""Records what the log of the whole run shows about the OBSERVE rules; these tests send nothing and never fail."""

import pytest

from seedance_conformance.suite.context import Context
from seedance_conformance.suite.log.monitors import History
from seedance_conformance.suite.log.observations import OBSERVATIONS, run_observation

pytestmark = [pytest.mark.last, pytest.mark.log]


@pytest.fixture(scope="module")
def history(context: Context) -> History:
    """The whole log, sorted once for all observations."""
    return History(tuple(context.target.log), remote=context.remote)


def _marks(rule: str) -> list[pytest.MarkDecorator]:
    """The quick profile sends almost nothing about assets."""
    return [pytest.mark.rule(rule), *([pytest.mark.full] if rule.startswith("AS-") else [])]


@pytest.mark.parametrize("rule", [pytest.param(rule, marks=_marks(rule)) for rule in sorted(OBSERVATIONS)])
def test_sighting(context: Context, history: History, rule: str) -> None:
    """One line about the answers of this run."""
    context.observe(run_observation(rule, history))
