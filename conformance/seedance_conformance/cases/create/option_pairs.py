"""Cases of two options together: a server may check an option wrongly only beside one value of another option.

Each body is about several rules; `options.py` says which value is evidence for which rule.
"""

from collections.abc import Iterable, Iterator
from itertools import product
from typing import Final

from attrs import evolve

from seedance_conformance.cases.bodies import COVER, PRO, Body, Shape
from seedance_conformance.cases.building import invalid, label, valid, without
from seedance_conformance.cases.case import Case, References
from seedance_conformance.cases.create.options import FIRST_WRONG, LENGTHS, OPTION_RULES, OPTIONS

ALL_SET: Final[Body] = {"duration": 10, "aspect_ratio": "9:16", "generateAudio": False}


def cases(references: References) -> Iterator[Case]:
    """All cases of this part, refusals first; `options.py` tries single options in each mode of each model."""
    yield from _wrong_beside_valid(references)
    yield from _valid_pairs(references)


def with_options(cases: Iterable[Case]) -> Iterator[Case]:
    """The first violation of each rule again with all options set, except violations of the options themselves."""
    seen = set()
    for case in cases:
        body = case.body
        if case.expect == "accepted" or case.rule in seen or not isinstance(body, dict) or OPTIONS.keys() & body:
            continue
        seen.add(case.rule)
        yield evolve(case, name=f"{case.name}, all options set", body=body | ALL_SET, full=True)


def _wrong_beside_valid(references: References) -> Iterator[Case]:
    """The first wrong value of each option, beside each valid value of both others and in each shape of `COVER`."""
    for (start, (rule, field, value)), (turn, shape) in product(enumerate(FIRST_WRONG), enumerate(COVER)):
        chosen = {name: values[(turn + start) % len(values)] for name, values in OPTIONS.items() if name != field}
        beside = {name: other for name, other in chosen.items() if other is not None}
        if beside:
            body = shape.body(references) | beside | {field: value}
            yield invalid(rule, _name(body, shape), body, full=True)


def _valid_pairs(references: References) -> Iterator[Case]:
    """Every two valid values of two options together; the control lacks the option that the rule is about."""
    flags = {"full": True, "loopback": True}
    ratios, audio_flags = OPTIONS["aspect_ratio"][1:], OPTIONS["generateAudio"]
    for turn, ((place, (length, _)), (row, ratio)) in enumerate(product(enumerate(LENGTHS), enumerate(ratios))):
        shape, flag = COVER[turn % len(COVER)], audio_flags[(row + place) % len(audio_flags)]
        audio = {} if flag is None else {"generateAudio": flag}
        body = shape.body(references, duration=length, aspect_ratio=ratio, **audio)
        yield valid(
            OPTION_RULES["aspect_ratio"][ratio][0], _name(body, shape), body, without(body, "aspect_ratio"), **flags
        )
    for turn, ((length, rule), sound) in enumerate(product(LENGTHS, (False, True))):
        shape = Shape(PRO[turn % 2])
        body = shape.body(references, duration=length, generateAudio=sound)
        yield valid(rule, _name(body, shape), body, without(body, "duration"), **flags)


def _name(body: Body, shape: Shape) -> str:
    options = (f"{field} {label(body[field])}" for field in OPTIONS if field in body)
    return f"{', '.join(options)}, {shape.name}"
