"""Judges a packed body, and finds the culprit when it is refused.

A packed body that is accepted is evidence for all of its rules at the price of one task. One that is refused costs
nothing and says little: so it is grown anew from the plainest body of its model, by halves, until one addition is known
that turns acceptance into refusal. That addition is left out from then on.
"""

from collections.abc import Collection
from itertools import accumulate
from math import ceil, log2
from typing import Protocol
from weakref import WeakKeyDictionary

from attrs import define, field

from seedance_conformance.cases.bodies import Body
from seedance_conformance.cases.case import Case, References
from seedance_conformance.cases.combined.bodies import Step
from seedance_conformance.suite.context import Context
from seedance_conformance.suite.verdicts import Breach
from seedance_conformance.transport.answer import Outcome, create_outcome, describe, maybe_accepted
from seedance_conformance.transport.current_case import shared
from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.target import Target


class Growing(Protocol):
    """A valid body that is made step by step, and may be made with fewer of them."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def evidence(self) -> dict[str, tuple[str, ...]]: ...  # noqa: D102
    def steps(self) -> list[Step]: ...  # noqa: D102
    def without(self, refused: Collection[str]) -> "Growing": ...  # noqa: D102


@define
class _Memory:
    """What a target has shown: names of steps that it took, and of those that it refuses."""

    took: set[str] = field(factory=set)
    refuses: set[str] = field(factory=set)
    took_media: bool = False


_MEMORIES: WeakKeyDictionary[Target, _Memory] = WeakKeyDictionary()


def most_billed(packed: Growing) -> int:
    """How many tasks a body can cost: the search for a culprit, and the body without that."""
    steps = len(packed.steps())
    return 2 + ceil(log2(steps - 1)) if steps > 1 else 1


def most_sent(packed: Growing) -> int:
    """How many creates a body can need, at most: twice it is sent, and twice a culprit searched for."""
    return 2 * most_billed(packed)


def judge_packed(context: Context, packed: Growing, references: References) -> None:
    """Send a packed body, and leave in the notes what it says about each of its rules."""
    context.notes.deferred = True  # all verdicts are in the notes
    memory = _MEMORIES.setdefault(context.target, _Memory())
    for _ in range(2):
        packed = packed.without(memory.refuses)
        steps = packed.steps()
        if steps[0].name in memory.refuses:
            return  # not even the plainest body of its model is taken, and that is known by now
        bodies = _grown(steps, references)
        answer = context.target.create(bodies[-1])
        if maybe_accepted(answer):
            _keep(context, memory, packed, answer)
            return
        if create_outcome(answer) is not Outcome.REFUSED or not _blame(context, memory, steps, bodies, answer):
            break
    for rule in sorted({rule for rules in packed.evidence.values() for rule in rules}):
        context.doubt(rule, f"{packed.name}: {describe(answer)}")


def _grown(steps: list[Step], references: References) -> list[Body]:
    """The body after each step."""
    start: Body = {}
    return list(accumulate(steps, lambda body, step: step.edit(references, body), initial=start))[1:]


def _keep(context: Context, memory: _Memory, packed: Growing, answer: Exchange) -> None:
    """A pass for each rule, and for each value the promise that its tasks will not fail."""
    for value, rules in packed.evidence.items():
        for rule in rules:
            context.confirm(rule)
            context.promise(Case(rule, value, None, "accepted"), answer)
    memory.took |= {step.name for step in packed.steps()}
    memory.took_media |= any(step.media for step in packed.steps())


def _blame(context: Context, memory: _Memory, steps: list[Step], bodies: list[Body], refusal: Exchange) -> bool:
    """Halve the way between the last body that is taken and the first that is refused; whether that tells the step."""
    good, bad = (0 if steps[0].name in memory.took else -1), len(steps) - 1
    while bad - good > 1:
        # The plainest body comes first: if it is refused, nothing else can be told.
        middle = (good + bad) // 2 if good >= 0 else 0
        with shared("packed"):
            answer = context.target.create(bodies[middle])
        if maybe_accepted(answer):
            good = middle
        elif create_outcome(answer) is Outcome.REFUSED:
            bad, refusal = middle, answer
        else:
            return False
    culprit = steps[bad]
    memory.refuses.add(culprit.name)
    if culprit.media and not memory.took_media:
        context.doubt(culprit.rule, f"no body with media is taken: {describe(refusal)}; can the target fetch them?")
    else:
        context.report(culprit.rule, Breach("accepted", f"{culprit.name}: {describe(refusal)}", refusal))
    return True
