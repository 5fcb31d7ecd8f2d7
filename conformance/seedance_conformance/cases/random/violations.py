"""Hypothesis strategies that construct a valid body and then break exactly one rule."""

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from seedance_conformance.cases.bodies import PRO, SHAPES, STANDARD, Body, Shape, shapes_of
from seedance_conformance.cases.building import without
from seedance_conformance.cases.case import References
from seedance_conformance.cases.create.references import AUDIOS, IMAGES, KINDS, VIDEOS, Kind, shapes_with
from seedance_conformance.cases.random import values as values
from seedance_conformance.cases.random.valid_bodies import bodies

Bodies = SearchStrategy[Body]


def violations(references: References) -> dict[str, Bodies]:
    """By rule: bodies that break this rule alone, apart from rules that dominate it or that it dominates."""
    return {
        **_field_values(references),
        **_frames(references),
        **_counts(references),
        **_models(references),
        "CR-REFS-TYPE": st.one_of([_wrong_entry(references, kind) for kind in KINDS] + _wrong_lists(references)),
        "CR-URL-SCHEME": _wrong_address(references),
    }


def _field_values(references: References) -> dict[str, Bodies]:
    """A wrong value of one field in a body of any shape, or a missing required field."""
    anywhere = bodies(references)
    framed = [shape for shape in SHAPES if "F" in shape.mode]
    return {
        "CR-MODEL-REQ": anywhere.map(lambda body: without(body, "model")),
        "CR-MODEL-ENUM": _setting(anywhere, "model", values.non_models),
        "CR-PROMPT-REQ": anywhere.map(lambda body: without(body, "prompt")),
        "CR-PROMPT-TYPE": _setting(anywhere, "prompt", values.not_a_string),
        "CR-DUR-TYPE": _setting(anywhere, "duration", values.non_durations),
        "CR-DUR-MIN": _setting(anywhere, "duration", values.short_durations),
        "CR-DUR-MAX": _setting(anywhere, "duration", values.long_durations),
        "CR-RATIO-ENUM": _setting(anywhere, "aspect_ratio", values.non_ratios),
        "CR-AUDIO-TYPE": _setting(anywhere, "generateAudio", values.not_a_boolean),
        "CR-FIRST-TYPE": _setting(bodies(references, framed), "first_image", values.not_a_string),
        "CR-LAST-TYPE": _setting(bodies(references, shapes_of(PRO, "FL")), "last_image", values.not_a_string),
    }


def _frames(references: References) -> dict[str, Bodies]:
    """The last frame alone, and frames beside references; the exclusions by the last frame can't be broken alone."""
    made = {"CR-LAST-NEEDS-FIRST": bodies(references, shapes_of(PRO, "L"))}
    names = {"I": "REFIMAGES", "V": "REFVIDEOS", "A": "REFAUDIOS"}
    for letter, name in names.items():
        models = PRO + STANDARD if letter == "V" else PRO
        made[f"CR-EXCL-FIRST-{name}"] = _beside(references, models, ("F", "FL"), letter)
        made[f"CR-EXCL-LAST-{name}"] = _beside(references, models, ("FL", "L"), letter)
    return made


def _counts(references: References) -> dict[str, Bodies]:
    """One entry too many of a kind beside one of each other kind, and an empty list of images."""
    made = {}
    for kind in KINDS:
        ones = {other.letter: (1, 1) for other in KINDS} | {kind.letter: (kind.most + 1,) * 2}
        made[kind.rule] = bodies(references, shapes_with(kind), counts=ones)
    imageless = [shape for shape in SHAPES if shape.mode in ("", "V", "VA")]
    made["CR-IMG-COUNT-MIN"] = bodies(references, imageless).map(lambda body: body | {"referenceImages": []})
    return made


def _models(references: References) -> dict[str, Bodies]:
    """A standard model in a mode without video; an empty or null list doesn't count."""
    absent = st.sampled_from(({}, {"referenceVideos": []}, {"referenceVideos": None}))
    made = {}
    for model, rule in zip(STANDARD, ("CR-STD-NEEDS-VIDEO", "CR-STDFAST-NEEDS-VIDEO"), strict=True):
        lacking = bodies(references, [Shape(model, mode) for mode in ("", "I", "IA")])
        made[rule] = st.builds(lambda body, fields: body | fields, lacking, absent) | bodies(
            references, [Shape(model, "F"), Shape(model, "FL")]
        )
    lacking = bodies(references, [Shape(model, mode) for model in STANDARD for mode in ("", "I", "IA")])
    made["CR-NOREF-NEED-PRO"] = lacking
    made["CR-STD-EMPTY-VIDEO"] = lacking.map(lambda body: body | {"referenceVideos": []})
    made["CR-FRAMES-NEED-PRO"] = bodies(references, [Shape(model, mode) for model in STANDARD for mode in ("F", "FL")])
    return made


def _setting(base: Bodies, field: str, strategy: SearchStrategy[Any]) -> Bodies:
    return st.builds(lambda body, value: body | {field: value}, base, strategy)


def _beside(references: References, models: Sequence[str], frames: Sequence[str], letter: str) -> Bodies:
    """Frames beside references, all different files."""
    shapes = [Shape(model, frame + letter) for model in models for frame in frames]
    return bodies(references, shapes, counts={"I": (1, 9)}).map(lambda body: _with_other_frames(references, body))


def _with_other_frames(references: References, body: Body) -> Body:
    """Give the frames files that aren't in the list of images, which has at most nine of the twelve."""
    used = set(body.get("referenceImages", ()))
    free = [address for address in (references.image(n + 1) for n in range(12)) if address not in used]
    frames = [name for name in ("first_image", "last_image") if name in body]
    return body | dict(zip(frames, free, strict=False))


@st.composite
def _wrong_entry(draw: DrawFn, references: References, kind: Kind) -> Body:
    """An entry that isn't a string, at any position."""
    body = draw(bodies(references, shapes_with(kind)))
    listed = list(body[kind.field])
    listed[draw(st.integers(0, len(listed) - 1))] = draw(st.none() | values.not_a_string)
    return body | {kind.field: listed}


def _wrong_lists(references: References) -> list[Bodies]:
    """A value in place of an array, except for the videos of a standard model, which needs them."""
    made = []
    for kind in (IMAGES, VIDEOS, AUDIOS):
        shapes = [shape for shape in shapes_with(kind) if kind is not VIDEOS or shape.model in PRO]
        made.append(_setting(bodies(references, shapes), kind.field, values.not_an_array))
    return made


@st.composite
def _wrong_address(draw: DrawFn, references: References) -> Body:
    """A value that isn't an address, in any media field and at any position."""
    body = draw(bodies(references, [shape for shape in SHAPES if shape.mode]))
    frames = [name for name in ("first_image", "last_image") if name in body]
    lists = [kind.field for kind in KINDS if kind.field in body]
    field = draw(st.sampled_from(frames + lists))
    wrong = draw(values.non_addresses)
    if field in frames:
        return body | {field: wrong}
    listed = list(body[field])
    listed[draw(st.integers(0, len(listed) - 1))] = wrong
    return body | {field: listed}
