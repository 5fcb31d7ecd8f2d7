"""Parameters that many tests share."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest


def each_rule(
    rules: Iterable[str], marks: Callable[[str], list[pytest.MarkDecorator]] = lambda _: []
) -> pytest.MarkDecorator:
    """One test for each rule, marked with it; `marks` makes further marks."""
    params: list[Any] = [pytest.param(rule, marks=[pytest.mark.rule(rule), *marks(rule)]) for rule in rules]
    return pytest.mark.parametrize("rule", params)
