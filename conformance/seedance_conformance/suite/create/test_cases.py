"""Create: the explicit cases of each rule, about a dozen in a test."""

import pytest

from seedance_conformance.cases.explicit import NAMED_CASES, by_rule
from seedance_conformance.suite.context import Context
from seedance_conformance.suite.create.case_groups import CaseGroup, group_params

_CASES = by_rule(NAMED_CASES)


@pytest.mark.parametrize("cases", group_params(_CASES, "refused"))
def test_violations_are_refused(context: Context, cases: CaseGroup) -> None:
    """A body that breaks one rule is refused."""
    cases.judge(context)


@pytest.mark.combined
@pytest.mark.parametrize("cases", group_params(_CASES, "accepted"))
def test_valid_bodies_are_accepted(context: Context, cases: CaseGroup) -> None:
    """A body on the right side of a rule is accepted; on a remote target combined bodies stand for them."""
    cases.judge(context)
