"""Cases of what each model needs and allows: videos on standard models, optional media on pro models, and mixes."""

from collections.abc import Iterator
from operator import or_
from typing import Final

from hypothesis import strategies as st

from seedance_conformance.cases.bodies import MODELS, PRO, STANDARD, Shape, shapes_of
from seedance_conformance.cases.building import invalid, label, valid
from seedance_conformance.cases.case import Case, References
from seedance_conformance.cases.random.bodies import Bodies, Pairs, bodies, dropping

NEEDS_VIDEO: Final = {STANDARD[0]: "CR-STD-NEEDS-VIDEO", STANDARD[1]: "CR-STDFAST-NEEDS-VIDEO"}

_MIXES: Final = (
    ("IV", {"images": 9, "videos": 3}),
    ("IV", {"images": 3, "videos": 2}),
    ("IV", {"images": 9}),
    ("VA", {"videos": 3, "audios": 3}),
    ("VA", {"videos": 1, "audios": 3}),
    ("IVA", {"images": 2, "videos": 2, "audios": 2}),
    ("IVA", {"images": 3, "videos": 3, "audios": 3}),
    ("IVA", {"images": 6, "videos": 3, "audios": 3}),
    ("IVA", {"images": 9}),
    ("IVA", {"videos": 3, "audios": 3}),
)
_PRO_MIXES: Final = (("IA", {"images": 9, "audios": 3}), ("IA", {"audios": 3}), ("IA", {"images": 2, "audios": 2}))
"""Twelve references at most: whether their total has a limit is open."""


_WITHOUT_VIDEO: Final = ("", "I", "IA")
_UNCERTAIN: Final = {"disputed": True, "late_on_remote": True}


def cases(references: References) -> Iterator[Case]:
    """All cases of this part, refusals first."""
    for part in (_no_video, _needs_pro, _standard, _pro, _mixes):
        yield from part(references)


def _no_video(references: References) -> Iterator[Case]:
    """A standard model in every mode that lacks a video, with an empty list, and with null for the list.

    Null means absent or is refused, so it doesn't count as a video.
    """
    for model, rule in NEEDS_VIDEO.items():
        shapes = shapes_of([model], *_WITHOUT_VIDEO, "A")
        text, images = shapes[:2]
        empty = {f"videos [], {shape.name}": shape.body(references, referenceVideos=[]) for shape in shapes}
        for name, body in empty.items():
            yield invalid("CR-STD-EMPTY-VIDEO", name, body, **_UNCERTAIN)
        variants = {shape.name: shape.body(references) for shape in (*shapes, *shapes_of([model], "F", "FL"))}
        for fields in ({"duration": 10}, {"aspect_ratio": "adaptive"}, {"generateAudio": False}):
            variants[f"{text.name} with {label(fields)}"] = text.body(references) | fields
        variants[f"nine images, {images.name}"] = images.body(references, images=9)
        for shape, (name, body) in zip(shapes, empty.items(), strict=True):
            variants[f"videos null, {shape.name}"] = shape.body(references, referenceVideos=None)
            variants[name] = body
        for name, body in variants.items():
            yield invalid(rule, name, body, **_UNCERTAIN)


def _needs_pro(references: References) -> Iterator[Case]:
    for shape in shapes_of(STANDARD, *_WITHOUT_VIDEO):
        yield invalid("CR-NOREF-NEED-PRO", shape.name, shape.body(references), **_UNCERTAIN)


def _standard(references: References) -> Iterator[Case]:
    for model, rule in NEEDS_VIDEO.items():
        shape = Shape(model, "V")
        one = shape.body(references)
        yield valid(rule, f"one video, {shape.name}", one, disputed=True)
        for count in (2, 3):
            yield valid(rule, f"{count} videos, {shape.name}", shape.body(references, videos=count), one)


def _pro(references: References) -> Iterator[Case]:
    for model in PRO:
        text, images, sounds, videos = shapes_of([model], "", "I", "IA", "V")
        plain = text.body(references)
        yield valid("CR-PRO-TEXT-ONLY", text.name, plain)
        short = plain | {"prompt": "x"}
        yield valid("CR-PRO-TEXT-ONLY", f"a short prompt, {text.name}", short, loopback=True)
        for shape, control in ((text, None), (images, plain), (sounds, images.body(references))):
            costly = shape is not images
            yield valid("CR-NOREF-NEED-PRO", shape.name, shape.body(references), control, loopback=costly)
        for count in (1, 2, 3):
            body, name = videos.body(references, videos=count), f"{count}, {videos.name}"
            yield valid("CR-PRO-VIDEO-OPTIONAL", name, body, plain, disputed=True, loopback=count == 2)


def _mixes(references: References) -> Iterator[Case]:
    """Every mix with one reference of each kind; its control lacks the last kind. Then larger mixes."""
    simpler = {"I": "", "IA": "I", "IV": "V", "VA": "V", "IVA": "IV"}
    for model in PRO + STANDARD:
        for mode, less in simpler.items():
            if model in PRO or "V" in mode:
                shape, simple = shapes_of([model], mode, less)
                yield valid("CR-MIX-REFS", shape.name, shape.body(references), simple.body(references))
        for mode, counts in _MIXES + (_PRO_MIXES if model in PRO else ()):
            shape = Shape(model, mode)
            name = ", ".join(f"{count} {kind}" for kind, count in counts.items())
            body, full = shape.body(references, **counts), model not in (PRO[0], STANDARD[0])
            control = shape.body(references)
            yield valid("CR-MIX-REFS", f"{name}, {shape.name}", body, control, full=full, loopback=True)


_RANDOM_MIXES: Final = (
    (shapes_of(MODELS, "IV"), "referenceImages"),
    (shapes_of(MODELS, "VA"), "referenceAudios"),
    (shapes_of(MODELS, "IVA"), "referenceAudios"),
    (shapes_of(MODELS, "IVA"), "referenceImages"),
    (shapes_of(PRO, "IA"), "referenceAudios"),
)
"""Shapes, and the field that their control lacks."""


def violations(references: References) -> dict[str, Bodies]:
    """By rule: random bodies that break it; an empty or null list doesn't count as a video."""
    absent = st.sampled_from(({}, {"referenceVideos": []}, {"referenceVideos": None}))
    made = {}
    for model, rule in NEEDS_VIDEO.items():
        lacking = st.builds(or_, bodies(references, shapes_of([model], *_WITHOUT_VIDEO)), absent)
        made[rule] = lacking | bodies(references, shapes_of([model], "F", "FL"))
    lacking = bodies(references, shapes_of(STANDARD, *_WITHOUT_VIDEO))
    made["CR-NOREF-NEED-PRO"] = lacking
    made["CR-STD-EMPTY-VIDEO"] = lacking.map(lambda body: body | {"referenceVideos": []})
    return made


def valid_pairs(references: References) -> dict[str, Pairs]:
    """By rule: random bodies that keep it, each with a control."""
    return {
        "CR-PRO-VIDEO-OPTIONAL": dropping(references, shapes_of(PRO, "V"), "referenceVideos"),
        "CR-MIX-REFS": st.one_of([dropping(references, shapes, field) for shapes, field in _RANDOM_MIXES]),
    }
