"""Runs a Hypothesis property over a rule: a reproducible search that ends with the smallest breach it finds."""

import hashlib
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis.errors import Flaky
from hypothesis.strategies import SearchStrategy

from seedance_conformance.media import NotMade
from seedance_conformance.suite.context import Context
from seedance_conformance.suite.verdicts import Breach, Inconclusive
from seedance_conformance.transport.errors import BudgetSpent

Drawn = TypeVar("Drawn")

_SHRINK_SECONDS = 1.5


def run_property(context: Context, name: str, strategy: SearchStrategy[Drawn], check: Callable[[Drawn], None]) -> None:
    """Try `check` on as many drawn values as the run asks for.

    The seed depends on the run's seed and on the name alone, so a run can be repeated and rules don't disturb each
    other. Examples without evidence don't count; a breach is shrunk for a second or two.

    Raises:
        Breach: the smallest that was found, also when the target does not repeat it.
        NotMade: a file that some examples need could not be written; no other example shows a breach.
        Inconclusive: no example gave evidence.
    """
    hunt = _Hunt(check)
    prepared = settings(
        max_examples=context.examples,
        database=None,  # nothing is remembered: a run depends on its seed alone
        deadline=None,  # the wire has its own time limit
        report_multiple_bugs=False,
        phases=(Phase.generate, Phase.shrink),
        verbosity=Verbosity.quiet,
        suppress_health_check=list(HealthCheck),  # they time the network, not the strategies
    )
    search = prepared(seed(_number(context.seed, name))(given(strategy)(hunt.visit)))
    try:
        search()
    except (Breach, Flaky):
        # A target that breaks the rule now and then has broken it all the same.
        if hunt.smallest is None:
            raise
        raise hunt.smallest from None
    if hunt.lost is not None:
        raise hunt.lost
    if not hunt.judged and hunt.reason:
        raise Inconclusive(hunt.reason)
    context.evidence(hunt.judged)


class _Hunt(Generic[Drawn]):
    """One search: what was judged, and the last breach, which Hypothesis makes ever smaller."""

    def __init__(self, check: Callable[[Drawn], None]) -> None:
        self._check = check
        self._found: float | None = None
        self.judged = 0
        self.reason = ""
        self.smallest: Breach | None = None
        self.lost: NotMade | None = None

    def visit(self, drawn: Drawn) -> None:
        if self._found is not None and time.monotonic() - self._found > _SHRINK_SECONDS:
            return  # enough: from here on every smaller body counts as harmless
        try:
            self._check(drawn)
        except Breach as breach:
            self._found = self._found or time.monotonic()
            self.smallest = breach
            raise
        except NotMade as fault:
            self.lost = fault
            return
        except Inconclusive as doubt:
            self.reason = str(doubt)
            return
        except BudgetSpent:
            if self.smallest is None:
                raise
            return  # nothing is left to make the breach smaller with
        self.judged += 1


def _number(run_seed: int, name: str) -> int:
    return int.from_bytes(hashlib.sha256(f"{run_seed} {name}".encode()).digest()[:8])
