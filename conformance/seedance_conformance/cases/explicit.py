"""All explicit cases, by rule and expectation."""

import json
from collections.abc import Iterable, Iterator
from typing import Final

from seedance_conformance.cases.case import Case, Expectation, Media, Placeholders, References
from seedance_conformance.cases.create import (
    addresses,
    frames,
    model_and_prompt,
    models,
    option_pairs,
    options,
    references,
)
from seedance_conformance.cases.media import audios, images, videos

_CREATE = (model_and_prompt, options, frames, references, models, addresses, option_pairs)
_MEDIA = (images, videos, audios)

Index = dict[tuple[str, Expectation], dict[str, Case]]
"""By rule and expectation, the cases by name."""


def all_cases(media: References) -> list[Case]:
    """Every case of create that needs no asset, in a fixed order."""
    made = [case for module in _CREATE for case in module.cases(media)]
    return [*made, *option_pairs.with_options(made)]


NAMED_CASES: Final = tuple(all_cases(Placeholders()))
"""The same with placeholder addresses: enough to name tests before the media are there."""


def media_cases(media: Media) -> Index:
    """Every case about media by address, in a fixed order."""
    return by_rule(case for module in _MEDIA for case in module.cases(media))


def by_rule(cases: Iterable[Case]) -> Index:
    """Cases by rule and expectation, in their order; a ValueError if two of one rule and expectation have one name."""
    index: Index = {}
    for case in cases:
        named = index.setdefault((case.rule, case.expect), {})
        if case.name in named:
            raise ValueError(f"{case.rule} has two cases that must be {case.expect} named {case.name!r}")
        named[case.name] = case
    return index


def first_violations(cases: Iterable[Case], *, containing: str = "") -> dict[str, Case]:
    """By rule: its first violation that has to be refused at once, among those whose body contains a text."""
    found: dict[str, Case] = {}
    for case in cases:
        if case.expect == "refused" and not case.late and containing in json.dumps(case.body):
            found.setdefault(case.rule, case)
    return found


def files_used(cases: Iterable[Case]) -> Iterator[str]:
    """Every address in the bodies and controls of some cases."""
    for case in cases:
        for body in (case.body, case.control):
            for value in body.values() if isinstance(body, dict) else ():
                entries = value if isinstance(value, list) else [value]
                yield from (entry for entry in entries if str(entry).startswith("http"))
