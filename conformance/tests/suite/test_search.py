"""A property ends as a breach, as inconclusive or with a count of evidence, and can be repeated."""

from typing import Any

import pytest
from hypothesis import strategies as st
from seedance_conformance.suite.context import Context
from seedance_conformance.suite.search import run_property
from seedance_conformance.suite.verdicts import Breach, Inconclusive
from seedance_conformance.transport.errors import BudgetSpent
from tests.suite.small_server import bare_context


@pytest.fixture
def context() -> Context:
    """A run without a target."""
    return bare_context(examples=50)


def test_a_breach_is_shrunk(context: Context) -> None:
    """The report shows the smallest counterexample."""

    def check(number: int) -> None:
        if number > 16:
            raise Breach("small", str(number))

    with pytest.raises(Breach) as caught:
        run_property(context, "shrunk", st.integers(0, 10_000), check)
    assert caught.value.observed == "17"


def test_the_end_of_the_budget_does_not_hide_a_breach(context: Context) -> None:
    """A breach is raised when the budget ends during shrinking; without a breach, the search ends."""
    calls: list[int] = []

    def check(number: int) -> None:
        calls.append(number)
        if len(calls) == breach_at:
            raise Breach("small", str(number))
        if len(calls) > 3:
            raise BudgetSpent("budget")

    breach_at = 3
    with pytest.raises(Breach):
        run_property(context, "spent", st.integers(0, 10_000), check)
    calls.clear()
    breach_at = 0
    with pytest.raises(BudgetSpent):
        run_property(context, "spent", st.integers(0, 10_000), check)


def test_a_breach_that_does_not_repeat_is_a_breach(context: Context) -> None:
    """A server that is wrong only the third time breaks the rule."""
    calls: list[int] = []

    def check(number: int) -> None:
        calls.append(number)
        if len(calls) == 3:
            raise Breach("always", "the third time")

    with pytest.raises(Breach, match="the third time"):
        run_property(context, "flaky", st.integers(), check)


def test_examples_without_evidence_do_not_count(context: Context) -> None:
    """Inconclusive examples don't affect the others; only inconclusive ones are inconclusive."""

    def doubt_odd(number: int) -> None:
        if number % 2:
            raise Inconclusive("odd")

    run_property(context, "doubts", st.integers(0, 1000), doubt_odd)
    assert 0 < context.notes.count < 50
    with pytest.raises(Inconclusive, match="odd"):
        run_property(context, "doubts", st.just(1), doubt_odd)


def test_a_search_repeats_to_the_example(context: Context) -> None:
    """Only the run's seed and the name of the property determine what is drawn."""

    def drawn(name: str) -> list[Any]:
        seen: list[Any] = []
        run_property(context, name, st.integers(), seen.append)
        return seen

    assert drawn("one") == drawn("one") != drawn("another")
    context.seed = 1
    first = drawn("one")
    context.seed = 0
    assert drawn("one") != first
