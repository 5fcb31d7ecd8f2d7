"""Tasks that a server forgets before they have ended: their owner is never told how they ended."""

import math
from collections.abc import Sequence
from typing import Final

from seedance_conformance.suite.log.history import Answer, History, Task
from seedance_conformance.suite.verdicts import Breach
from seedance_conformance.transport.answers.answer import Outcome, call_outcome, describe
from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.reproduction.script import Repetition

_ENDS: Final = ("completed", "failed")
_LONGEST: Final = 60.0


def forgotten(log: Sequence[Exchange], *, remote: bool, within: float = math.inf) -> Breach | None:
    """The first task that its owner could query, and then no more, though it hadn't ended; None if there isn't one.

    A single refusal may be transient; two without a later success are not. `within` limits the seconds from the last
    answer to the first refusal: in a longer pause the task may have ended.
    """
    doubtful = {one.subject for one in log if one.operation == "query" and call_outcome(one) is Outcome.REFUSED}
    needed = [one for one in log if one.operation == "create" or one.subject in doubtful]
    for task in History(needed, remote=remote).tasks if doubtful else []:
        if not task.own or any(answer.status in _ENDS for answer in task.answers):
            continue
        last = task.own[-1]
        lost = [one for one in task.refusals if one.sent >= last.received]
        if len(lost) > 1 and lost[0].sent <= last.received + within:
            return _breach(task, last, lost[0])
    return None


def repetition_of(task: Task, refused: Exchange, *, since: float) -> Repetition:
    """How to query a task until it is refused: as often as the run did, in the time that it took from `since` on."""
    queries = 1 + sum(1 for answer in task.answers if answer.exchange.sent < refused.sent)
    seconds = min(max(refused.sent - since, 0.0), _LONGEST)
    return Repetition(queries + 1, round(seconds / queries, 1))


def _breach(task: Task, last: Answer, refused: Exchange) -> Breach:
    observed = f"{describe(refused)}, after {last.status} in exchange {last.exchange.number}"
    repetition = repetition_of(task, refused, since=task.create.received)
    return Breach("a task is known until it has ended", observed, refused, repetition=repetition)
