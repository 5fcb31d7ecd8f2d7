"""Hypothesis strategies for valid bodies, and for pairs of them that show what a refusal is about."""

from collections.abc import Callable, Sequence
from typing import Any

from attrs import frozen
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from seedance_conformance.cases.bodies import (
    MODELS,
    MOST_TOGETHER,
    PRO,
    PROMPT,
    SHAPES,
    STANDARD,
    Body,
    Shape,
    shapes_of,
)
from seedance_conformance.cases.building import without
from seedance_conformance.cases.case import References
from seedance_conformance.cases.create.options import ADAPTIVE, RATIOS
from seedance_conformance.cases.create.references import AUDIOS, IMAGES, KINDS, VIDEOS, Kind, shapes_with
from seedance_conformance.cases.random import values as values

_SUPPLY = {"I": 12, "V": 5, "A": 5}


@frozen
class Pair:
    """A valid body, and a simpler one that differs in one thing: the reason if only the first is refused."""

    body: Body
    control: Body


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

    Args:
        draw: Hypothesis' own.
        references: supplies addresses.
        shapes: to choose from; legal ones give valid bodies.
        leave_out: options that the body must not contain.
        counts: least and most entries of a kind, by the letter of the kind.
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


def valid_pairs(references: References) -> dict[str, SearchStrategy[Pair]]:
    """By rule: valid bodies that depend on the rule, with a control that doesn't."""
    made = {
        "CR-MODEL-ENUM": bodies(references).map(_with_sibling),
        "CR-PROMPT-TYPE": bodies(references).map(lambda body: Pair(body, body | {"prompt": PROMPT})),
        "CR-DUR-TYPE": _option(references, "duration", values.durations),
        "CR-DUR-MIN": _option(references, "duration", st.integers(4, 9)),
        "CR-DUR-MAX": _option(references, "duration", st.integers(10, 15)),
        "CR-RATIO-ENUM": _option(references, "aspect_ratio", st.sampled_from(RATIOS)),
        "CR-RATIO-ADAPTIVE": _option(references, "aspect_ratio", st.just(ADAPTIVE)),
        "CR-AUDIO-TYPE": _option(references, "generateAudio", st.booleans()),
        "CR-FIRST-ALONE": _dropping(references, shapes_of(PRO, "F"), "first_image"),
        "CR-FIRSTLAST-OK": _dropping(references, shapes_of(PRO, "FL"), "last_image"),
        "CR-PRO-VIDEO-OPTIONAL": _dropping(references, shapes_of(PRO, "V"), "referenceVideos"),
        "CR-IMG-COUNT-MIN": _count(references, IMAGES, 1, 2),
    }
    for kind in KINDS:
        made[kind.rule] = _count(references, kind, kind.most, 1) | _any_count(references, kind)
    made["CR-MIX-REFS"] = st.one_of([_dropping(references, shapes, field) for shapes, field in _MIXED])
    return made


_MIXED = (
    ([Shape(model, "IV") for model in MODELS], "referenceImages"),
    ([Shape(model, "VA") for model in MODELS], "referenceAudios"),
    ([Shape(model, "IVA") for model in MODELS], "referenceAudios"),
    ([Shape(model, "IVA") for model in MODELS], "referenceImages"),
    ([Shape(model, "IA") for model in PRO], "referenceAudios"),
)


def _with_sibling(body: Body) -> Pair:
    """The other model of the family allows the same body."""
    family = PRO if body["model"] in PRO else STANDARD
    other = family[1 - family.index(body["model"])]
    return Pair(body, body | {"model": other})


def _option(references: References, field: str, strategy: SearchStrategy[Any]) -> SearchStrategy[Pair]:
    base = bodies(references, leave_out=(field,))
    return st.builds(lambda body, value: Pair(body | {field: value}, body), base, strategy)


def _dropping(references: References, shapes: Sequence[Shape], field: str) -> SearchStrategy[Pair]:
    return bodies(references, shapes).map(lambda body: Pair(body, without(body, field)))


def _count(references: References, kind: Kind, count: int, control: int) -> SearchStrategy[Pair]:
    """A number of entries of a kind; its control has another number. The other kinds have one entry each."""
    ones = {other.letter: (1, 1) for other in KINDS} | {kind.letter: (max(count, control),) * 2}
    base = bodies(references, shapes_with(kind), counts=ones)
    return base.map(_cutter(kind, count, control))


def _any_count(references: References, kind: Kind) -> SearchStrategy[Pair]:
    base = bodies(references, shapes_with(kind))
    return base.map(lambda body: Pair(body, body | {kind.field: body[kind.field][:1]}))


def _cutter(kind: Kind, count: int, control: int) -> Callable[[Body], Pair]:
    def cut(body: Body) -> Pair:
        listed = body[kind.field]
        return Pair(body | {kind.field: listed[:count]}, body | {kind.field: listed[:control]})

    return cut
