"""Judges a combined body, and finds the value for which it is refused.

An accepted combined body is evidence for all of its rules at the price of one task. A refused one costs nothing, but
doesn't say which of its values is refused. So a bisection over its steps, from the plainest body of the model, finds
one addition that turns acceptance into refusal. Later bodies are sent without that addition.
"""

from itertools import accumulate
from math import ceil, log2

from attrs import define, field

from seedance_conformance.cases.bodies import Body
from seedance_conformance.cases.case import Case, References
from seedance_conformance.cases.combined.asset_case import CombinedAssetCase
from seedance_conformance.cases.combined.combined_case import CombinedCase, Step
from seedance_conformance.suite.context import Context
from seedance_conformance.suite.verdicts import Breach
from seedance_conformance.transport.answers.answer import Outcome, create_outcome, describe, maybe_accepted
from seedance_conformance.transport.current_case import shared
from seedance_conformance.transport.exchange import Exchange

Combined = CombinedCase | CombinedAssetCase
"""A valid body that is built in steps, and can be built without some of them."""


@define
class _Known:
    """What the run knows of its target: names of the steps that it accepts and refuses."""

    accepted: set[str] = field(factory=set)
    refused: set[str] = field(factory=set)
    accepts_media: bool = False  # it has accepted a body with media


def most_billed(combined: Combined) -> int:
    """How many tasks a body can cost at most: those of the bisection, and that of the body without the culprit."""
    steps = len(combined.steps())
    return 2 + ceil(log2(steps - 1)) if steps > 1 else 1


def most_sent(combined: Combined) -> int:
    """How many creates a body can need at most: it may be sent twice, with a bisection each time."""
    return 2 * most_billed(combined)


def judge_combined(context: Context, combined: Combined) -> None:
    """Send a combined body, and record in the notes what it shows about each of its rules."""
    context.notes.deferred = True  # all verdicts are in the notes
    known = context.once(_Known, _Known)
    for _ in range(2):
        combined = combined.without(known.refused)
        steps = combined.steps()
        if steps[0].name in known.refused:
            return  # even the plainest body of the model is refused
        bodies = _bodies(steps, context.addresses)
        answer = context.target.create(bodies[-1])
        if maybe_accepted(answer):
            _confirm(context, known, combined, answer)
            return
        if create_outcome(answer) is not Outcome.REFUSED or not _find_culprit(context, known, steps, bodies, answer):
            break
    for rule in sorted({rule for rules in combined.evidence.values() for rule in rules}):
        context.doubt(rule, f"{combined.name}: {describe(answer)}")


def body_of(combined: Combined, references: References) -> Body:
    """The body that is sent for a combined case."""
    return _bodies(combined.steps(), references)[-1]


def _bodies(steps: list[Step], references: References) -> list[Body]:
    """The body after each step."""
    start: Body = {}
    return list(accumulate(steps, lambda body, step: step.edit(references, body), initial=start))[1:]


def _confirm(context: Context, known: _Known, combined: Combined, answer: Exchange) -> None:
    """Record a pass for each rule, and for each value that its task must not fail."""
    for value, rules in combined.evidence.items():
        for rule in rules:
            context.confirm(rule)
            context.promise(Case(rule, value, None, "accepted"), answer)
    known.accepted |= {step.name for step in combined.steps()}
    known.accepts_media |= any(step.media for step in combined.steps())


def _find_culprit(context: Context, known: _Known, steps: list[Step], bodies: list[Body], refusal: Exchange) -> bool:
    """Bisect between the last accepted body and the first refused one; whether that finds the refused step."""
    good, bad = (0 if steps[0].name in known.accepted else -1), len(steps) - 1
    while bad - good > 1:
        # The plainest body comes first: if it is refused, the others show nothing.
        middle = (good + bad) // 2 if good >= 0 else 0
        with shared("combined"):
            answer = context.target.create(bodies[middle])
        if maybe_accepted(answer):
            good = middle
        elif create_outcome(answer) is Outcome.REFUSED:
            bad, refusal = middle, answer
        else:
            return False
    culprit = steps[bad]
    known.refused.add(culprit.name)
    if culprit.media and not known.accepts_media:
        context.doubt(culprit.rule, f"every body with media is refused: {describe(refusal)}; can the target fetch?")
    else:
        context.report(culprit.rule, Breach("accepted", f"{culprit.name}: {describe(refusal)}", refusal))
    return True
