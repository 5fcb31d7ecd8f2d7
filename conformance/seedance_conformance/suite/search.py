"""Runs a Hypothesis property for a rule: a reproducible search for the smallest breach."""

import hashlib
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis.errors import Flaky
from hypothesis.strategies import SearchStrategy

from seedance_conformance.media import NotMade
from seedance_conformance.suite.context import Context
from seedance_conformance.suite.generating import generating
from seedance_conformance.suite.run_state import RunState
from seedance_conformance.suite.verdicts import AnswerLost, Breach, Inconclusive
from seedance_conformance.transport.errors import BudgetSpent

Drawn = TypeVar("Drawn")

_SHRINK_SECONDS = 1.5


def run_property(context: Context, name: str, strategy: SearchStrategy[Drawn], check: Callable[[Drawn], None]) -> None:
    """Try `check` on as many drawn values as the run asks for.

    The seed depends only on the run's seed and the name, so a run can be repeated and rules don't influence each other.
    Examples without evidence don't count; a missing answer ends the search. The smallest breach that shrinking finds
    within 1.5 seconds is raised, also if the target doesn't repeat it; then NotMade, if a file could not be written.
    """
    found = _Search(check, context.state)
    number = int.from_bytes(hashlib.sha256(f"{context.seed} {name}".encode()).digest()[:8])
    search = _settings(context.examples)(seed(number)(given(strategy)(found.visit)))
    try:
        with generating(context.state):
            search()
    except (Breach, Flaky):
        # A breach counts even if the target doesn't repeat it.
        if found.smallest is None:
            raise
        raise found.smallest from None
    if found.lost is not None:
        raise found.lost
    if not found.judged and found.reason:
        raise Inconclusive(found.reason)
    context.evidence(found.judged)


def _settings(examples: int) -> settings:
    return settings(
        max_examples=examples,
        database=None,  # a run depends only on its seed
        deadline=None,  # the transport has its own time limit
        report_multiple_bugs=False,
        phases=(Phase.generate, Phase.shrink),
        verbosity=Verbosity.quiet,
        suppress_health_check=list(HealthCheck),  # they time the network, not the strategies
    )


class _Search(Generic[Drawn]):
    """One search: what was judged, and the latest breach, which Hypothesis makes smaller and smaller."""

    def __init__(self, check: Callable[[Drawn], None], state: RunState) -> None:
        self._check = check
        self._state = state
        self._found: float | None = None
        self._over = False
        self.judged = 0
        self.reason = ""
        self.smallest: Breach | None = None
        self.lost: NotMade | None = None

    def visit(self, drawn: Drawn) -> None:
        if self._found is not None and time.monotonic() - self._found > _SHRINK_SECONDS:
            return  # the time is up: don't look for a smaller breach
        if self._over:
            return
        try:
            with self._state.sending():
                self._check(drawn)
        except Breach as breach:
            self._found = self._found or time.monotonic()
            self.smallest = breach
            raise
        except NotMade as error:
            self.lost = error
            return
        except Inconclusive as doubt:
            self.reason = str(doubt)
            self._over = isinstance(doubt, AnswerLost)  # each missing answer costs the whole time limit
            return
        except BudgetSpent:
            if self.smallest is None:
                raise
            return  # the budget doesn't allow to make the breach smaller
        self.judged += 1
