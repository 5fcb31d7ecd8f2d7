"""The verdicts that a test raises about its rule; without one, the rule passes."""

from collections.abc import Sequence

from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.reproduction.script import ONCE, Repetition


class Breach(AssertionError):
    """The target broke the rule.

    Args:
        expected: what the rule demands, in a few words.
        observed: what the target did.
        exchange: the request and answer that show it.
        others: what it takes besides, such as the answer that `exchange` contradicts or the end of a task.
        repetition: how often the request was sent until it showed the breach.
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
        repetition: Repetition = ONCE,
        endless: bool = False,
        disputed: bool = False,
        is_forbidden: bool = False,
    ) -> None:
        super().__init__(f"expected: {expected}; observed: {observed}")
        self.expected = expected
        self.observed = observed
        self.exchange = exchange
        self.others = tuple(others)
        self.repetition = repetition
        self.endless = endless
        self.disputed = disputed
        self.is_forbidden = is_forbidden


class ResultBreach(Breach):
    """The file of a completed task breaks the rule.

    Args:
        expected: what the rule demands.
        observed: what the file is instead.
        exchange: the answer with its address.
        later: seconds by which the clock of a mock was moved before the file was asked for.
        disputed: no page rules out such a file.
    """

    def __init__(
        self, expected: str, observed: str, exchange: Exchange, *, later: float = 0.0, disputed: bool = False
    ) -> None:
        super().__init__(expected, observed, exchange, disputed=disputed)
        self.later = later


class Inconclusive(Exception):
    """The target gave no evidence for or against the rule; the text says why."""


class AnswerLost(Inconclusive):
    """A create got no complete answer and may have been billed, so the test ends, as it does with a breach."""


class Skipped(Exception):
    """The rule can't be judged in this run, for example without a second key; the text says why."""
