"""What query answers looked like where the documents are silent or contradict each other."""

from collections.abc import Iterator

from seedance_conformance.suite.monitors.history import Answer, History, Task, request_fields
from seedance_conformance.suite.monitors.query_fields import STATUSES
from seedance_conformance.suite.monitors.read import number, show
from seedance_conformance.suite.sightings.registry import sighting, tally

_STATUS_GROUP = ("video_url", "actualDuration", "totalTokens", "error")
_DOCUMENTED = {"id", "object", "created", "model", "status", *_STATUS_GROUP}
_DEFAULT_SECONDS = 5


@sighting("QR-STATUS-EXTRA")
def other_words(history: History) -> str | None:
    """Status words beyond the four."""
    if not history.queries:
        return None
    others = tally(show(answer.status) for answer in history.queries if answer.status not in STATUSES)
    return others or f"none in {len(history.queries)} answers"


@sighting("QR-ADUR-STRING")
def duration_type(history: History) -> str | None:
    """The JSON type of `actualDuration`."""
    return _types(history, "actualDuration")


@sighting("QR-TOK-STRING")
def tokens_type(history: History) -> str | None:
    """The JSON type of `totalTokens`."""
    return _types(history, "totalTokens")


@sighting("QR-ERR-OBJECT")
def error_type(history: History) -> str | None:
    """The JSON type of the `error` of failed tasks."""
    return tally(_type(answer.value("error")) for answer in history.queries if answer.status == "failed")


def _types(history: History, name: str) -> str | None:
    return tally(_type(answer.value(name)) for answer in history.queries if answer.value(name) is not None)


def _type(value: object) -> str:
    names = {bool: "boolean", int: "integer", float: "fraction", str: "string", dict: "object", list: "array"}
    return names.get(type(value), "null")


@sighting("QR-ADUR-MATCH")
def duration_match(history: History) -> str | None:
    """How far `actualDuration` is from the requested seconds, 5 where none were asked for."""
    differences = sorted(_differences(history))
    if not differences:
        return None
    lowest, highest = differences[0], differences[-1]
    return f"{lowest:+.3f} to {highest:+.3f} s from the request over {len(differences)} tasks"


def _differences(history: History) -> Iterator[float]:
    for task in history.tasks:
        wanted = number(request_fields(task.create.exchange).get("duration", _DEFAULT_SECONDS))
        found = next((seconds for answer in task.own if (seconds := number(answer.value("actualDuration")))), None)
        if wanted is not None and found is not None:
            yield found - wanted


@sighting("QR-NULL-OR-ABSENT")
def null_or_absent(history: History) -> str | None:
    """How fields that don't apply are left empty, by status."""
    forms: dict[str, set[str]] = {}
    for answer in history.queries:
        for name in _STATUS_GROUP:
            if answer.value(name) is None:
                form = "null" if name in answer.fields else "absent"
                forms.setdefault(f"{name} when {answer.status}", set()).add(form)
    return "; ".join(f"{where} {' or '.join(sorted(how))}" for where, how in sorted(forms.items())) or None


@sighting("QR-SKIP-STATES")
def leaps(history: History) -> str | None:
    """Tasks that were seen queued and ended, and never in between."""
    whole = [words for task in history.tasks if {"queued"} < (words := _words(task)) and words & _ENDS]
    if not whole:
        return None
    leapt = sum(1 for words in whole if "processing" not in words)
    return f"{leapt} of {len(whole)} tasks that were seen queued and ended were never seen processing"


_ENDS = {"completed", "failed"}


def _words(task: Task) -> set[str]:
    return {str(answer.status) for answer in task.own}


@sighting("QR-WRAP")
def wrapped(history: History) -> str | None:
    """Whether answers about tasks are wrapped in `data`."""
    return tally(_place(answer) for answer in (*history.creates, *history.queries))


def _place(answer: Answer) -> str:
    return f"{answer.exchange.operation} {f'in {answer.wrapper}' if answer.wrapper else 'at top level'}"


@sighting("QR-URL-STABLE")
def address_stable(history: History) -> str | None:
    """Whether `video_url` is the same in every answer after completion."""
    several = [found for task in history.tasks if len(found := _addresses(task)) > 1]
    if not several:
        return None
    moved = sum(1 for found in several if len(set(found)) > 1)
    return f"the address changed for {moved} of {len(several)} tasks that were asked about after completion"


def _addresses(task: Task) -> list[str]:
    return [str(answer.value("video_url")) for answer in task.own if answer.status == "completed"]


@sighting("QR-EXTRA")
def extra_fields(history: History) -> str | None:
    """Further fields in query answers."""
    if not history.queries:
        return None
    extra = tally(name for answer in history.queries for name in answer.fields if name not in _DOCUMENTED)
    return extra or f"none in {len(history.queries)} answers"
