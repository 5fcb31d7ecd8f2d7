"""Create: a violation that was refused once is refused again; a server may remember a body, and not its verdict."""

import pytest

from seedance_conformance.cases.case import Case
from seedance_conformance.cases.explicit import all_cases, first_violations, named_cases
from seedance_conformance.suite.context import Context
from seedance_conformance.suite.create.items import Available, judge_case

pytestmark = [pytest.mark.full, pytest.mark.loopback]

_RULES = [pytest.param(rule, marks=pytest.mark.rule(rule)) for rule in first_violations(named_cases())]


@pytest.fixture(scope="module")
def violations(context: Context) -> dict[str, Case]:
    """By rule, with the media of this run."""
    return first_violations(all_cases(Available(context.media)))


@pytest.mark.parametrize("rule", _RULES)
def test_a_violation_is_refused_again(context: Context, violations: dict[str, Case], rule: str) -> None:
    """The same body, sent twice in a row."""
    for _ in range(2):
        judge_case(context, violations[rule])
    context.evidence(2)
