"""Hypothesis strategies for valid values of the fields that every mode has, and for values of another JSON type."""

from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from seedance_conformance.cases.values import ADAPTIVE, PROMPTS, RATIOS

Json = Any

_VISIBLE = st.characters(exclude_categories=["C"])
numbers: Final = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
texts: Final = st.text(_VISIBLE, max_size=20)
flags: Final = st.booleans()


def containers(leaves: SearchStrategy[Json]) -> SearchStrategy[Json]:
    """Short arrays and objects of some values and null."""
    entries = st.none() | leaves
    return st.lists(entries, max_size=3) | st.dictionaries(texts, entries, max_size=3)


not_a_string: Final[SearchStrategy[Json]] = numbers | flags | containers(texts | numbers)
not_an_array: Final[SearchStrategy[Json]] = numbers | flags | st.dictionaries(texts, texts, max_size=3)

prompts: Final = st.sampled_from(PROMPTS) | st.builds(
    "{}{}".format, st.sampled_from("aZ9雨ñж"), st.text(_VISIBLE, max_size=60)
)
"""Texts in any script; the first character isn't blank."""

durations: Final = st.integers(4, 15)
ratios: Final = st.sampled_from((*RATIOS, ADAPTIVE))
