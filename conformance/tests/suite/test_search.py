"""Properties end as a breach, an inconclusive or a count of evidence, and do the same again."""

from typing import Any

import pytest
from hypothesis import strategies as st
from seedance_conformance.suite.context import Context
from seedance_conformance.suite.search import run_property
from seedance_conformance.suite.verdicts import Breach, Inconclusive
from seedance_conformance.transport.errors import BudgetSpent


@pytest.fixture
def context() -> Context:
    """A run without a target: these properties ask none."""
    return Context(target=None, poller=None, media=None, examples=50)  # type: ignore[arg-type]


def test_a_breach_is_shrunk(context: Context) -> None:
    """The smallest counterexample is what the report shows."""

    def check(number: int) -> None:
        if number > 16:
            raise Breach("small", str(number))

    with pytest.raises(Breach) as caught:
        run_property(context, "shrunk", st.integers(0, 10_000), check)
    assert caught.value.observed == "17"


def test_the_end_of_the_budget_takes_no_breach_away(context: Context) -> None:
    """What was found stays found when there is nothing left to make it smaller with; before that the search ends."""
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
    """A server that is wrong only the third time is wrong."""
    calls: list[int] = []

    def check(number: int) -> None:
        calls.append(number)
        if len(calls) == 3:
            raise Breach("always", "the third time")

    with pytest.raises(Breach, match="the third time"):
        run_property(context, "flaky", st.integers(), check)


def test_examples_without_evidence_do_not_count(context: Context) -> None:
    """Some doubts are no doubt about the rest; nothing but doubts is inconclusive."""

    def doubt_odd(number: int) -> None:
        if number % 2:
            raise Inconclusive("odd")

    run_property(context, "doubts", st.integers(0, 1000), doubt_odd)
    assert 0 < context.notes.count < 50
    with pytest.raises(Inconclusive, match="odd"):
        run_property(context, "doubts", st.just(1), doubt_odd)


def test_a_search_repeats_to_the_example(context: Context) -> None:
    """The run's seed and the property's name decide what is drawn, and nothing else does."""

    def drawn(name: str) -> list[Any]:
        seen: list[Any] = []
        run_property(context, name, st.integers(), seen.append)
        return seen

    assert drawn("one") == drawn("one") != drawn("another")
    context.seed = 1
    first = drawn("one")
    context.seed = 0
    assert drawn("one") != first
