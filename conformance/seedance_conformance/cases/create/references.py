"""Cases of the three reference arrays: their types, their counts and their mixes."""

from collections.abc import Callable
from typing import Final

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from seedance_conformance.cases.bodies import MOST_TOGETHER, PRO, SHAPES, STANDARD, Body, Shape
from seedance_conformance.cases.building import invalid, label, valid
from seedance_conformance.cases.case import Case, References
from seedance_conformance.cases.kinds import AUDIOS, IMAGES, KINDS, VIDEOS, Kind, numbered, shapes_with
from seedance_conformance.cases.random import values
from seedance_conformance.cases.random.bodies import Bodies, Pair, Pairs, bodies, with_value
from seedance_conformance.cases.values import not_an_array, not_an_entry

_TYPE_SHAPES: Final = {
    "I": (Shape(PRO[0], "I"), Shape(PRO[1], "I"), Shape(STANDARD[0], "IV"), Shape(STANDARD[1], "IVA")),
    "V": (Shape(PRO[0], "V"), Shape(PRO[1], "V"), Shape(STANDARD[0], "V"), Shape(STANDARD[1], "V")),
    "A": (Shape(PRO[0], "IA"), Shape(PRO[1], "VA"), Shape(STANDARD[0], "VA"), Shape(STANDARD[1], "IVA")),
}


def cases(references: References) -> list[Case]:
    """All cases of this part, refusals first."""
    made = [case for kind in KINDS for case in _wrong_types(kind, references)]
    made += [case for kind in KINDS for case in _too_many(kind, references)]
    made += _too_few(references)
    made += [case for kind in KINDS for case in _counts(kind, references)]
    return made


def _wrong_types(kind: Kind, references: References) -> list[Case]:
    return [*_wrong_lists(kind, references), *_wrong_entries(kind, references)]


def _wrong_lists(kind: Kind, references: References) -> list[Case]:
    """Values in place of an array; a bare string is disputed.

    For the videos of a standard model only the bare string is tried: any other value also breaks the rule that the
    model needs a video.
    """
    made = []
    address = kind.address(references, 1)
    for turn, shape in enumerate(_TYPE_SHAPES[kind.letter]):
        body, name = shape.body(references), f"{kind.field} %s, {shape.name}"
        bare = body | {kind.field: address}
        made.append(invalid("CR-REFS-TYPE", name % "bare string", bare, disputed=True))
        if kind is VIDEOS and shape.model in STANDARD:
            continue
        for place, value in enumerate(not_an_array(address)):
            if place > 3 and place % 2 != turn % 2:
                continue
            full = place % 2 != turn % 2
            made.append(invalid("CR-REFS-TYPE", name % label(value, address), body | {kind.field: value}, full=full))
    return made


def _wrong_entries(kind: Kind, references: References) -> list[Case]:
    """An entry that isn't a string: alone, and as the first, a middle and the last entry of longer lists."""
    made = []
    address = kind.address(references, 1)
    for turn, shape in enumerate(_TYPE_SHAPES[kind.letter]):
        for place, entry in enumerate(not_an_entry(address)):
            if place > 3 and place % 2 != turn % 2:
                continue
            body, full = shape.body(references) | {kind.field: [entry]}, place > 0 and place % 4 != turn
            made.append(
                invalid("CR-REFS-TYPE", f"{kind.field} [{label(entry, address)}], {shape.name}", body, full=full)
            )
    shape = _TYPE_SHAPES[kind.letter][0]
    for turn, entry in enumerate((5, None, {"url": address})):
        for count in sorted({3, kind.most}):
            for place in (0, count // 2, count - 1):
                entries = numbered(kind, references, count)
                entries[place] = entry
                name = f"{kind.field} {label(entry, address)} as {place + 1} of {count}, {shape.name}"
                body = shape.body(references) | {kind.field: entries}
                made.append(invalid("CR-REFS-TYPE", name, body, full=turn > 0))
    return made


def _too_many(kind: Kind, references: References) -> list[Case]:
    """One and two entries too many, with at most twelve references: more might be refused for another reason."""
    made = []
    for turn, shape in enumerate(shapes_with(kind)):
        for extra in (1, 2):
            count = kind.most + extra
            if count + len(shape.mode) - 1 > MOST_TOGETHER:
                continue
            body = shape.body(references, **{kind.counter: count})
            full = extra == 2 and turn > 1
            made.append(invalid(kind.rule, f"{count}, {shape.name}", body, full=full))
    return made


def _too_few(references: References) -> list[Case]:
    """An empty list of images, alone or beside other references."""
    made = []
    for shape in (Shape(PRO[0]), Shape(PRO[1]), *(s for s in SHAPES if s.mode in ("V", "VA"))):
        body = shape.body(references, referenceImages=[])
        made.append(invalid("CR-IMG-COUNT-MIN", f"no image, {shape.name}", body))
    for fields in ({"duration": 10}, {"aspect_ratio": "adaptive"}, {"generateAudio": False}):
        body = Shape(PRO[0]).body(references, referenceImages=[]) | fields
        made.append(invalid("CR-IMG-COUNT-MIN", f"no image and {label(fields)}, {Shape(PRO[0]).name}", body))
    return made


def _counts(kind: Kind, references: References) -> list[Case]:
    """Each allowed number: all in one shape, some in each other shape. The control has one reference of the kind."""
    made = []
    for turn, shape in enumerate(shapes_with(kind)):
        single = shape.body(references)
        for count in range(2, kind.most + 1):
            inner = count < kind.most
            if inner and turn > 0 and count != 2 + turn % (kind.most - 2):
                continue
            body = shape.body(references, **{kind.counter: count})
            flags = {"full": inner and turn > 0, "loopback": inner or turn > 1}
            made.append(valid(kind.rule, f"{count}, {shape.name}", body, single, **flags))
        if kind is IMAGES:
            pair = shape.body(references, images=2)
            made.append(valid("CR-IMG-COUNT-MIN", f"1, {shape.name}", single, pair, loopback=turn > 1))
    return made


def violations(references: References) -> dict[str, Bodies]:
    """By rule: random bodies that break it; an entry too many of a kind is beside one entry of each other kind."""
    made = {
        "CR-REFS-TYPE": st.one_of(
            [_random_wrong_entry(references, kind) for kind in KINDS] + _random_wrong_lists(references)
        )
    }
    for kind in KINDS:
        ones = {other.letter: (1, 1) for other in KINDS} | {kind.letter: (kind.most + 1,) * 2}
        made[kind.rule] = bodies(references, shapes_with(kind), counts=ones)
    imageless = [shape for shape in SHAPES if shape.mode in ("", "V", "VA")]
    made["CR-IMG-COUNT-MIN"] = bodies(references, imageless).map(lambda body: body | {"referenceImages": []})
    return made


def valid_pairs(references: References) -> dict[str, Pairs]:
    """By rule: random bodies that keep it, each with a control."""
    made = {"CR-IMG-COUNT-MIN": _random_count(references, IMAGES, 1, 2)}
    for kind in KINDS:
        made[kind.rule] = _random_count(references, kind, kind.most, 1) | _any_count(references, kind)
    return made


@st.composite
def _random_wrong_entry(draw: DrawFn, references: References, kind: Kind) -> Body:
    """An entry that isn't a string, at any position."""
    body = draw(bodies(references, shapes_with(kind)))
    listed = list(body[kind.field])
    listed[draw(st.integers(0, len(listed) - 1))] = draw(st.none() | values.not_a_string)
    return body | {kind.field: listed}


def _random_wrong_lists(references: References) -> list[Bodies]:
    """A value in place of an array, except for the videos of a standard model, which needs them."""
    made = []
    for kind in (IMAGES, VIDEOS, AUDIOS):
        shapes = [shape for shape in shapes_with(kind) if kind is not VIDEOS or shape.model in PRO]
        made.append(with_value(bodies(references, shapes), kind.field, values.not_an_array))
    return made


def _random_count(references: References, kind: Kind, count: int, control: int) -> Pairs:
    """A number of entries of a kind; its control has another number. The other kinds have one entry each."""
    ones = {other.letter: (1, 1) for other in KINDS} | {kind.letter: (max(count, control),) * 2}
    base = bodies(references, shapes_with(kind), counts=ones)
    return base.map(_cutter(kind, count, control))


def _any_count(references: References, kind: Kind) -> Pairs:
    base = bodies(references, shapes_with(kind))
    return base.map(lambda body: Pair(body, body | {kind.field: body[kind.field][:1]}))


def _cutter(kind: Kind, count: int, control: int) -> Callable[[Body], Pair]:
    def cut(body: Body) -> Pair:
        listed = body[kind.field]
        return Pair(body | {kind.field: listed[:count]}, body | {kind.field: listed[:control]})

    return cut
