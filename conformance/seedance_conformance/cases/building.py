"""Helpers that build a case from a shape and an edit."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from seedance_conformance.cases.bodies import COVER, PRO, SHAPES, STANDARD, Body, Shape
from seedance_conformance.cases.case import Case

_LABEL_CHARACTERS = 40
_FAMILIES = [[shape for shape in SHAPES if shape.model in models] for models in (PRO, STANDARD)]


def label(value: object, address: str | None = None) -> str:
    """A value as JSON, cut to fit a case name; an address in it is shown as `URL`, since it differs from run to run."""
    text = json.dumps(value, ensure_ascii=True)
    if address is not None:
        text = text.replace(json.dumps(address), "URL")
    if len(text) <= _LABEL_CHARACTERS:
        return text
    return f"{text[:12]}...{text[-12:]} ({len(text)} characters)"


def without(body: Body, *names: str) -> Body:
    """A copy of a body that lacks some fields."""
    return {name: value for name, value in body.items() if name not in names}


def invalid(rule: str, name: str, body: object, **flags: Any) -> Case:
    """A case that must be refused."""
    return Case(rule, name, body, "refused", **flags)


def valid(rule: str, name: str, body: object, control: object | None = None, **flags: Any) -> Case:
    """A case that must be accepted; `control` is a simpler valid body."""
    return Case(rule, name, body, "accepted", control, **flags)


def placed(
    values: Sequence[object], representative: Iterable[object] = (), single: Iterable[object] = ()
) -> Iterator[tuple[object, Shape, bool]]:
    """The shapes in which wrong values of an option are tried, and whether only in the full profile.

    A server may lack a check for one model or one mode only. So representative values are tried on each model and in
    each mode, the first of them in every shape. The others take turns over the models and modes.

    Args:
        values: all wrong values, in the order of the cases.
        representative: those that the quick profile tries on each model and in each mode.
        single: those that one mistake of a server lets through alone: the full profile tries them there.
    """
    labels, alone = [label(value) for value in representative], [label(value) for value in single]
    for turn, value in enumerate(values):
        name = label(value)
        quick = COVER if name in labels else (COVER[turn % len(COVER)],)
        full: Sequence[Shape] = [shapes[turn % len(shapes)] for shapes in _FAMILIES]
        if name in (*labels, *alone):
            full = SHAPES if name == labels[0] else COVER
        yield from ((value, shape, False) for shape in quick)
        yield from ((value, shape, True) for shape in full if shape not in quick)
