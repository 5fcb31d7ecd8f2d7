"""Records what the whole log shows of the OBSERVE rules; costs no request, and nothing here can be red."""

import pytest

from seedance_conformance.suite.context import Context
from seedance_conformance.suite.log.monitors import History
from seedance_conformance.suite.log.observations import SIGHTINGS, sight

pytestmark = [pytest.mark.last, pytest.mark.log]


@pytest.fixture(scope="module")
def history(context: Context) -> History:
    """The whole log, sorted once for all sightings."""
    return History(tuple(context.target.log), remote=context.remote)


def _marks(rule: str) -> list[pytest.MarkDecorator]:
    """The quick profile sends next to nothing about assets."""
    return [pytest.mark.rule(rule), *([pytest.mark.full] if rule.startswith("AS-") else [])]


@pytest.mark.parametrize("rule", [pytest.param(rule, marks=_marks(rule)) for rule in sorted(SIGHTINGS)])
def test_sighting(context: Context, history: History, rule: str) -> None:
    """One line on what the answers of this run looked like."""
    context.observe(sight(rule, history))
