"""Hypothesis strategies for valid bodies, alone and in pairs that show what a refusal is about."""

from collections.abc import Sequence
from typing import Any

from attrs import frozen
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from seedance_conformance.cases.bodies import AUDIOS, IMAGES, MOST_TOGETHER, SHAPES, VIDEOS, Body, Kind, Shape
from seedance_conformance.cases.building import without
from seedance_conformance.cases.case import References
from seedance_conformance.cases.random import values

_SUPPLY = {"I": 12, "V": 5, "A": 5}

Bodies = SearchStrategy[Body]


@frozen
class Pair:
    """A valid body, and a simpler one that differs in one thing: the reason if only the first is refused."""

    body: Body
    control: Body


Pairs = SearchStrategy[Pair]


def options(*leave_out: str) -> SearchStrategy[Body]:
    """Any of the three options with valid values."""
    known = {"duration": values.durations, "aspect_ratio": values.ratios, "generateAudio": st.booleans()}
    chosen = {name: strategy for name, strategy in known.items() if name not in leave_out}
    return st.fixed_dictionaries({}, optional=chosen)


@st.composite
def entries(draw: DrawFn, references: References, kind: Kind, least: int, most: int) -> list[Any]:
    """Some different addresses of one kind, in any order."""
    numbers = st.lists(st.integers(1, _SUPPLY[kind.letter]), min_size=least, max_size=most, unique=True)
    return [kind.address(references, number) for number in draw(numbers)]


@st.composite
def bodies(
    draw: DrawFn,
    references: References,
    shapes: Sequence[Shape] = SHAPES,
    *,
    leave_out: Sequence[str] = (),
    counts: dict[str, tuple[int, int]] | None = None,
) -> Body:
    """A body of one of the shapes with any prompt, options and numbers of references.

    Legal shapes give valid bodies; `leave_out` are options that they must not contain, and `counts` the least and most
    entries of a kind, by its letter.
    """
    shape = draw(st.sampled_from(shapes))
    body = shape.body(references) | draw(options(*leave_out))
    body["prompt"] = draw(values.prompts)
    left = MOST_TOGETHER
    for kind in (VIDEOS, AUDIOS, IMAGES):
        if kind.letter in shape.mode:
            least, most = (counts or {}).get(kind.letter, (1, min(kind.most, left)))
            body[kind.field] = draw(entries(references, kind, least, most))
            left -= len(body[kind.field])
    return body


def with_value(base: Bodies, field: str, strategy: SearchStrategy[Any]) -> Bodies:
    """Bodies with another value in one field."""
    return st.builds(lambda body, value: body | {field: value}, base, strategy)


def with_and_without(references: References, field: str, strategy: SearchStrategy[Any]) -> Pairs:
    """Bodies with one of these values in an option; the control lacks the option."""
    base = bodies(references, leave_out=(field,))
    return st.builds(lambda body, value: Pair(body | {field: value}, body), base, strategy)


def dropping(references: References, shapes: Sequence[Shape], field: str) -> Pairs:
    """Bodies of some shapes; the control lacks one of their fields."""
    return bodies(references, shapes).map(lambda body: Pair(body, without(body, field)))
