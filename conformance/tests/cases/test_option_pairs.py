"""Pairs of options: a fault that shows only beside one value of another option is noticed."""

from collections.abc import Callable
from itertools import combinations, product

import pytest
from seedance_conformance.cases.create.options import OPTIONS
from seedance_conformance.cases.explicit import by_rule
from seedance_conformance.suite.context import Context
from tests.cases.conftest import CASES, notices

BY_RULE = by_rule(CASES)
FIRST_WRONG = (
    *(("CR-DUR-MIN", "duration", 3), ("CR-DUR-MAX", "duration", 16)),
    *(("CR-RATIO-ENUM", "aspect_ratio", "2:1"), ("CR-AUDIO-TYPE", "generateAudio", "true")),
)
RULES = {"CR-DUR-MIN", "CR-DUR-MAX", "CR-DUR-TYPE", "CR-RATIO-ENUM", "CR-RATIO-ADAPTIVE", "CR-AUDIO-TYPE"}

Body = dict[str, object]
ContextWith = Callable[[Callable[[Body], Body | None]], Context]


def has(body: Body, field: str, value: object) -> bool:
    """Whether a body has a value of that very type in a field."""
    return field in body and body[field] == value and type(body[field]) is type(value)


@pytest.mark.parametrize(("rule", "field", "value"), FIRST_WRONG)
def test_a_wrong_value_accepted_beside_one_other_is_noticed(
    rule: str, field: str, value: object, context_with: ContextWith
) -> None:
    """Beside each valid value of each other option."""
    others = [(name, other) for name in OPTIONS if name != field for other in OPTIONS[name] if other is not None]
    missed = []
    for name, other in others:

        def lenient(body: Body, name: str = name, other: object = other) -> Body:
            ignores = has(body, field, value) and has(body, name, other)
            return {key: held for key, held in body.items() if key != field} if ignores else body

        if not notices(context_with(lenient), BY_RULE[rule, "refused"].values()):
            missed.append((name, other))
    assert missed == []


def test_every_two_valid_values_refused_together_are_noticed(context_with: ContextWith) -> None:
    """Each pair of values of two options, with the bounds and the default of the duration."""
    values = {**OPTIONS, "duration": (4, 5, 15)}
    valid = [case for rule in sorted(RULES) for case in BY_RULE[rule, "accepted"].values()]
    missed = []
    for left, right in combinations(values, 2):
        for one, other in product(values[left], values[right]):
            if one is None or other is None:
                continue

            def strict(body: Body, pair: tuple[object, ...] = (left, one, right, other)) -> Body | None:
                return None if has(body, str(pair[0]), pair[1]) and has(body, str(pair[2]), pair[3]) else body

            if not notices(context_with(strict), valid):
                missed.append((one, other))
    assert missed == []


def test_any_other_violation_is_tried_with_all_options_set() -> None:
    """Every rule of create that a body can break, except those about the options themselves."""
    refused = [case for case in CASES if case.expect == "refused" and case.rule not in RULES]
    beside = {case.rule for case in refused if isinstance(case.body, dict) and OPTIONS.keys() <= case.body.keys()}
    assert beside == {case.rule for case in refused}
