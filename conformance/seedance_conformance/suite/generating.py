"""One thread at a time generates examples with Hypothesis, and its tables are made without much memory."""

import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from random import Random
from typing import Final

import hypothesis.core
from hypothesis import register_random

from seedance_conformance.suite.run_state import RunState, held

_UTF8: Final = (((0, 0xD7FF), (0xE000, 0x10FFFF)), ())
"""What UTF-8 can encode, which is all but surrogates, and what it decodes to something else, which is nothing."""


def write_table_of_utf8() -> None:
    """Write the table of UTF-8 where Hypothesis looks for it, unless it is there.

    Hypothesis makes it from a list of all characters, which takes 200 MB. If another version looks for another file, or
    lacks a name that is used here, only memory is lost.
    """
    with suppress(OSError, ImportError, AttributeError):
        from hypothesis.configuration import storage_directory
        from hypothesis.internal.charmap import charmap_file

        place = charmap_file("codec-v2-utf-8")
        if not place.exists():
            storage_directory("unicode_data").create_if_missing()
            place.parent.mkdir(parents=True, exist_ok=True)
            draft = place.with_name(f"{place.name}.{Random().getrandbits(64):x}")
            draft.write_bytes(gzip.compress(json.dumps(_UTF8).encode(), mtime=1))
            draft.replace(place)


def _registered() -> Random:
    """A generator that Hypothesis knows; it warns of one that nothing but a local variable refers to."""
    kept = [Random()]
    register_random(kept[0])
    return kept[0]


@contextmanager
def generating(state: RunState) -> Iterator[None]:
    """Generate examples in this thread; others wait, except while an example is sent (`RunState.sending`).

    Hypothesis registers a random generator for each thread. For each it collects the garbage of the whole run, and for
    each example it saves the state of all. Nothing is drawn from them, so our threads share one.
    """
    with held(state.generating):
        local = getattr(hypothesis.core, "threadlocal", None)
        if getattr(local, "_hypothesis_global_random", ...) is None:
            local._hypothesis_global_random = state.once(_registered, _registered)  # type: ignore[union-attr]
        yield
