"""One thread at a time generates examples with Hypothesis."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from random import Random

import hypothesis.core
from hypothesis import register_random

from seedance_conformance.suite.run_state import RunState, held


@cache
def _shared() -> Random:
    """The generator of all threads, registered once."""
    made = Random()
    register_random(made)
    return made


@contextmanager
def generating(state: RunState) -> Iterator[None]:
    """Generate examples in this thread; others wait, except while an example is sent (`RunState.sending`).

    Hypothesis registers a random generator for each thread. For each it collects the garbage of the whole run, and for
    each example it saves the state of all. Nothing is drawn from them, so our threads share one.
    """
    with held(state.generating):
        local = getattr(hypothesis.core, "threadlocal", None)
        if getattr(local, "_hypothesis_global_random", ...) is None:
            local._hypothesis_global_random = _shared()  # type: ignore[union-attr]
        yield
