"""Create: a valid body over everything is accepted, and a refusal is blamed on the one thing that its control lacks."""

import pytest

from seedance_conformance.cases.case import Case, Placeholders
from seedance_conformance.cases.random.bodies import Pair, valid_pairs
from seedance_conformance.suite.context import Context
from seedance_conformance.suite.judge import expect_accepted
from seedance_conformance.suite.search import run_property

pytestmark = [pytest.mark.full, pytest.mark.loopback]

_RULES = [pytest.param(rule, id=rule, marks=pytest.mark.rule(rule)) for rule in valid_pairs(Placeholders())]


@pytest.mark.parametrize("rule", _RULES)
def test_a_valid_body_is_accepted(context: Context, rule: str) -> None:
    """Whatever else a valid body holds, what the rule allows in it is accepted."""

    def check(pair: Pair) -> None:
        expect_accepted(context, Case(rule, "random", pair.body, "accepted", pair.control))

    run_property(context, f"{rule} accepted", valid_pairs(context.media)[rule], check)
