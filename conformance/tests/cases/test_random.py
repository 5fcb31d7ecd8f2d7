"""The Hypothesis strategies: all that they draw agrees with the contract."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy
from seedance_conformance.cases.case import Placeholders
from seedance_conformance.cases.random.bodies import Pair
from seedance_conformance.cases.random.every_rule import valid_pairs, violations
from tests.cases.conftest import CASES

VIOLATIONS, PAIRS = violations(Placeholders()), valid_pairs(Placeholders())


def drawn(strategy: SearchStrategy[Any], count: int = 25) -> list[Any]:
    """Some drawn values, the same in each run."""
    values: list[Any] = []

    @seed(20261122)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def collect(value: Any) -> None:
        values.append(value)

    collect()
    return values


@pytest.mark.parametrize("rule", VIOLATIONS)
def test_violations_are_refused_by_the_contract(rule: str, contract_accepts: Any) -> None:
    """Every drawn violation is one, and JSON can represent it."""
    bodies = drawn(VIOLATIONS[rule])
    assert [body for body in bodies if contract_accepts(body)] == []
    assert all(json.loads(json.dumps(body, allow_nan=False)) == body for body in bodies)


@pytest.mark.parametrize("rule", PAIRS)
def test_valid_pairs_are_admitted_by_the_contract(rule: str, contract_accepts: Any) -> None:
    """Body and control are both valid, differ, and have at most twelve references."""
    pairs: list[Pair] = drawn(PAIRS[rule])
    assert [pair for pair in pairs if not (contract_accepts(pair.body) and contract_accepts(pair.control))] == []
    assert any(pair.body != pair.control for pair in pairs)
    assert max(sum(len(v) for v in pair.body.values() if isinstance(v, list)) for pair in pairs) <= 12


def test_no_file_occurs_twice() -> None:
    """Duplicates, and the same image as both frames, are open: no drawn body has them."""
    for strategy in (*VIOLATIONS.values(), *(pair.map(lambda pair: pair.body) for pair in PAIRS.values())):
        for body in drawn(strategy, 15):
            texts = [entry for value in body.values() for entry in (value if isinstance(value, list) else [value])]
            media = [text for text in texts if isinstance(text, str) and text.startswith("http://127.0.0.1:9/")]
            assert len(media) == len(set(media))


def test_every_rule_with_violations_is_searched() -> None:
    """Explicit and random violations cover the same rules."""
    assert set(VIOLATIONS) == {case.rule for case in CASES if case.expect == "refused"}
