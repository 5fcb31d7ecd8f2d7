"""Cases of `model` and `prompt`: the two fields that every request has."""

from collections.abc import Iterator
from itertools import product
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from seedance_conformance.cases.bodies import COVER, MODELS, PLAIN, PRO, PROMPT, REST, STANDARD, Body, Shape
from seedance_conformance.cases.building import invalid, label, placed, valid, without
from seedance_conformance.cases.case import Case, References
from seedance_conformance.cases.random import values
from seedance_conformance.cases.random.bodies import Bodies, Pair, Pairs, bodies, with_value
from seedance_conformance.cases.values import NOT_A_PROMPT, PROMPTS, REMOTE_PROMPTS

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


def cases(references: References) -> Iterator[Case]:
    """All cases of this part, refusals first."""
    for part in (_models_missing, _wrong_models, _prompts_missing, _wrong_prompts, _models, _prompts):
        yield from part(references)


def _models_missing(references: References) -> Iterator[Case]:
    for shape in COVER:
        yield invalid("CR-MODEL-REQ", f"absent, {shape.name}", without(shape.body(references), "model"))
    for shape in PLAIN[:2]:
        for rule in ("CR-MODEL-REQ", "CR-MODEL-ENUM"):
            yield invalid(rule, f"null, {shape.name}", shape.body(references, model=None))


def _wrong_models(references: References) -> Iterator[Case]:
    """Each name in a body that would be valid for a standard model and in one for a pro model; some with a frame."""
    shapes = (Shape(PRO[0]), Shape(STANDARD[0], "V"), Shape(PRO[0], "F"))
    for turn, value in enumerate(NON_MODELS):
        likely = value in _LIKELY_MODELS
        for shape in shapes if likely else shapes[:2]:
            full = shape.mode == "F" or not (likely or shape == shapes[turn % 2])
            name = f"{label(value)}, {shape.name}"
            yield invalid("CR-MODEL-ENUM", name, shape.body(references, model=value), full=full)


def _prompts_missing(references: References) -> Iterator[Case]:
    for shape in (*COVER, *REST):
        full = shape in REST
        yield invalid("CR-PROMPT-REQ", f"absent, {shape.name}", without(shape.body(references), "prompt"), full=full)
        for rule in ("CR-PROMPT-REQ", "CR-PROMPT-TYPE"):
            # Null counts as absent and as a wrong type; the quick profile tries one of the two in most shapes.
            once = full or (rule == "CR-PROMPT-REQ" and shape not in PLAIN)
            yield invalid(rule, f"null, {shape.name}", shape.body(references, prompt=None), full=once)


def _wrong_prompts(references: References) -> Iterator[Case]:
    for value, shape, full in placed(NOT_A_PROMPT, representative=(5, True, [PROMPT])):
        name = f"{label(value)}, {shape.name}"
        yield invalid("CR-PROMPT-TYPE", name, shape.body(references, prompt=value), full=full)


def _models(references: References) -> Iterator[Case]:
    """Each name in its plainest mode, without a control, since there isn't a simpler body."""
    for shape, rule in product(PLAIN, ("CR-MODEL-ENUM", "CR-MODEL-REQ", "CR-PROMPT-REQ")):
        yield valid(rule, shape.name, shape.body(references), loopback=rule != "CR-MODEL-ENUM")


def _prompts(references: References) -> Iterator[Case]:
    for turn, prompt in enumerate(PROMPTS):
        for shape in (PLAIN[0], COVER[1 + turn % (len(COVER) - 1)]):
            body, name = shape.body(references), f"{label(prompt)}, {shape.name}"
            rest = prompt not in REMOTE_PROMPTS or shape != PLAIN[0]
            yield valid("CR-PROMPT-TYPE", name, body | {"prompt": prompt}, body, loopback=rest)


_VERSIONS = [f"seedance_{major}_{minor}" for major in range(1, 5) for minor in range(10) if (major, minor) != (2, 0)]


def _without_a_letter(name: str, place: int) -> str:
    letters = [index for index, character in enumerate(name) if character.isalnum()]
    cut = letters[place % len(letters)]
    return name[:cut] + name[cut + 1 :]


_non_models: Final[SearchStrategy[Any]] = (
    st.builds("{}_{}".format, st.sampled_from(MODELS), st.sampled_from(("ultra", "lite", "max", "hd", "v2", "x")))
    | st.builds("{}{}".format, st.sampled_from(_VERSIONS), st.sampled_from(("", "_fast", "_pro", "_fast_pro")))
    | st.builds(_without_a_letter, st.sampled_from(MODELS), st.integers(0, 30))
    | st.sampled_from(NON_MODELS)
)


def violations(references: References) -> dict[str, Bodies]:
    """By rule: random bodies that break it."""
    anywhere = bodies(references)
    return {
        "CR-MODEL-REQ": anywhere.map(lambda body: without(body, "model")),
        "CR-MODEL-ENUM": with_value(anywhere, "model", _non_models),
        "CR-PROMPT-REQ": anywhere.map(lambda body: without(body, "prompt")),
        "CR-PROMPT-TYPE": with_value(anywhere, "prompt", values.not_a_string),
    }


def valid_pairs(references: References) -> dict[str, Pairs]:
    """By rule: random bodies that keep it, each with a control."""
    return {
        "CR-MODEL-ENUM": bodies(references).map(_with_sibling),
        "CR-PROMPT-TYPE": bodies(references).map(lambda body: Pair(body, body | {"prompt": PROMPT})),
    }


def _with_sibling(body: Body) -> Pair:
    """The other model of the family allows the same body."""
    family = PRO if body["model"] in PRO else STANDARD
    other = family[1 - family.index(body["model"])]
    return Pair(body, body | {"model": other})
