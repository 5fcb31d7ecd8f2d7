"""Cases of `duration`, `aspect_ratio` and `generateAudio`: the options that every mode takes."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from seedance_conformance.cases.bodies import COVER, PLAIN, REST, Shape
from seedance_conformance.cases.building import invalid, label, placed, valid
from seedance_conformance.cases.case import Case, References
from seedance_conformance.cases.random import values
from seedance_conformance.cases.random.bodies import Bodies, Pairs, bodies, with_and_without, with_value
from seedance_conformance.cases.values import (
    ADAPTIVE,
    HUGE,
    NOT_A_BOOLEAN,
    NOT_AN_INTEGER,
    NUMBERS_IN_TEXTS,
    RATIOS,
)

TOO_SHORT: Final = (3, 0, -1, 2, 1, -4, -5, -15, 5 - 2**32, 5 - 2**64, -(2**31), -HUGE)
TOO_LONG: Final = (
    *(16, 2**32 + 5, 17, 18, 20, 30, 60, 150, 1000, 5000, 2**8 + 5, 2**16 + 5, 2**31, 2**32 + 4, 2**32 + 15),
    *(2**63, 2**64 + 5, HUGE),
)
"""Some of them become a valid duration if a server cuts them to 8, 16, 32 or 64 bits."""

NON_RATIOS: Final[tuple[Any, ...]] = (
    *("2:1", "", "9:21", "16x9", "16X9", "16/9", "16-9", "16_9", "16 9", "16:9 ", " 16:9", "16: 9", "16:9\n", "16:9:"),
    *(":16:9", "16:10", "3:2", "2:3", "5:4", "4:5", "1:2", "21:10", "6:9", "16:90", "116:9", "016:9", "16:09"),
    *("16:9,4:3", "1.78", "1.78:1", "169", "1", "16\uff1a9", "Adaptive", "ADAPTIVE", "adaptiv", "adaptive "),
    *("adaptive_ratio", "auto", "keep_ratio", "original", "landscape", "portrait", "square", "720p", "null"),
    *(969, 1.7777, 1, 0, True, False, [], ["16:9"], {}, {"width": 16, "height": 9}),
)
"""Near misses of the seven names; 969 is 16:9 as YAML 1.1 reads it."""

OPTIONS: Final[Mapping[str, tuple[Any, ...]]] = {
    "duration": (None, 4, 15, 10),
    "aspect_ratio": (None, *RATIOS, ADAPTIVE),
    "generateAudio": (None, False, True),
}
"""Valid values; None leaves the option out."""

FIRST_WRONG: Final = (
    ("CR-DUR-MIN", "duration", 3),
    ("CR-DUR-MAX", "duration", 16),
    ("CR-RATIO-ENUM", "aspect_ratio", "2:1"),
    ("CR-AUDIO-TYPE", "generateAudio", "true"),
)
LENGTHS: Final = ((4, "CR-DUR-MIN"), (15, "CR-DUR-MAX"), (5, "CR-DUR-TYPE"))
"""Values that are tried beside every value of the other options, and their rules."""

OPTION_RULES: Final[Mapping[str, Mapping[Any, tuple[str, ...]]]] = {
    "duration": {
        None: ("CR-DUR-DEFAULT",),
        4: ("CR-DUR-MIN", "CR-DUR-TYPE"),
        15: ("CR-DUR-MAX", "CR-DUR-TYPE"),
    },
    "aspect_ratio": {
        None: ("CR-RATIO-DEFAULT",),
        **dict.fromkeys(RATIOS, ("CR-RATIO-ENUM",)),
        ADAPTIVE: ("CR-RATIO-ADAPTIVE", "CR-RATIO-ENUM"),
    },
    "generateAudio": {None: ("CR-AUDIO-DEFAULT",), False: ("CR-AUDIO-TYPE",), True: ("CR-AUDIO-TYPE",)},
}
"""Values for combined bodies, and the rules that each is evidence for; a refusal of the value breaks the first."""

_WRONG: Final[tuple[tuple[str, str, Sequence[object], Sequence[object], Sequence[object]], ...]] = (
    ("CR-DUR-TYPE", "duration", NOT_AN_INTEGER, ("5", 5.5, True), ("",)),
    ("CR-DUR-MIN", "duration", TOO_SHORT, (3, 0, -1), (5 - 2**32,)),
    ("CR-DUR-MAX", "duration", TOO_LONG, (16, 2**32 + 5), (2**64 + 5,)),
    ("CR-RATIO-ENUM", "aspect_ratio", NON_RATIOS, ("2:1", "", "9:21"), ("16x9", 969, " 16:9", "Adaptive")),
    ("CR-AUDIO-TYPE", "generateAudio", NOT_A_BOOLEAN, ("true", 1, 0), ("",)),
)
"""A rule, its option, the values that break it, and which of them are representative or single (`building.placed`)."""


def cases(references: References) -> Iterator[Case]:
    """All cases of this part, refusals first: remote targets don't bill them."""
    for part in (_wrong, _durations, _ratios, _flags):
        yield from part(references)


def _wrong(references: References) -> Iterator[Case]:
    """Wrong values of each option; a duration of -1 (the vendor's "automatic") or a number in a text is disputed."""
    for rule, field, every, representative, single in _WRONG:
        for value, shape, full in placed(every, representative, single):
            body = shape.body(references) | {field: value}
            disputed = field == "duration" and value in (-1, *NUMBERS_IN_TEXTS)
            yield invalid(rule, f"{label(value)}, {shape.name}", body, full=full, disputed=disputed)


def _durations(references: References) -> Iterator[Case]:
    """Both bounds in every mode of every model, and every number of seconds."""
    yield from _everywhere("CR-DUR-MIN", "duration", 4, references)
    yield from _everywhere("CR-DUR-MAX", "duration", 15, references)
    for value in range(4, 16):
        quick, edge = value % len(PLAIN), "CR-DUR-MIN" if value < 10 else "CR-DUR-MAX"
        for rule in ("CR-DUR-TYPE",) if value in (4, 15) else ("CR-DUR-TYPE", edge):
            for turn, shape in enumerate(PLAIN):
                if turn == quick or (rule == "CR-DUR-TYPE" and turn % 2 == quick % 2):
                    yield _option(rule, "duration", value, shape, references, loopback=True, full=turn != quick)


def _ratios(references: References) -> Iterator[Case]:
    """Each name on each model, and in turns in each mode; `adaptive`, which has its own rule, in all modes."""
    yield from _everywhere("CR-RATIO-ADAPTIVE", "aspect_ratio", ADAPTIVE, references)
    for (turn, shape), (place, ratio) in product(enumerate((*COVER, *REST)), enumerate(RATIOS)):
        if shape in COVER or place % 6 == turn % 6:
            quick = shape in PLAIN or (shape in COVER and place % 2 == turn % 2)
            flags = {"full": not quick, "loopback": shape != PLAIN[0]}
            yield _option("CR-RATIO-ENUM", "aspect_ratio", ratio, shape, references, **flags)
    for shape in PLAIN:
        yield _option("CR-RATIO-ENUM", "aspect_ratio", ADAPTIVE, shape, references)


def _flags(references: References) -> Iterator[Case]:
    for value in (False, True):
        yield from _everywhere("CR-AUDIO-TYPE", "generateAudio", value, references)


def _everywhere(rule: str, field: str, value: object, references: References) -> Iterator[Case]:
    """A valid value in every legal shape; the quick profile tries those that cover all models and modes."""
    for shape in (*COVER, *REST):
        yield _option(rule, field, value, shape, references, full=shape in REST)


def _option(rule: str, field: str, value: object, shape: Shape, references: References, **flags: bool) -> Case:
    """A valid value of one option; the control is the same body without the option."""
    body = shape.body(references)
    flags = {"loopback": shape not in PLAIN, **flags}
    return valid(rule, f"{label(value)}, {shape.name}", body | {field: value}, body, **flags)


_FRACTIONS = st.builds(lambda whole, part: whole + part / 1000, st.integers(4, 14), st.integers(1, 999))
_DIGITS = st.builds("{}{}".format, values.durations, st.sampled_from(("s", " s", " seconds", "%", ",5", "-6", "x")))
_non_durations: Final[SearchStrategy[Any]] = _FRACTIONS | _DIGITS | values.flags | values.containers(values.durations)

_WRAPS = st.sampled_from((2**8, 2**16, 2**32, 2**64))
_short_durations: Final = (
    st.integers(0, 3)
    | st.integers(max_value=-2)
    | st.builds(lambda cut, seconds: seconds - cut, _WRAPS, values.durations)
    | st.sampled_from(TOO_SHORT)
)
_long_durations: Final = (
    st.integers(16, 120)
    | st.integers(min_value=16)
    | st.builds(lambda cut, seconds: seconds + cut, _WRAPS, values.durations)
    | st.sampled_from(TOO_LONG)
)

_PAIRS = [f"{width}:{height}" for width in range(1, 33) for height in range(1, 33)]
_OTHER_PAIRS = sorted(set(_PAIRS) - set(RATIOS))


def _with_inserted(name: str, place: int, character: str) -> str:
    place %= len(name) + 1
    return name[:place] + character + name[place:]


_non_ratios: Final[SearchStrategy[Any]] = (
    st.sampled_from(_OTHER_PAIRS)
    | st.builds(_with_inserted, values.ratios, st.integers(0, 8), st.sampled_from("0123456789:x ,./"))
    | st.sampled_from(NON_RATIOS)
)
"""Inserting one character into a valid ratio never makes another valid one."""

_not_a_boolean: Final[SearchStrategy[Any]] = values.numbers | values.texts | values.containers(values.flags)


def violations(references: References) -> dict[str, Bodies]:
    """By rule: random bodies that break it."""
    anywhere = bodies(references)
    return {
        "CR-DUR-TYPE": with_value(anywhere, "duration", _non_durations),
        "CR-DUR-MIN": with_value(anywhere, "duration", _short_durations),
        "CR-DUR-MAX": with_value(anywhere, "duration", _long_durations),
        "CR-RATIO-ENUM": with_value(anywhere, "aspect_ratio", _non_ratios),
        "CR-AUDIO-TYPE": with_value(anywhere, "generateAudio", _not_a_boolean),
    }


def valid_pairs(references: References) -> dict[str, Pairs]:
    """By rule: random bodies that keep it, each with a control that lacks the option."""
    return {
        "CR-DUR-TYPE": with_and_without(references, "duration", values.durations),
        "CR-DUR-MIN": with_and_without(references, "duration", st.integers(4, 9)),
        "CR-DUR-MAX": with_and_without(references, "duration", st.integers(10, 15)),
        "CR-RATIO-ENUM": with_and_without(references, "aspect_ratio", st.sampled_from(RATIOS)),
        "CR-RATIO-ADAPTIVE": with_and_without(references, "aspect_ratio", st.just(ADAPTIVE)),
        "CR-AUDIO-TYPE": with_and_without(references, "generateAudio", st.booleans()),
    }
