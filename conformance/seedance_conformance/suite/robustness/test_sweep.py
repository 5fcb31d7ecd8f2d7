"""Sends what the rules about every answer of a run are judged by, for a run that selects little else."""

import pytest

from seedance_conformance.suite.context import Context
from seedance_conformance.suite.robustness.sweep import tour

pytestmark = [pytest.mark.full, pytest.mark.loopback]


@pytest.mark.parametrize(
    "rule", [pytest.param(rule, marks=pytest.mark.rule(rule)) for rule in ("RB-NO-5XX", "RB-NO-HANG", "RB-JSON-LABEL")]
)
def test_every_endpoint_is_asked(context: Context, rule: str) -> None:
    """Sound, refused and odd requests to each endpoint; the monitors judge the answers at the end."""
    context.evidence(tour(context))
