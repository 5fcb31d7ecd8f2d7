"""Cases of what each model needs and allows: videos on standard models, optional media on pro models, and mixes."""

from typing import Any, Final

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


def cases(references: References) -> list[Case]:
    """All cases of this part, refusals first."""
    return [
        *_no_video(references),
        *_needs_pro(references),
        *_standard(references),
        *_pro(references),
        *_mixes(references),
    ]


def _no_video(references: References) -> list[Case]:
    """A standard model in every mode that lacks a video, with an empty list, and with null for the list.

    Null means absent or is refused, so it doesn't count as a video.
    """
    made = []
    for model, rule in NEEDS_VIDEO.items():
        modes = [Shape(model, mode) for mode in ("", "I", "IA", "A", "F", "FL")]
        variants: list[tuple[str, dict[str, Any]]] = [(shape.name, shape.body(references)) for shape in modes]
        for fields in ({"duration": 10}, {"aspect_ratio": "adaptive"}, {"generateAudio": False}):
            variants.append((f"{modes[0].name} with {label(fields)}", modes[0].body(references) | fields))
        variants.append((f"nine images, {modes[1].name}", modes[1].body(references, images=9)))
        for shape in modes[:4]:
            variants.append((f"videos null, {shape.name}", shape.body(references, referenceVideos=None)))
            empty = (f"videos [], {shape.name}", shape.body(references, referenceVideos=[]))
            variants.append(empty)
            made.append(invalid("CR-STD-EMPTY-VIDEO", *empty, disputed=True, late_on_remote=True))
        made += [invalid(rule, name, body, disputed=True, late_on_remote=True) for name, body in variants]
    return made


def _needs_pro(references: References) -> list[Case]:
    flags = {"disputed": True, "late_on_remote": True}
    return [
        invalid("CR-NOREF-NEED-PRO", Shape(model, mode).name, Shape(model, mode).body(references), **flags)
        for model in STANDARD
        for mode in ("", "I", "IA")
    ]


def _standard(references: References) -> list[Case]:
    made = []
    for model, rule in NEEDS_VIDEO.items():
        shape = Shape(model, "V")
        made.append(valid(rule, f"one video, {shape.name}", shape.body(references), disputed=True))
        made += [
            valid(rule, f"{n} videos, {shape.name}", shape.body(references, videos=n), shape.body(references))
            for n in (2, 3)
        ]
    return made


def _pro(references: References) -> list[Case]:
    made = []
    for model in PRO:
        text = Shape(model)
        made.append(valid("CR-PRO-TEXT-ONLY", text.name, text.body(references)))
        short = text.body(references, prompt="x")
        made.append(valid("CR-PRO-TEXT-ONLY", f"a short prompt, {text.name}", short, loopback=True))
        for mode, less in (("", None), ("I", ""), ("IA", "I")):
            shape = Shape(model, mode)
            control = None if less is None else Shape(model, less).body(references)
            made.append(valid("CR-NOREF-NEED-PRO", shape.name, shape.body(references), control, loopback=mode != "I"))
        for count in (1, 2, 3):
            shape = Shape(model, "V")
            body = shape.body(references, videos=count)
            made.append(
                valid(
                    "CR-PRO-VIDEO-OPTIONAL",
                    f"{count}, {shape.name}",
                    body,
                    text.body(references),
                    disputed=True,
                    loopback=count == 2,
                )
            )
    return made


def _mixes(references: References) -> list[Case]:
    """Every mix with one reference of each kind; its control lacks the last kind. Then larger mixes."""
    made = []
    for model in PRO + STANDARD:
        simpler = {"I": "", "IA": "I", "IV": "V", "VA": "V", "IVA": "IV"}
        for mode, less in simpler.items():
            if model in PRO or "V" in mode:
                shape = Shape(model, mode)
                made.append(
                    valid("CR-MIX-REFS", shape.name, shape.body(references), Shape(model, less).body(references))
                )
        for mode, counts in _MIXES + (_PRO_MIXES if model in PRO else ()):
            shape = Shape(model, mode)
            name = ", ".join(f"{count} {kind}" for kind, count in counts.items())
            body = shape.body(references, **counts)
            flags = {"full": model not in (PRO[0], STANDARD[0]), "loopback": True}
            made.append(valid("CR-MIX-REFS", f"{name}, {shape.name}", body, shape.body(references), **flags))
    return made


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
        lacking = bodies(references, [Shape(model, mode) for mode in ("", "I", "IA")])
        made[rule] = st.builds(lambda body, fields: body | fields, lacking, absent) | bodies(
            references, [Shape(model, "F"), Shape(model, "FL")]
        )
    lacking = bodies(references, [Shape(model, mode) for model in STANDARD for mode in ("", "I", "IA")])
    made["CR-NOREF-NEED-PRO"] = lacking
    made["CR-STD-EMPTY-VIDEO"] = lacking.map(lambda body: body | {"referenceVideos": []})
    return made


def valid_pairs(references: References) -> dict[str, Pairs]:
    """By rule: random bodies that keep it, each with a control."""
    return {
        "CR-PRO-VIDEO-OPTIONAL": dropping(references, shapes_of(PRO, "V"), "referenceVideos"),
        "CR-MIX-REFS": st.one_of([dropping(references, shapes, field) for shapes, field in _RANDOM_MIXES]),
    }
