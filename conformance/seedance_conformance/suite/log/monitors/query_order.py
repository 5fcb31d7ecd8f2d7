"""Monitors of the order of the answers about one task: the status only goes forward, and its end is final.

Polls may overlap. An answer is earlier than another only if it arrived before the request of the other was sent.
"""

from collections.abc import Iterator, Mapping, Sequence

from seedance_conformance.suite.log.history import Answer, History, Task
from seedance_conformance.suite.log.lost_tasks import repetition_of
from seedance_conformance.suite.log.registry import monitor
from seedance_conformance.suite.log.values import number
from seedance_conformance.suite.verdicts import Breach
from seedance_conformance.transport.answers.answer import describe

RANKS: Mapping[object, int] = {"queued": 0, "processing": 1, "completed": 2, "failed": 2}
_KEPT_SECONDS = 60.0
_SETTLED = ("actualDuration", "totalTokens")


@monitor("QR-STATUS-MONOTONE")
def monotone(history: History) -> int:
    """The status never goes backwards: queued, processing, completed or failed."""
    count = 0
    for task in history.tasks:
        for before, after in furthest_before(task.own, RANKS):
            if RANKS[after.status] < RANKS[before.status]:
                observed = f"{after.status} after {before.status} in exchange {before.exchange.number}"
                raise Breach("no way back", observed, after.exchange, others=[before.exchange])
            count += 1
    return count


@monitor("QR-TERMINAL-STABLE")
def terminal(history: History) -> int:
    """After the end neither the status nor the duration nor the tokens change."""
    count = 0
    for task in history.tasks:
        for before, after in furthest_before(task.own, RANKS):
            if before.status not in ("completed", "failed"):
                continue
            expect_same_end(before, after)
            _settled(before, after)
            count += 1
        _kept(task)
    return count


def expect_same_end(before: Answer, after: Answer) -> None:
    """Judge that the end of a task or an asset is final."""
    if after.status != before.status:
        observed = f"{after.status} after {before.status} in exchange {before.exchange.number}"
        raise Breach(f"{before.status} for good", observed, after.exchange, others=[before.exchange])


def _kept(task: Task) -> None:
    """How long a task is kept is open, but its end can be queried for at least a minute.

    A single refusal may be transient, as some 401s are; two without a later success are not.
    """
    ends = [answer for answer in task.own if answer.status in ("completed", "failed")]
    if not ends:
        return
    told = ends[0].received
    lost = [one for one in task.refusals if told <= one.sent <= told + _KEPT_SECONDS]
    if len(lost) > 1 and not any(answer.exchange.sent > lost[0].sent for answer in task.answers):
        observed = f"{describe(lost[0])}, after {ends[0].status} in exchange {ends[0].exchange.number}"
        repetition = repetition_of(task, lost[0], since=told)
        raise Breach(f"{ends[0].status} for good", observed, lost[0], others=[ends[0].exchange], repetition=repetition)


def _settled(before: Answer, after: Answer) -> None:
    """QR-ADUR-COMPLETED and QR-TOK-COMPLETED judge missing values."""
    for name in _SETTLED:
        old, new = number(before.value(name)), number(after.value(name))
        if old is not None and new is not None and old != new:
            expected = f"{before.show(name)} as in exchange {before.exchange.number}"
            raise Breach(expected, after.show(name), after.exchange, others=[before.exchange])


def furthest_before(answers: Sequence[Answer], ranks: Mapping[object, int]) -> Iterator[tuple[Answer, Answer]]:
    """Each answer, with the answer of the highest rank among those that arrived before its request was sent.

    The answers are about one task or asset, by sending time; those with unknown status words are ignored.
    """
    ordered = [answer for answer in answers if isinstance(answer.status, str) and answer.status in ranks]
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
