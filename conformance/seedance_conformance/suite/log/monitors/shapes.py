"""Where a create answer gives the id of its task, if not in its documented place: one breach, of one rule.

A gateway's own envelope is one departure from the pages. It is held against CS-NO-WRAP where the documented name stands
somewhere else, and against CS-ID where the id has another name, another type, or is missing.
"""

from attrs import frozen

from seedance_conformance.suite.log.monitors.history import Answer, holds_task
from seedance_conformance.suite.log.monitors.read import show
from seedance_conformance.suite.verdicts import Breach
from seedance_conformance.transport.answer import task_place


@frozen
class Departure:
    """How a create answer departs from the documented place of the id.

    Attributes:
        rule: that it breaks.
        breach: the words for it, and the answer.
        readable: the answer gives an id.
    """

    rule: str
    breach: Breach
    readable: bool


def departure(answer: Answer) -> Departure | None:
    """How a create answer departs from the documented place of the id; None if it has it there."""
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
