"""Observations of query answers, where the documents are silent or contradict each other."""

from collections.abc import Callable, Iterable, Iterator

from seedance_conformance.suite.log.history import Answer, History, Task, request_fields
from seedance_conformance.suite.log.monitors.fields import STATUSES
from seedance_conformance.suite.log.registry import observation
from seedance_conformance.suite.log.values import json_type, number, show, tally

_STATUS_GROUP = ("video_url", "actualDuration", "totalTokens", "error")
_DOCUMENTED = {"id", "object", "created", "model", "status", *_STATUS_GROUP}
_DEFAULT_SECONDS = 5


@observation("QR-STATUS-EXTRA")
def other_words(history: History) -> str | None:
    """Status words beyond the four."""
    if not history.queries:
        return None
    others = _by_task(history, lambda one: [] if one.status in STATUSES else [show(one.status)])
    return others or f"none in the answers about {history.queried_tasks} tasks"


@observation("QR-ADUR-STRING")
def duration_type(history: History) -> str | None:
    """The JSON type of `actualDuration`."""
    return _types(history, "actualDuration")


@observation("QR-TOK-STRING")
def tokens_type(history: History) -> str | None:
    """The JSON type of `totalTokens`."""
    return _types(history, "totalTokens")


@observation("QR-ERR-OBJECT")
def error_type(history: History) -> str | None:
    """The JSON type of the `error` of failed tasks."""
    return _by_task(history, lambda one: [json_type(one.value("error"))] if one.status == "failed" else [])


def _types(history: History, name: str) -> str | None:
    return _by_task(history, lambda one: [] if one.value(name) is None else [json_type(one.value(name))])


def _by_task(history: History, words: Callable[[Answer], Iterable[str]]) -> str | None:
    """Words about the answers, each counted once for a task, however often that was polled."""
    found = {(task.id, word): word for task in history.tasks for answer in task.answers for word in words(answer)}
    return tally(found.values())


@observation("QR-ADUR-MATCH")
def duration_match(history: History) -> str | None:
    """How far `actualDuration` is from the requested seconds, 5 if there is no duration."""
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


@observation("QR-NULL-OR-ABSENT")
def null_or_absent(history: History) -> str | None:
    """Whether fields that don't apply are null or absent, by status."""
    forms: dict[str, set[str]] = {}
    for answer in history.queries:
        for name in _STATUS_GROUP:
            if answer.value(name) is None:
                form = "null" if name in answer.fields else "absent"
                forms.setdefault(f"{name} when {answer.status}", set()).add(form)
    return "; ".join(f"{where} {' or '.join(sorted(how))}" for where, how in sorted(forms.items())) or None


@observation("QR-SKIP-STATES")
def skipped_states(history: History) -> str | None:
    """Whether tasks were seen queued and ended, but never processing; their number depends on when we polled."""
    whole = [words for task in history.tasks if {"queued"} < (words := _words(task)) and words & _ENDS]
    if not whole:
        return None
    if any("processing" not in words for words in whole):
        return "tasks that were seen queued and ended were never seen processing"
    return "each task that was seen queued and ended was seen processing"


_ENDS = {"completed", "failed"}


def _words(task: Task) -> set[str]:
    return {str(answer.status) for answer in task.own}


@observation("QR-WRAP")
def wrapped(history: History) -> str | None:
    """Whether answers about tasks are wrapped in `data`."""
    created, queried = tally(map(_place, history.creates)), _by_task(history, lambda one: [_place(one)])
    return ", ".join(part for part in (created, queried) if part) or None


def _place(answer: Answer) -> str:
    return f"{answer.exchange.operation} {f'in {answer.wrapper}' if answer.wrapper else 'at top level'}"


@observation("QR-URL-STABLE")
def address_stable(history: History) -> str | None:
    """Whether `video_url` is the same in every answer after completion."""
    several = [found for task in history.tasks if len(found := _addresses(task)) > 1]
    if not several:
        return None
    moved = sum(1 for found in several if len(set(found)) > 1)
    return f"the address of {moved} tasks changed after completion" if moved else "no address changed after completion"


def _addresses(task: Task) -> list[str]:
    return [str(answer.value("video_url")) for answer in task.own if answer.status == "completed"]


@observation("QR-EXTRA")
def extra_fields(history: History) -> str | None:
    """Further fields in query answers."""
    if not history.queries:
        return None
    extra = _by_task(history, lambda one: [name for name in one.fields if name not in _DOCUMENTED])
    return extra or f"none in the answers about {history.queried_tasks} tasks"
