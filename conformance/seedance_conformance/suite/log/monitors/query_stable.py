"""Monitors that compare the answers about one task: its id and some other fields never change."""

from seedance_conformance.suite.log.history import Answer, History, Task, holds_task
from seedance_conformance.suite.log.monitors.fields import MODELS
from seedance_conformance.suite.log.registry import monitor
from seedance_conformance.suite.log.values import is_whole, number, same
from seedance_conformance.suite.verdicts import Breach

_READ_ONLY = ("id", "object", "created", "model")


@monitor("QR-ID-ECHO")
def id_echo(history: History) -> int:
    """`id` equals the requested id."""
    for task in history.tasks:
        for answer in task.answers:
            # CS-ID judges an id that is a number in both answers; it is the requested id.
            if answer.value("id") != task.id and not same(answer.value("id"), task.given):
                raise Breach(f"id {task.id}", answer.show("id"), answer.exchange)
    return len(history.queries)


@monitor("QR-CREATED-STABLE")
def created(history: History) -> int:
    """`created` is the same in every answer about a task, and in the answer that created it."""
    own = _own_answers(history)
    for task, answer in own:
        reference = _reference(task, "created")
        if not _same_time(reference.value("created"), answer.value("created"), remote=history.remote):
            raise Breach(reference.show("created"), answer.show("created"), answer.exchange)
    return len(own)


def _same_time(before: object, after: object, *, remote: bool) -> bool:
    """Whether two times are one; a time that becomes a number after a string isn't a change."""
    if before is None or after is None:
        return False
    if same(before, after):
        return True
    return (remote or is_whole(after)) and number(before) is not None and number(before) == number(after)


@monitor("QR-MODEL-STABLE")
def model(history: History) -> int:
    """`model` is one of the four names and the same in every answer about a task."""
    own = _own_answers(history)
    for task, answer in own:
        if answer.value("model") not in MODELS:
            raise Breach("one of the four model names", answer.show("model"), answer.exchange)
        reference = _reference(task, "model")
        if answer.value("model") != reference.value("model"):
            raise Breach(reference.show("model"), answer.show("model"), answer.exchange)
    return len(own)


@monitor("QR-READ-ONLY")
def read_only(history: History) -> int:
    """Two queries with the same status agree in all fields outside the status group; single answers show nothing."""
    count = 0
    for task in history.tasks:
        first: dict[str, Answer] = {}
        for answer in task.answers:
            earlier = first.setdefault(str(answer.status), answer)
            if earlier is not answer:
                _compare(earlier, answer)
                count += 1
    return count


def _compare(first: Answer, later: Answer) -> None:
    for name in _READ_ONLY:
        if not same(first.value(name), later.value(name)):
            expected = f"{first.show(name)} as in exchange {first.exchange.number}, both {first.status}"
            raise Breach(expected, later.show(name), later.exchange, others=[first.exchange])


def _own_answers(history: History) -> list[tuple[Task, Answer]]:
    return [(task, answer) for task in history.tasks for answer in task.own]


def _reference(task: Task, name: str) -> Answer:
    """The answer that a field must agree with: the create answer, unless it lacks the field or isn't a task's."""
    return task.create if holds_task(task.create) and task.create.value(name) is not None else task.own[0]
