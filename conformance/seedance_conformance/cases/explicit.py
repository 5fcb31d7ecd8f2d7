"""All explicit cases, by rule and expectation."""

import json
from collections.abc import Iterable
from functools import cache

from seedance_conformance.cases.case import Case, Expectation, Placeholders, References
from seedance_conformance.cases.create import addresses, frames, models, options, references, subject, together

_PARTS = (
    subject,
    options,
    frames,
    references,
    models,
    addresses,
    together,
)

Index = dict[tuple[str, Expectation], list[Case]]


def all_cases(references: References) -> list[Case]:
    """Every case that needs no asset, in a fixed order."""
    made = [case for part in _PARTS for case in part.cases(references)]
    return [*made, *together.with_options(made)]


@cache
def named_cases() -> tuple[Case, ...]:
    """The same cases with addresses that lead nowhere: enough to name tests before the media are there."""
    return tuple(all_cases(Placeholders()))


def by_rule(cases: Iterable[Case]) -> Index:
    """Cases by rule and expectation, in their order."""
    index: Index = {}
    for case in cases:
        index.setdefault((case.rule, case.expect), []).append(case)
    return index


def first_violations(cases: Iterable[Case], *, containing: str = "") -> dict[str, Case]:
    """By rule: its first violation that has to be refused at once, among those whose body contains a text."""
    found: dict[str, Case] = {}
    for case in cases:
        if case.expect == "refused" and not case.late and containing in json.dumps(case.body):
            found.setdefault(case.rule, case)
    return found
