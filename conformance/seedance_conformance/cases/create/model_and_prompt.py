"""Cases of `model` and `prompt`: the two fields that every request has."""

from typing import Any, Final

from seedance_conformance.cases.bodies import COVER, PLAIN, PRO, PROMPT, REST, STANDARD, Shape
from seedance_conformance.cases.building import invalid, label, placed, valid, without
from seedance_conformance.cases.case import Case, References
from seedance_conformance.cases.values import NOT_A_PROMPT

_LIKELY_MODELS: Final = (
    *("seedance_2_0_ultra", "seedance_2_0_lite", "seedance_2_0_mini", "seedance_2_0_turbo", "seedance_2_0_max"),
    *("seedance_2_0_pro_fast", "seedance_2_0_fast_fast", "seedance_2_0_pro_pro", "seedance_2_0_fast_pro_max"),
    *("seedance_2_1", "seedance_2_1_pro", "seedance_2_5_pro", "seedance_3_0"),
)
"""Names that people try; the quick profile sends them to both families."""

NON_MODELS: Final[tuple[Any, ...]] = (
    *_LIKELY_MODELS,
    *("seedance_1_5_pro", "seedance_1_0_lite"),
    *("seedance_2", "seedance_2_pro", "seedance", "seedance_pro", "seedance_2_0_pr", "eedance_2_0"),
    *("my_seedance_2_0", "my_seedance_2_0_pro", "pro", "fast", "fast_pro", "default", "sora_2", ""),
    *("seedance_2_0,seedance_2_0_pro", 2, 2.0, 0, True, False, []),
    *(["seedance_2_0"], ["seedance_2_0_pro"], {}, {"name": "seedance_2_0_pro"}),
)
"""Names other than the four. Other letter cases, blanks, hyphens and the names of the older edition are open."""

_REMOTE_PROMPTS: Final = (
    "x",
    "5",
    "true",
    "null",
    "[]",
    "{}",
    "Zwölf Boxkämpfer jagen Viktor",
    "一只纸船漂过下雨的街道",
)
"""Those that may also be sent to a remote target."""

PROMPTS: Final = (
    *_REMOTE_PROMPTS,
    "紙の船が雨の通りを流れる",
    "종이배가 비 내리는 거리를 떠내려간다",
    "قارب ورقي ينجرف في شارع ممطر",
    "Бумажный кораблик плывёт по дождливой улице",
    'She says: "It\'s raining" \\ and waits',
    "First line\nSecond line\tindented",
    "A boat \u26f5 under a rainbow \U0001f308",
    "100% rain & <b>wind</b>; 50 / 50 #boat @street",
    "Image 1 fades into video 1, to the sound of audio 1",
    "A slow walk through the rain. " * 16,
)
"""Shorter than 500 characters: the longest prompt is open, and so are blank prompts."""


def cases(references: References) -> list[Case]:
    """All cases of this part, refusals first."""
    return [
        *_models_missing(references),
        *_wrong_models(references),
        *_prompts_missing(references),
        *_wrong_prompts(references),
        *_models(references),
        *_prompts(references),
    ]


def _models_missing(references: References) -> list[Case]:
    made = []
    for shape in COVER:
        body = shape.body(references)
        made.append(invalid("CR-MODEL-REQ", f"absent, {shape.name}", without(body, "model")))
    for shape in PLAIN[:2]:
        body = shape.body(references) | {"model": None}
        made += [invalid(rule, f"null, {shape.name}", body) for rule in ("CR-MODEL-REQ", "CR-MODEL-ENUM")]
    return made


def _wrong_models(references: References) -> list[Case]:
    """Each name in a body that would be valid for a standard model and in one for a pro model; some with a frame."""
    shapes = (Shape(PRO[0]), Shape(STANDARD[0], "V"), Shape(PRO[0], "F"))
    return [
        invalid(
            "CR-MODEL-ENUM",
            f"{label(value)}, {shape.name}",
            shape.body(references) | {"model": value},
            full=shape.mode == "F" or (turn >= len(_LIKELY_MODELS) and shape != shapes[turn % 2]),
        )
        for turn, value in enumerate(NON_MODELS)
        for shape in (shapes if turn < len(_LIKELY_MODELS) else shapes[:2])
    ]


def _prompts_missing(references: References) -> list[Case]:
    made = []
    for shape in (*COVER, *REST):
        full = shape in REST
        body = shape.body(references)
        made.append(invalid("CR-PROMPT-REQ", f"absent, {shape.name}", without(body, "prompt"), full=full))
        for rule in ("CR-PROMPT-REQ", "CR-PROMPT-TYPE"):
            # Null counts as absent and as a wrong type; the quick profile tries one of the two in most shapes.
            once = full or (rule == "CR-PROMPT-REQ" and shape not in PLAIN)
            made.append(invalid(rule, f"null, {shape.name}", body | {"prompt": None}, full=once))
    return made


def _wrong_prompts(references: References) -> list[Case]:
    return [
        invalid("CR-PROMPT-TYPE", f"{label(value)}, {shape.name}", shape.body(references, prompt=value), full=full)
        for value, shape, full in placed(NOT_A_PROMPT, representative=(5, True, [PROMPT]))
    ]


def _models(references: References) -> list[Case]:
    """Each name in its plainest mode, without a control, since there isn't a simpler body."""
    made = []
    for shape in PLAIN:
        made.append(valid("CR-MODEL-ENUM", shape.name, shape.body(references)))
        made.append(valid("CR-MODEL-REQ", shape.name, shape.body(references), loopback=True))
        made.append(valid("CR-PROMPT-REQ", shape.name, shape.body(references), loopback=True))
    return made


def _prompts(references: References) -> list[Case]:
    made = []
    for turn, prompt in enumerate(PROMPTS):
        for shape in (PLAIN[0], COVER[1 + turn % (len(COVER) - 1)]):
            body = shape.body(references)
            name = f"{label(prompt)}, {shape.name}"
            rest = turn >= len(_REMOTE_PROMPTS) or shape != PLAIN[0]
            made.append(valid("CR-PROMPT-TYPE", name, body | {"prompt": prompt}, body, loopback=rest))
    return made
