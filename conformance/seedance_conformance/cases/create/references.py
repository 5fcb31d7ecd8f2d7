"""Cases of the three reference arrays: the types of the arrays and of their entries, and the number of entries."""

from collections.abc import Callable, Iterator
from itertools import product
from typing import Final

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from seedance_conformance.cases.bodies import (
    IMAGES,
    KINDS,
    MOST_TOGETHER,
    PRO,
    SHAPES,
    STANDARD,
    VIDEOS,
    Body,
    Kind,
    Shape,
    shapes_with,
)
from seedance_conformance.cases.building import invalid, label, valid
from seedance_conformance.cases.case import Case, References
from seedance_conformance.cases.random import values
from seedance_conformance.cases.random.bodies import Bodies, Pair, Pairs, bodies, with_value
from seedance_conformance.cases.values import not_an_array, not_an_entry

_TYPE_SHAPES: Final = {
    "I": (Shape(PRO[0], "I"), Shape(PRO[1], "I"), Shape(STANDARD[0], "IV"), Shape(STANDARD[1], "IVA")),
    "V": (Shape(PRO[0], "V"), Shape(PRO[1], "V"), Shape(STANDARD[0], "V"), Shape(STANDARD[1], "V")),
    "A": (Shape(PRO[0], "IA"), Shape(PRO[1], "VA"), Shape(STANDARD[0], "VA"), Shape(STANDARD[1], "IVA")),
}
"""The shapes in which wrong types are tried, by the letter of the kind."""

_IN_EACH_SHAPE: Final = 4
"""This many wrong values are tried in each of these shapes, the others in every second one."""


def cases(references: References) -> Iterator[Case]:
    """All cases of this part, refusals first."""
    for kind in KINDS:
        yield from _wrong_lists(kind, references)
        yield from _wrong_entries(kind, references)
    for kind in KINDS:
        yield from _too_many(kind, references)
    yield from _too_few(references)
    for kind in KINDS:
        yield from _counts(kind, references)


def _wrong_lists(kind: Kind, references: References) -> Iterator[Case]:
    """Values in place of an array; a bare string is disputed.

    For the videos of a standard model only the bare string is tried: any other value also breaks the rule that the
    model needs a video.
    """
    address = kind.address(references, 1)
    for turn, shape in enumerate(_TYPE_SHAPES[kind.letter]):
        body, name = shape.body(references), f"{kind.field} %s, {shape.name}"
        yield invalid("CR-REFS-TYPE", name % "bare string", body | {kind.field: address}, disputed=True)
        if kind is VIDEOS and shape.model in STANDARD:
            continue
        for number, value in enumerate(not_an_array(address)):
            full = number % 2 != turn % 2
            if number < _IN_EACH_SHAPE or not full:
                yield invalid("CR-REFS-TYPE", name % label(value, address), body | {kind.field: value}, full=full)


def _wrong_entries(kind: Kind, references: References) -> Iterator[Case]:
    """An entry that isn't a string: alone, and as the first, a middle and the last entry of longer lists."""
    shapes, address = _TYPE_SHAPES[kind.letter], kind.address(references, 1)
    for (turn, shape), (number, entry) in product(enumerate(shapes), enumerate(not_an_entry(address))):
        if number < _IN_EACH_SHAPE or number % 2 == turn % 2:
            name, full = f"{kind.field} [{label(entry, address)}], {shape.name}", number > 0 and number % 4 != turn
            yield invalid("CR-REFS-TYPE", name, shape.body(references) | {kind.field: [entry]}, full=full)
    for (turn, entry), count in product(enumerate((5, None, {"url": address})), sorted({3, kind.most})):
        for index in (0, count // 2, count - 1):
            entries = kind.addresses(references, count)
            entries[index] = entry
            name = f"{kind.field} {label(entry, address)} as {index + 1} of {count}, {shapes[0].name}"
            yield invalid("CR-REFS-TYPE", name, shapes[0].body(references) | {kind.field: entries}, full=turn > 0)


def _too_many(kind: Kind, references: References) -> Iterator[Case]:
    """One and two entries too many, with at most twelve references: more might be refused for another reason."""
    for (turn, shape), extra in product(enumerate(shapes_with(kind)), (1, 2)):
        count = kind.most + extra
        if count + len(shape.mode) - 1 <= MOST_TOGETHER:
            body = shape.body(references, **{kind.counter: count})
            yield invalid(kind.rule, f"{count}, {shape.name}", body, full=extra == 2 and turn > 1)


def _too_few(references: References) -> Iterator[Case]:
    """An empty list of images, alone or beside other references."""
    for shape in (Shape(PRO[0]), Shape(PRO[1]), *(s for s in SHAPES if s.mode in ("V", "VA"))):
        yield invalid("CR-IMG-COUNT-MIN", f"no image, {shape.name}", shape.body(references, referenceImages=[]))
    shape = Shape(PRO[0])
    for fields in ({"duration": 10}, {"aspect_ratio": "adaptive"}, {"generateAudio": False}):
        body = shape.body(references, referenceImages=[]) | fields
        yield invalid("CR-IMG-COUNT-MIN", f"no image and {label(fields)}, {shape.name}", body)


def _counts(kind: Kind, references: References) -> Iterator[Case]:
    """Each allowed number: all in one shape, some in each other shape. The control has one reference of the kind."""
    for turn, shape in enumerate(shapes_with(kind)):
        single = shape.body(references)
        for count in range(2, kind.most + 1):
            inner = count < kind.most
            if not inner or turn == 0 or count == 2 + turn % (kind.most - 2):
                body = shape.body(references, **{kind.counter: count})
                flags = {"full": inner and turn > 0, "loopback": inner or turn > 1}
                yield valid(kind.rule, f"{count}, {shape.name}", body, single, **flags)
        if kind is IMAGES:
            pair = shape.body(references, images=2)
            yield valid("CR-IMG-COUNT-MIN", f"1, {shape.name}", single, pair, loopback=turn > 1)


def violations(references: References) -> dict[str, Bodies]:
    """By rule: random bodies that break it. If one kind has an entry too many, each other kind has one entry."""
    wrong = [_random_wrong_entry(references, kind) for kind in KINDS] + _random_wrong_lists(references)
    bodies_of = {"CR-REFS-TYPE": st.one_of(wrong)}
    for kind in KINDS:
        bodies_of[kind.rule] = _with_one_of_each_other_kind(references, kind, kind.most + 1)
    imageless = [shape for shape in SHAPES if shape.mode in ("", "V", "VA")]
    bodies_of["CR-IMG-COUNT-MIN"] = bodies(references, imageless).map(lambda body: body | {"referenceImages": []})
    return bodies_of


def valid_pairs(references: References) -> dict[str, Pairs]:
    """By rule: random bodies that keep it, each with a control."""
    pairs_of = {"CR-IMG-COUNT-MIN": _random_count(references, IMAGES, 1, 2)}
    for kind in KINDS:
        any_count = bodies(references, shapes_with(kind)).map(_cut(kind, kind.most, 1))
        pairs_of[kind.rule] = _random_count(references, kind, kind.most, 1) | any_count
    return pairs_of


@st.composite
def _random_wrong_entry(draw: DrawFn, references: References, kind: Kind) -> Body:
    """An entry that isn't a string, at any position."""
    body = draw(bodies(references, shapes_with(kind)))
    listed = list(body[kind.field])
    listed[draw(st.integers(0, len(listed) - 1))] = draw(st.none() | values.not_a_string)
    return body | {kind.field: listed}


def _random_wrong_lists(references: References) -> list[Bodies]:
    """A value in place of an array, except for the videos of a standard model, which needs them."""
    wrong = []
    for kind in KINDS:
        shapes = [shape for shape in shapes_with(kind) if kind is not VIDEOS or shape.model in PRO]
        wrong.append(with_value(bodies(references, shapes), kind.field, values.not_an_array))
    return wrong


def _random_count(references: References, kind: Kind, count: int, control: int) -> Pairs:
    """Bodies with `count` entries of a kind; their controls have `control` entries."""
    return _with_one_of_each_other_kind(references, kind, max(count, control)).map(_cut(kind, count, control))


def _with_one_of_each_other_kind(references: References, kind: Kind, count: int) -> Bodies:
    """Bodies with this number of entries of a kind, and one entry of each other kind that they have."""
    counts = {other.letter: (1, 1) for other in KINDS} | {kind.letter: (count, count)}
    return bodies(references, shapes_with(kind), counts=counts)


def _cut(kind: Kind, count: int, control: int) -> Callable[[Body], Pair]:
    """A function from a body to a pair: the body with at most `count` entries of a kind, the control with `control`."""

    def cut(body: Body) -> Pair:
        listed = body[kind.field]
        return Pair(body | {kind.field: listed[:count]}, body | {kind.field: listed[:control]})

    return cut
