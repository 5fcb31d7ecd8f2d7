"""Monitors of the order of the answers about one task: the status goes forward and its end is final.

Polls may overlap. Only an answer that had arrived before another was asked for is earlier than that other.
"""

from collections.abc import Iterator, Mapping, Sequence

from seedance_conformance.suite.monitors.history import Answer, History
from seedance_conformance.suite.monitors.read import number
from seedance_conformance.suite.monitors.registry import monitor
from seedance_conformance.suite.verdicts import Breach

RANKS: Mapping[object, int] = {"queued": 0, "processing": 1, "completed": 2, "failed": 2}
_SETTLED = ("actualDuration", "totalTokens")


@monitor("QR-STATUS-MONOTONE")
def monotone(history: History) -> int:
    """The status never goes backwards: queued, processing, completed or failed."""
    count = 0
    for task in history.tasks:
        for before, after in furthest_before(task.own, RANKS):
            if RANKS[after.status] < RANKS[before.status]:
                observed = f"{after.status} after {before.status} in exchange {before.exchange.number}"
                raise Breach("no way back", observed, after.exchange)
            count += 1
    return count


@monitor("QR-TERMINAL-STABLE")
def terminal(history: History) -> int:
    """After the end neither the status nor the length nor the tokens change."""
    count = 0
    for task in history.tasks:
        for before, after in furthest_before(task.own, RANKS):
            if before.status not in ("completed", "failed"):
                continue
            if after.status != before.status:
                observed = f"{after.status} after {before.status} in exchange {before.exchange.number}"
                raise Breach(f"{before.status} for good", observed, after.exchange)
            _settled(before, after)
            count += 1
    return count


def _settled(before: Answer, after: Answer) -> None:
    """A missing value is QR-ADUR-COMPLETED's or QR-TOK-COMPLETED's affair."""
    for name in _SETTLED:
        old, new = number(before.value(name)), number(after.value(name))
        if old is not None and new is not None and old != new:
            expected = f"{before.show(name)} as in exchange {before.exchange.number}"
            raise Breach(expected, after.show(name), after.exchange)


def furthest_before(answers: Sequence[Answer], ranks: Mapping[object, int]) -> Iterator[tuple[Answer, Answer]]:
    """Each answer with the one of highest rank among those that had arrived before it was asked for.

    Args:
        answers: of one task or asset, by sending time; unknown status words are passed over.
        ranks: of the status words.
    """
    ordered = [answer for answer in answers if _ranked(answer, ranks)]
    arrivals = sorted(ordered, key=lambda answer: answer.received)
    furthest: Answer | None = None
    position = 0
    for answer in ordered:
        while position < len(arrivals) and arrivals[position].received <= answer.exchange.sent:
            arrived = arrivals[position]
            if furthest is None or ranks[arrived.status] > ranks[furthest.status]:
                furthest = arrived
            position += 1
        if furthest is not None and furthest.before(answer):
            yield furthest, answer


def _ranked(answer: Answer, ranks: Mapping[object, int]) -> bool:
    return isinstance(answer.status, str) and answer.status in ranks
