"""Cases of the frame mode: `first_image`, `last_image`, and the fields that they exclude."""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any, Final

from seedance_conformance.cases.bodies import PRO, SHAPES, STANDARD, Body, Shape, shapes_of
from seedance_conformance.cases.building import invalid, label, valid, without
from seedance_conformance.cases.case import Case, References
from seedance_conformance.cases.random import values
from seedance_conformance.cases.random.bodies import Bodies, Pairs, bodies, dropping, with_value
from seedance_conformance.cases.values import not_an_address

_EXCLUDED: Final = (
    ("I", "REFIMAGES", PRO, (1, 2, 9)),
    ("V", "REFVIDEOS", PRO + STANDARD, (1, 2, 3)),
    ("A", "REFAUDIOS", PRO, (1, 2, 3)),
)
"""Each kind of reference: the end of its rules, the models and the numbers to try.

Standard models are tried only with videos, which they need.
"""


def cases(references: References) -> Iterator[Case]:
    """All cases of this part, refusals first."""
    for part in (_wrong_types, _last_alone, _exclusions, _standard_frames, _frames):
        yield from part(references)


def _wrong_types(references: References) -> Iterator[Case]:
    first, last = [Shape(model, mode) for mode in ("F", "FL") for model in PRO], shapes_of(PRO, "FL")
    for rule, field, shapes, address in (
        ("CR-FIRST-TYPE", "first_image", first, references.image(1)),
        ("CR-LAST-TYPE", "last_image", last, references.image(2)),
    ):
        for (turn, shape), (place, value) in product(enumerate(shapes), enumerate(not_an_address(address))):
            name, full = f"{label(value, address)}, {shape.name}", place > 3 and place % len(shapes) != turn
            yield invalid(rule, name, shape.body(references) | {field: value}, full=full)


def _last_alone(references: References) -> Iterator[Case]:
    """Only on pro models: on others a second rule (the missing video, or the exclusion) is broken as well.

    A null first frame means absent or is refused, so it doesn't make the body valid.
    """
    options: tuple[dict[str, Any], ...] = (
        *({}, {"duration": 10}, {"aspect_ratio": "9:16"}, {"aspect_ratio": "adaptive"}),
        *({"generateAudio": False}, {"first_image": None}),
    )
    for shape, fields in product(shapes_of(PRO, "L"), options):
        yield invalid("CR-LAST-NEEDS-FIRST", f"{label(fields)}, {shape.name}", shape.body(references, **fields))


def _exclusions(references: References) -> Iterator[Case]:
    """Each frame with each kind of reference.

    The exclusion by the last frame can't be broken alone: without a first frame the body is wrong anyway, and a first
    frame excludes references as well.
    """
    for letter, name, models, counts in _EXCLUDED:
        for model, count in product(models, counts):
            for frames, fields in (("F", ("FIRST",)), ("FL", ("FIRST", "LAST")), ("L", ("LAST",))):
                shape = Shape(model, frames + letter)
                body = shape.body(references, images=count, videos=count, audios=count)
                # No file occurs twice.
                others = {"first_image": references.image(11), "last_image": references.image(12)}
                body |= {field: address for field, address in others.items() if field in body}
                for field in fields:
                    yield invalid(f"CR-EXCL-{field}-{name}", f"{count}, {shape.name}", body, full=count == 2)


def _standard_frames(references: References) -> Iterator[Case]:
    for shape in shapes_of(STANDARD, "F", "FL"):
        body = shape.body(references)
        yield invalid("CR-FRAMES-NEED-PRO", shape.name, body, disputed=True, late_on_remote=True)


def _frames(references: References) -> Iterator[Case]:
    for model in PRO:
        first, both = Shape(model, "F"), Shape(model, "FL")
        for rule in ("CR-FIRST-ALONE", "CR-FRAMES-NEED-PRO"):
            yield valid(rule, first.name, first.body(references), Shape(model).body(references))
        body = both.body(references)
        for rule in ("CR-FIRSTLAST-OK", "CR-LAST-NEEDS-FIRST"):
            yield valid(rule, both.name, body, without(body, "last_image"))
        turned = body | {"first_image": references.image(4), "last_image": references.image(3)}
        control = without(turned, "last_image")
        yield valid("CR-FIRSTLAST-OK", f"other files, {both.name}", turned, control, loopback=True)


def violations(references: References) -> dict[str, Bodies]:
    """By rule: random bodies that break it; the exclusions by the last frame can't be broken alone."""
    framed = [shape for shape in SHAPES if "F" in shape.mode]
    made = {
        "CR-FIRST-TYPE": with_value(bodies(references, framed), "first_image", values.not_a_string),
        "CR-LAST-TYPE": with_value(bodies(references, shapes_of(PRO, "FL")), "last_image", values.not_a_string),
        "CR-LAST-NEEDS-FIRST": bodies(references, shapes_of(PRO, "L")),
        "CR-FRAMES-NEED-PRO": bodies(references, shapes_of(STANDARD, "F", "FL")),
    }
    for letter, name, models, _ in _EXCLUDED:
        made[f"CR-EXCL-FIRST-{name}"] = _random_beside(references, models, ("F", "FL"), letter)
        made[f"CR-EXCL-LAST-{name}"] = _random_beside(references, models, ("FL", "L"), letter)
    return made


def valid_pairs(references: References) -> dict[str, Pairs]:
    """By rule: random bodies that keep it, each with a control."""
    return {
        "CR-FIRST-ALONE": dropping(references, shapes_of(PRO, "F"), "first_image"),
        "CR-FIRSTLAST-OK": dropping(references, shapes_of(PRO, "FL"), "last_image"),
    }


def _random_beside(references: References, models: Sequence[str], frames: Sequence[str], letter: str) -> Bodies:
    """Frames beside references, all different files."""
    shapes = shapes_of(models, *(frame + letter for frame in frames))
    return bodies(references, shapes, counts={"I": (1, 9)}).map(lambda body: _with_other_frames(references, body))


def _with_other_frames(references: References, body: Body) -> Body:
    """Give the frames files that aren't in the list of images, which has at most nine of the twelve."""
    used = set(body.get("referenceImages", ()))
    free = [address for address in (references.image(n + 1) for n in range(12)) if address not in used]
    frames = [name for name in ("first_image", "last_image") if name in body]
    return body | dict(zip(frames, free, strict=False))
