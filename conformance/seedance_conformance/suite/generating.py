"""One thread at a time generates examples with Hypothesis."""

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

import hypothesis.core
from hypothesis import register_random

from seedance_conformance.suite.run_state import RunState, held


def _registered() -> Random:
    """A generator that Hypothesis knows."""
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
            local._hypothesis_global_random = state.once(_registered, _registered)  # type: ignore[union-attr]
        yield
