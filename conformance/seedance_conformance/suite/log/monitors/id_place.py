"""The place of the task's id in a create answer; another place than the documented one is one breach, of one rule.

CS-NO-WRAP is broken if the documented name is somewhere else, for example in the envelope of a gateway; CS-ID is broken
if the id has another name or type, or is missing.
"""

from attrs import frozen

from seedance_conformance.suite.log.history import Answer, holds_task
from seedance_conformance.suite.log.values import show
from seedance_conformance.suite.verdicts import Breach
from seedance_conformance.transport.answers.answer import task_place


@frozen
class Departure:
    """A departure of a create answer, which may contain a readable id, from the documented place of the id."""

    rule: str
    breach: Breach
    readable: bool


def departure(answer: Answer) -> Departure | None:
    """How a create answer departs from the documented place of the id; None if it doesn't."""
    place, value = task_place(answer.exchange), answer.value("id")
    elsewhere = place is not None and place.path != "id"
    if place and elsewhere and (place.name == "id" or (answer.wrapper and holds_task(answer))):
        where = place.path.removesuffix(f".{place.name}")
        breach = Breach("the five fields at top level", f"under {where}", answer.exchange)
        return Departure("CS-NO-WRAP", breach, readable=True)
    if isinstance(value, str) and value.strip():
        return None
    found = f"; the id seems to be {place.path}, {show(place.value)}" if place and elsewhere else ""
    breach = Breach("a non-empty string as id", answer.show("id") + found, answer.exchange)
    return Departure("CS-ID", breach, readable=place is not None)
