"""Cases of the frame mode: `first_image`, `last_image`, and the fields that they exclude."""

from collections.abc import Sequence
from itertools import product
from typing import Final

from seedance_conformance.cases.bodies import PRO, SHAPES, STANDARD, Body, Shape, shapes_of
from seedance_conformance.cases.building import invalid, label, valid, without
from seedance_conformance.cases.case import Case, References
from seedance_conformance.cases.random import values
from seedance_conformance.cases.random.bodies import Bodies, Pairs, bodies, dropping, with_value
from seedance_conformance.cases.values import not_an_address

_EXCLUDED: Final = {"I": "REFIMAGES", "V": "REFVIDEOS", "A": "REFAUDIOS"}
_COUNTS: Final = {"I": (1, 2, 9), "V": (1, 2, 3), "A": (1, 2, 3)}


def cases(references: References) -> list[Case]:
    """All cases of this part, refusals first."""
    return [
        *_wrong_types(references),
        *_last_alone(references),
        *_exclusions(references),
        *_standard_frames(references),
        *_frames(references),
    ]


def _wrong_types(references: References) -> list[Case]:
    made = []
    for turn, (model, mode) in enumerate((model, mode) for mode in ("F", "FL") for model in PRO):
        shape = Shape(model, mode)
        for place, value in enumerate(not_an_address(references.image(1))):
            name, full = f"{label(value, references.image(1))}, {shape.name}", place > 3 and place % 4 != turn
            made.append(invalid("CR-FIRST-TYPE", name, shape.body(references, first_image=value), full=full))
    for turn, model in enumerate(PRO):
        shape = Shape(model, "FL")
        for place, value in enumerate(not_an_address(references.image(2))):
            name, full = f"{label(value, references.image(2))}, {shape.name}", place > 3 and place % 2 != turn
            made.append(invalid("CR-LAST-TYPE", name, shape.body(references, last_image=value), full=full))
    return made


def _last_alone(references: References) -> list[Case]:
    """Only on pro models: on others a second rule (the missing video, or the exclusion) is broken as well.

    A null first frame means absent or is refused, so it doesn't make the body valid.
    """
    made = []
    for model in PRO:
        shape = Shape(model, "L")
        options: tuple[dict[str, object], ...] = (
            {},
            {"duration": 10},
            {"aspect_ratio": "9:16"},
            {"aspect_ratio": "adaptive"},
            {"generateAudio": False},
            {"first_image": None},
        )
        for fields in options:
            made.append(
                invalid("CR-LAST-NEEDS-FIRST", f"{label(fields)}, {shape.name}", shape.body(references) | fields)
            )
    return made


def _exclusions(references: References) -> list[Case]:
    """Each frame with each kind of reference; standard models only with videos, which they need.

    The exclusion by the last frame can't be broken alone: without a first frame the body is wrong anyway, and a first
    frame excludes references as well.
    """
    made = []
    for letter, name in _EXCLUDED.items():
        models = PRO + STANDARD if letter == "V" else PRO
        for model, count in product(models, _COUNTS[letter]):
            for frames, fields in (("F", ("FIRST",)), ("FL", ("FIRST", "LAST")), ("L", ("LAST",))):
                shape = Shape(model, frames + letter)
                body, full = _beside(shape, references, count), count == 2
                made += [
                    invalid(f"CR-EXCL-{field}-{name}", f"{count}, {shape.name}", body, full=full) for field in fields
                ]
    return made


def _beside(shape: Shape, references: References, count: int) -> Body:
    """Frames beside a number of references, all different files."""
    body = shape.body(references, images=count, videos=count, audios=count)
    if "F" in shape.mode:
        body["first_image"] = references.image(11)
    if "L" in shape.mode:
        body["last_image"] = references.image(12)
    return body


def _standard_frames(references: References) -> list[Case]:
    flags = {"disputed": True, "late_on_remote": True}
    return [
        invalid("CR-FRAMES-NEED-PRO", Shape(model, mode).name, Shape(model, mode).body(references), **flags)
        for model in STANDARD
        for mode in ("F", "FL")
    ]


def _frames(references: References) -> list[Case]:
    made = []
    for model in PRO:
        text = Shape(model).body(references)
        first, both = Shape(model, "F"), Shape(model, "FL")
        for rule in ("CR-FIRST-ALONE", "CR-FRAMES-NEED-PRO"):
            made.append(valid(rule, first.name, first.body(references), text))
        for rule in ("CR-FIRSTLAST-OK", "CR-LAST-NEEDS-FIRST"):
            made.append(valid(rule, both.name, both.body(references), without(both.body(references), "last_image")))
        turned = both.body(references, first_image=references.image(4), last_image=references.image(3))
        made.append(
            valid("CR-FIRSTLAST-OK", f"other files, {both.name}", turned, without(turned, "last_image"), loopback=True)
        )
    return made


def violations(references: References) -> dict[str, Bodies]:
    """By rule: random bodies that break it; the exclusions by the last frame can't be broken alone."""
    framed = [shape for shape in SHAPES if "F" in shape.mode]
    made = {
        "CR-FIRST-TYPE": with_value(bodies(references, framed), "first_image", values.not_a_string),
        "CR-LAST-TYPE": with_value(bodies(references, shapes_of(PRO, "FL")), "last_image", values.not_a_string),
        "CR-LAST-NEEDS-FIRST": bodies(references, shapes_of(PRO, "L")),
        "CR-FRAMES-NEED-PRO": bodies(references, [Shape(model, mode) for model in STANDARD for mode in ("F", "FL")]),
    }
    for letter, name in _EXCLUDED.items():
        models = PRO + STANDARD if letter == "V" else PRO
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
    shapes = [Shape(model, frame + letter) for model in models for frame in frames]
    return bodies(references, shapes, counts={"I": (1, 9)}).map(lambda body: _with_other_frames(references, body))


def _with_other_frames(references: References, body: Body) -> Body:
    """Give the frames files that aren't in the list of images, which has at most nine of the twelve."""
    used = set(body.get("referenceImages", ()))
    free = [address for address in (references.image(n + 1) for n in range(12)) if address not in used]
    frames = [name for name in ("first_image", "last_image") if name in body]
    return body | dict(zip(frames, free, strict=False))
