"""Hypothesis strategies for single values: valid ones, and wrong ones that by construction never equal a valid one."""

from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from seedance_conformance.cases.bodies import MODELS
from seedance_conformance.cases.create.addresses import NON_ADDRESSES
from seedance_conformance.cases.create.model_and_prompt import NON_MODELS, PROMPTS
from seedance_conformance.cases.create.options import ADAPTIVE, NON_RATIOS, RATIOS, TOO_LONG, TOO_SHORT

Json = Any

_NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
_VISIBLE = st.characters(exclude_categories=["C"])
_TEXTS = st.text(_VISIBLE, max_size=20)
_FLAGS = st.booleans()


def _containers(leaves: SearchStrategy[Json]) -> SearchStrategy[Json]:
    entries = st.none() | leaves
    return st.lists(entries, max_size=3) | st.dictionaries(_TEXTS, entries, max_size=3)


not_a_string: Final[SearchStrategy[Json]] = _NUMBERS | _FLAGS | _containers(_TEXTS | _NUMBERS)
not_an_array: Final[SearchStrategy[Json]] = _NUMBERS | _FLAGS | st.dictionaries(_TEXTS, _TEXTS, max_size=3)
not_a_boolean: Final[SearchStrategy[Json]] = _NUMBERS | _TEXTS | _containers(_FLAGS)

prompts: Final = st.sampled_from(PROMPTS) | st.builds(
    "{}{}".format, st.sampled_from("aZ9雨ñж"), st.text(_VISIBLE, max_size=60)
)
"""Texts in any script; the first character isn't blank."""

durations: Final = st.integers(4, 15)
ratios: Final = st.sampled_from((*RATIOS, ADAPTIVE))

_FRACTIONS = st.builds(lambda whole, part: whole + part / 1000, st.integers(4, 14), st.integers(1, 999))
_DIGITS = st.builds("{}{}".format, durations, st.sampled_from(("s", " s", " seconds", "%", ",5", "-6", "x")))
non_durations: Final[SearchStrategy[Json]] = _FRACTIONS | _DIGITS | _FLAGS | _containers(durations)

_WRAPS = st.sampled_from((2**8, 2**16, 2**32, 2**64))
short_durations: Final = (
    st.integers(0, 3)
    | st.integers(max_value=-2)
    | st.builds(lambda cut, seconds: seconds - cut, _WRAPS, durations)
    | st.sampled_from(TOO_SHORT)
)
long_durations: Final = (
    st.integers(16, 120)
    | st.integers(min_value=16)
    | st.builds(lambda cut, seconds: seconds + cut, _WRAPS, durations)
    | st.sampled_from(TOO_LONG)
)

_PAIRS = [f"{width}:{height}" for width in range(1, 33) for height in range(1, 33)]
_OTHER_PAIRS = sorted(set(_PAIRS) - set(RATIOS))


def _with_inserted(name: str, place: int, character: str) -> str:
    place %= len(name) + 1
    return name[:place] + character + name[place:]


non_ratios: Final[SearchStrategy[Json]] = (
    st.sampled_from(_OTHER_PAIRS)
    | st.builds(_with_inserted, ratios, st.integers(0, 8), st.sampled_from("0123456789:x ,./"))
    | st.sampled_from(NON_RATIOS)
)
"""Inserting one character into a valid ratio never makes another valid one."""

_VERSIONS = [f"seedance_{major}_{minor}" for major in range(1, 5) for minor in range(10) if (major, minor) != (2, 0)]


def _without_a_letter(name: str, place: int) -> str:
    letters = [index for index, character in enumerate(name) if character.isalnum()]
    cut = letters[place % len(letters)]
    return name[:cut] + name[cut + 1 :]


non_models: Final[SearchStrategy[Json]] = (
    st.builds("{}_{}".format, st.sampled_from(MODELS), st.sampled_from(("ultra", "lite", "max", "hd", "v2", "x")))
    | st.builds("{}{}".format, st.sampled_from(_VERSIONS), st.sampled_from(("", "_fast", "_pro", "_fast_pro")))
    | st.builds(_without_a_letter, st.sampled_from(MODELS), st.integers(0, 30))
    | st.sampled_from(NON_MODELS)
)

_SCHEMES = (
    *("ftp", "ftps", "sftp", "file", "s3", "gs", "oss", "ws", "wss", "rtmp", "blob", "about", "urn"),
    *("httpx", "assets"),
)
non_addresses: Final = (
    st.sampled_from(NON_ADDRESSES)
    | st.builds(
        "{}://127.0.0.1/{}".format, st.sampled_from(_SCHEMES), st.from_regex(r"[a-z]{1,8}\.png", fullmatch=True)
    )
    | st.from_regex(r"/?[a-z][a-z0-9_./-]{0,20}", fullmatch=True)
)
"""The last strategy draws texts without a colon, so without a scheme."""
