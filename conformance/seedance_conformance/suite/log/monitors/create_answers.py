"""Monitors of the create answer, family CS: every successful create of the run is evidence.

An id in another place than the documented one is one breach, of one rule. CS-NO-WRAP is broken if the documented name
is somewhere else, for example in the envelope of a gateway; CS-ID is broken if the id has another name or type, or is
missing.
"""

from attrs import frozen

from seedance_conformance.suite.log.history import Answer, History, holds_task, request_fields
from seedance_conformance.suite.log.monitors.fields import MODELS
from seedance_conformance.suite.log.registry import Tolerated, monitor
from seedance_conformance.suite.log.values import as_documented, is_whole, number, show
from seedance_conformance.suite.verdicts import Breach
from seedance_conformance.transport.answers.answer import task_id, task_place
from seedance_conformance.transport.reproduction.script import Repetition

_HOUR = 3600.0
_FEWEST_PARALLEL = 24
_MOST_CREATES = 60


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


@monitor("CS-ID")
def identifier(history: History) -> int:
    """`id` is a non-empty string; on a remote target an id of another place or type is recorded."""
    _judge_place(history, "CS-ID")
    return len(history.creates)


def _judge_place(history: History, rule: str) -> None:
    found = [departure(answer) for answer in (*history.creates, *history.without_task)]
    broken = [one for one in found if one and one.rule == rule]
    # On a remote target a missing id, which is judged, comes before one in another place, which is recorded.
    for one in sorted(broken, key=lambda one: one.readable):
        if history.remote and one.readable:
            raise Tolerated(f"create answers: {one.breach.observed}")
        raise one.breach


@monitor("CS-ID-UNIQUE")
def unique(history: History) -> int:
    """Two tasks never share an id; a single task shows nothing."""
    seen: dict[str, Answer] = {}
    for answer in history.named:
        name = task_id(answer.exchange)
        if name is None:
            continue
        if name in seen:
            first = seen[name].exchange
            observed = f"{show(name)} again, as in exchange {first.number}"
            repetition = _repetition_of(history, answer)
            raise Breach("a new id", observed, answer.exchange, others=[first], repetition=repetition)
        seen[name] = answer
    return len(seen) if len(seen) > 1 else 0


def _repetition_of(history: History, repeated: Answer) -> Repetition:
    """As many creates as there were before, in parallel if the last one overlapped with others."""
    later = repeated.exchange
    count = min(1 + history.named.index(repeated), _MOST_CREATES)
    together = sum(one.exchange.sent < later.ended and later.sent < one.received for one in history.named)
    return Repetition(count) if together == 1 else Repetition(max(count, together, _FEWEST_PARALLEL), parallel=True)


@monitor("CS-CREATED")
def created(history: History) -> int:
    """`created` is whole Unix seconds, and on loopback within an hour of our clock."""
    for answer in history.creates:
        value = as_documented(answer.value("created"), remote=history.remote)
        if not is_whole(value) or not 1e9 <= (number(value) or 0) < 1e10:
            raise Breach("whole Unix seconds, ten digits", answer.show("created"), answer.exchange)
        if not (history.remote or history.clock_moved):
            _near(answer, float(number(value) or 0))
    return len(history.creates)


def _near(answer: Answer, seconds: float) -> None:
    """A server's clock may differ from ours, but not by an hour (disputed)."""
    if not answer.exchange.sent - _HOUR <= seconds <= answer.received + _HOUR:
        off = seconds - answer.exchange.sent
        observed = f"{answer.show('created')}, {off:+.0f} s off"
        raise Breach("within an hour of our clock", observed, answer.exchange, disputed=True)


@monitor("CS-MODEL-ECHO")
def model_echo(history: History) -> int:
    """`model` equals the requested one; requests without a documented model show nothing."""
    count = 0
    for answer in history.creates:
        wanted = request_fields(answer.exchange).get("model")
        if wanted not in MODELS:
            continue
        if answer.value("model") != wanted:
            raise Breach(f"model {show(wanted)} as requested", answer.show("model"), answer.exchange)
        count += 1
    return count


@monitor("CS-NO-WRAP")
def top_level(history: History) -> int:
    """The five fields are at top level and not under `data`."""
    _judge_place(history, "CS-NO-WRAP")
    for answer in history.creates:
        if answer.wrapper and history.remote:
            raise Tolerated(f"create answers are wrapped in {answer.wrapper}")
        if answer.wrapper:
            raise Breach("the five fields at top level", f"under {answer.wrapper}", answer.exchange)
    return len(history.creates)
