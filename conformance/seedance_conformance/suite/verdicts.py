"""The verdicts that a test raises about its rule; without one, the rule passes."""

from collections.abc import Sequence

from seedance_conformance.transport.exchange import Exchange


class Breach(AssertionError):
    """The target broke the rule.

    Args:
        expected: what the rule demands, in a few words.
        observed: what the target did.
        exchange: the request and answer that show it.
        others: what it takes besides, such as the answer that `exchange` contradicts or the end of a task.
        at_once: how many such requests were sent at the same time.
        endless: a task or a review didn't end; the last request polls it.
        disputed: other sources than the pages allow what the target did.
        is_forbidden: `exchange` is a request that had to be refused, so what its task breaks follows from this.
    """

    def __init__(
        self,
        expected: str,
        observed: str,
        exchange: Exchange | None = None,
        *,
        others: Sequence[Exchange] = (),
        at_once: int = 1,
        endless: bool = False,
        disputed: bool = False,
        is_forbidden: bool = False,
    ) -> None:
        super().__init__(f"expected: {expected}; observed: {observed}")
        self.expected = expected
        self.observed = observed
        self.exchange = exchange
        self.others = tuple(others)
        self.at_once = at_once
        self.endless = endless
        self.disputed = disputed
        self.is_forbidden = is_forbidden


class ResultBreach(Breach):
    """The file of a completed task breaks the rule; `exchange` is the answer with its address."""


class Inconclusive(Exception):
    """The target gave no evidence for or against the rule; the text says why."""


class AnswerLost(Inconclusive):
    """A create got no complete answer and may have been billed, so the test ends, as it does with a breach."""


class Skipped(Exception):
    """The rule can't be judged in this run, for example without a second key; the text says why."""
