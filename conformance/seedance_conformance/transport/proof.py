"""The bound on money that needs no list of names: a target whose refusals never meet an acceptance is not believed.

A hostile target may start a task for each create and answer "no", with the id under a name that nobody thought of, or
with none. Then every create looks refused. So where the budget has a limit, what was refused stays spent until the
target accepts something. Before that uses the budget up, known-good bodies are sent; if they are refused too, no
refusal of this target shows anything, neither about money nor about a rule, and the run stops.
"""

import threading
from collections.abc import Sequence
from typing import Final

from seedance_conformance.transport.answer import describe
from seedance_conformance.transport.current_case import shared
from seedance_conformance.transport.errors import NoEvidence, RateLimited
from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.target import Target

MOST_CONTROLS: Final = 3
"""Known-good bodies that are tried, and units that are kept for them."""


class Proof:
    """Sends known-good bodies when the budget would end with refusals alone. Thread-safe.

    Args:
        target: of the run; each create asks here first.
        bodies: surely valid ones, the simplest first.
    """

    def __init__(self, target: Target, bodies: Sequence[object]) -> None:
        self._target = target
        self._bodies = bodies[:MOST_CONTROLS]
        self._lock = threading.RLock()
        self._asking = False
        self._verdict: NoEvidence | None = None

    def __call__(self) -> None:
        """Return where the next create may be sent.

        Raises:
            NoEvidence: the target refused all known-good bodies.
        """
        budget = self._target.budget
        with self._lock:
            if self._asking:
                return
            if self._verdict is not None:
                raise self._verdict
            if budget.left is None or budget.left > MOST_CONTROLS or not budget.doubted:
                return
            self._asking = True
            try:
                self._ask()
            finally:
                self._asking = False

    def _ask(self) -> None:
        """Send known-good bodies until one is accepted; a last answer that may be billed is for the budget to end."""
        budget, first = self._target.budget, None
        with shared("known-good bodies"):
            for body in self._bodies:
                if not budget.left:
                    break
                try:
                    answer = self._target.create(body)
                except RateLimited:
                    continue
                if not budget.doubted:
                    return
                first = first or answer
        if first is not None:
            self._verdict = _no_evidence(first, budget.limit)
            raise self._verdict


def _no_evidence(first: Exchange, limit: int | None) -> NoEvidence:
    return NoEvidence(
        "the target accepted no create, not even known-good bodies, so its refusals show nothing: what was sent counts "
        f"as maybe billed (--budget {limit}). The first known-good body was answered {describe(first)}. "
        "Check the account, and that the base URL is the service's"
    )
