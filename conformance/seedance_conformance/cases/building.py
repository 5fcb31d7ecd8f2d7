"""Small helpers that turn a shape and an edit into a case."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from seedance_conformance.cases.bodies import COVER, REST, Body, Shape
from seedance_conformance.cases.case import Case

_LABEL_CHARACTERS = 40


def label(value: object) -> str:
    """A value as JSON, cut to fit a case name."""
    text = json.dumps(value, ensure_ascii=True)
    if len(text) <= _LABEL_CHARACTERS:
        return text
    return f"{text[:12]}...{text[-12:]} ({len(text)} characters)"


def without(body: Body, *names: str) -> Body:
    """A copy of a body that lacks some fields."""
    return {name: value for name, value in body.items() if name not in names}


def refused(rule: str, name: str, body: object, **flags: Any) -> Case:
    """A case that must be refused."""
    return Case(rule, name, body, "refused", **flags)


def accepted(rule: str, name: str, body: object, control: object | None = None, **flags: Any) -> Case:
    """A case that must be accepted; `control` is the simpler body of the experiment."""
    return Case(rule, name, body, "accepted", control, **flags)


def placed(values: Sequence[object], telling: Iterable[object] = ()) -> Iterator[tuple[object, Shape, bool]]:
    """Where wrong values of an option go, and whether only in the full profile.

    A check may be forgotten for one model or one mode only. So telling values go everywhere, and the others take
    turns over the models and modes; the full profile tries them on each model and in each mode.
    """
    told = [label(value) for value in telling]
    for turn, value in enumerate(values):
        everywhere = label(value) in told
        quick = COVER if everywhere else COVER[turn % len(COVER) :][:1]
        for shape in quick:
            yield value, shape, False
        for shape in REST if everywhere else COVER:
            if shape not in quick:
                yield value, shape, True
