"""Create: combined and random bodies, random violations, and repeated violations, for every rule that has any."""

import pytest

from seedance_conformance.cases.bodies import Body
from seedance_conformance.cases.case import Case, Placeholders
from seedance_conformance.cases.combined.combined_case import CombinedCase
from seedance_conformance.cases.explicit import NAMED_CASES, first_violations
from seedance_conformance.cases.random.bodies import Pair
from seedance_conformance.cases.random.every_rule import valid_pairs, violations
from seedance_conformance.suite.context import Context
from seedance_conformance.suite.create.case_groups import cases_of_run, judge_case
from seedance_conformance.suite.create.combined import judge_combined
from seedance_conformance.suite.create.expectations import expect_accepted, expect_refused
from seedance_conformance.suite.parameters import each_rule
from seedance_conformance.suite.search import run_property

_MAY_BE_LATE = ("CR-URL-SCHEME",)


@pytest.mark.remote
def test_a_combined_body_is_accepted(context: Context, combined: CombinedCase) -> None:
    """On a target that bills each valid body: every valid value is accepted, alone and beside each other one."""
    judge_combined(context, combined)


@pytest.mark.full
@pytest.mark.loopback
@each_rule(valid_pairs(Placeholders()))
def test_a_random_valid_body_is_accepted(context: Context, rule: str) -> None:
    """Any valid body that contains what the rule allows is accepted."""

    def check(pair: Pair) -> None:
        expect_accepted(context, Case(rule, "random", pair.body, "accepted", pair.control))

    run_property(context, f"{rule} accepted", valid_pairs(context.media)[rule], check)


@pytest.mark.full
@pytest.mark.loopback
@each_rule(violations(Placeholders()))
def test_a_random_violation_is_refused(context: Context, rule: str) -> None:
    """A valid body in which exactly one rule is broken is refused."""

    def check(body: Body) -> None:
        expect_refused(context, Case(rule, "random", body, "refused", late=rule in _MAY_BE_LATE))

    run_property(context, f"{rule} refused", violations(context.media)[rule], check)


@pytest.fixture(scope="module")
def repeated(context: Context) -> dict[str, Case]:
    """By rule, its first violation with the media of this run."""
    return first_violations(cases_of_run(context))


@pytest.mark.full
@pytest.mark.loopback
@each_rule(first_violations(NAMED_CASES))
def test_a_repeated_violation_is_refused_again(context: Context, repeated: dict[str, Case], rule: str) -> None:
    """The same violation twice in a row: a server may cache a body, but not accept it the second time."""
    for _ in range(2):
        judge_case(context, repeated[rule])
    context.evidence(2)
