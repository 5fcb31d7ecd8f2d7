"""The verdicts that a test, or a function that judges for it, raises about a rule; without one, the rule passes."""

from collections.abc import Sequence

from attrs import define, field

from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.reproduction.script import ONCE, Repetition


@define(eq=False)
class Breach(AssertionError):
    """The target broke the rule.

    Attributes:
        expected: what the rule demands, in a few words.
        observed: what the target did.
        exchange: the request and answer that show it.
        others: what it takes besides, such as the answer that `exchange` contradicts or the end of a task.
        repetition: how often the request was sent until it showed the breach.
        endless: a task or a review didn't end; the last request polls it.
        disputed: other sources than the pages allow what the target did.
        is_forbidden: `exchange` is a request that had to be refused, so what its task breaks follows from this.
    """

    expected: str
    observed: str
    exchange: Exchange | None = None
    others: Sequence[Exchange] = field(default=(), kw_only=True)
    repetition: Repetition = field(default=ONCE, kw_only=True)
    endless: bool = field(default=False, kw_only=True)
    disputed: bool = field(default=False, kw_only=True)
    is_forbidden: bool = field(default=False, kw_only=True)

    def __str__(self) -> str:
        return f"expected: {self.expected}; observed: {self.observed}"


@define(eq=False)
class ResultBreach(Breach):
    """The file of a completed task, whose last answer is the exchange, breaks the rule.

    Attributes:
        later: seconds by which the clock of a mock was moved before the file was asked for.
    """

    later: float = field(default=0.0, kw_only=True)


class Inconclusive(Exception):
    """The target gave no evidence for or against the rule; the text says why."""


class AnswerLost(Inconclusive):
    """A create got no complete answer and may have been billed, so the test ends, as it does with a breach."""


class Skipped(Exception):
    """The rule can't be judged in this run, for example without a second key; the text says why."""
