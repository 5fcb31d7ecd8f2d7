"""Cases of the three reference arrays: their types, their counts and their mixes."""

from collections.abc import Callable
from typing import Any, Final

from attrs import frozen

from seedance_conformance.cases.bodies import MOST_TOGETHER, PRO, SHAPES, STANDARD, Shape
from seedance_conformance.cases.building import invalid, label, valid
from seedance_conformance.cases.case import Case, References
from seedance_conformance.cases.values import not_an_array, not_an_entry


@frozen
class Kind:
    """One kind of reference.

    Attributes:
        letter: of the kind in the mode of a shape.
        field: of the body.
        counter: the argument of `Shape.body` that says how many.
        most: how many entries are allowed.
        rule: of that bound.
        address: supplies number n of this kind.
    """

    letter: str
    field: str
    counter: str
    most: int
    rule: str
    address: Callable[[References, int], str]


IMAGES: Final = Kind("I", "referenceImages", "images", 9, "CR-IMG-COUNT-MAX", lambda media, n: media.image(n))
VIDEOS: Final = Kind("V", "referenceVideos", "videos", 3, "CR-VID-COUNT-MAX", lambda media, n: media.video(n))
AUDIOS: Final = Kind("A", "referenceAudios", "audios", 3, "CR-AUD-COUNT-MAX", lambda media, n: media.audio(n))
KINDS: Final = (IMAGES, VIDEOS, AUDIOS)

_TYPE_SHAPES: Final = {
    "I": (Shape(PRO[0], "I"), Shape(PRO[1], "I"), Shape(STANDARD[0], "IV"), Shape(STANDARD[1], "IVA")),
    "V": (Shape(PRO[0], "V"), Shape(PRO[1], "V"), Shape(STANDARD[0], "V"), Shape(STANDARD[1], "V")),
    "A": (Shape(PRO[0], "IA"), Shape(PRO[1], "VA"), Shape(STANDARD[0], "VA"), Shape(STANDARD[1], "IVA")),
}


def shapes_with(kind: Kind) -> list[Shape]:
    """The legal shapes that have a kind of reference."""
    return [shape for shape in SHAPES if kind.letter in shape.mode]


def numbered(kind: Kind, references: References, count: int) -> list[Any]:
    """Some different addresses of one kind."""
    return [kind.address(references, n + 1) for n in range(count)]


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
    """Each allowed number, in one shape all and in the others in turns; the control has one reference of the kind."""
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
