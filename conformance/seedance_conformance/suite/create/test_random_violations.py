"""Create: a valid body over everything, with exactly one rule broken, is refused."""

import pytest

from seedance_conformance.cases.bodies import Body
from seedance_conformance.cases.case import Case, Placeholders
from seedance_conformance.cases.random.violations import violations
from seedance_conformance.suite.context import Context
from seedance_conformance.suite.judge import expect_refused
from seedance_conformance.suite.search import run_property

pytestmark = [pytest.mark.full, pytest.mark.loopback]

_RULES = [pytest.param(rule, id=rule, marks=pytest.mark.rule(rule)) for rule in violations(Placeholders())]
_MAY_BE_LATE = ("CR-URL-SCHEME",)


@pytest.mark.parametrize("rule", _RULES)
def test_a_body_that_breaks_one_rule_is_refused(context: Context, rule: str) -> None:
    """Whatever else a body holds, one broken rule is enough to refuse it."""

    def check(body: Body) -> None:
        expect_refused(context, Case(rule, "random", body, "refused", late=rule in _MAY_BE_LATE))

    run_property(context, f"{rule} refused", violations(context.media)[rule], check)
