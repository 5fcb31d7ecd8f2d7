"""Limit the cost of a target that bills what it seems to refuse: refusals count only after an acceptance.

A hostile target may start a task for each create and answer "no", with the id under an unknown name or without one.
Then every create looks refused. So if the budget has a limit, refused creates stay spent until the target accepts one.
Before they use up the budget, known-good bodies are sent. If these are refused, too, the refusals of this target prove
nothing, and the run stops.
"""

import threading
from collections.abc import Sequence
from typing import Final

from seedance_conformance.transport.answers.answer import describe
from seedance_conformance.transport.current_case import SHARED
from seedance_conformance.transport.errors import NoEvidence, RateLimited
from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.target import Target

MOST_CONTROLS: Final = 3
"""Number of known-good bodies to try, and of units kept for them."""


class RefusalCheck:
    """Sends known-good bodies, in this order, before refusals alone use up the budget. Thread-safe.

    The target calls this before each billable request.
    """

    def __init__(self, target: Target, bodies: Sequence[object]) -> None:
        self._target = target
        self._bodies = [(f"{SHARED}known-good bodies", body) for body in bodies]
        self._lock = threading.RLock()
        self._asking = False
        self._verdict: NoEvidence | None = None

    def prefer(self, case: str, body: object) -> None:
        """Try a valid body that a case will send anyway, and gets the answer, first: it costs no further task."""
        self._bodies = [(case, body), *self._bodies]

    def __call__(self) -> None:
        """Return if the next create may be sent.

        Raises:
            NoEvidence: the target refused all known-good bodies.
        """
        budget = self._target.budget
        with self._lock:
            if self._asking:
                return
            if self._verdict is not None:
                raise self._verdict
            if budget.left is None or budget.left > MOST_CONTROLS or not budget.holds_refusals:
                return
            self._asking = True
            try:
                self._ask()
            finally:
                self._asking = False

    def _ask(self) -> None:
        """Send known-good bodies until one is accepted or the budget is spent."""
        budget, first = self._target.budget, None
        for case, body in self._bodies[:MOST_CONTROLS]:
            if not budget.left:
                break
            try:
                answer = self._target.create_early(case, body)
            except RateLimited:
                continue
            if not budget.holds_refusals:
                return
            first = first or answer
        if first is not None:
            self._verdict = _no_evidence(first, budget.limit)
            raise self._verdict


def _no_evidence(first: Exchange, limit: int | None) -> NoEvidence:
    return NoEvidence(
        "the target accepted no create, not even known-good bodies, so its refusals prove nothing: all creates count "
        f"as maybe billed (budget: {limit}). The first known-good body was answered {describe(first)}. "
        "Check the account, and the base URL"
    )
