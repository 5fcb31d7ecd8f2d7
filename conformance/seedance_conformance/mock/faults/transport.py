"""Faults in the Content-Type of answers and of bodies, and in fetching references."""

from collections.abc import Callable, Iterator

from attrs import evolve

from seedance_conformance.mock.api.app import MockApp
from seedance_conformance.mock.api.calls import CREATE, OPERATIONS, QUERY, UPLOAD, Answer, Call
from seedance_conformance.mock.faults.fault import Fault, Install, changing_tasks, fault, fault_table, installer
from seedance_conformance.mock.faults.response_mutations import (
    changes,
    in_array,
    is_success,
    replace_with,
    rewrite_answers,
)
from seedance_conformance.mock.hooks import Body
from seedance_conformance.mock.media.references import NamedFiles
from seedance_conformance.mock.problems import Problem, Refusal
from seedance_conformance.mock.state.assets import FIELD_TYPES
from seedance_conformance.mock.state.tasks import NEVER


@fault_table
def _labels() -> Iterator[Fault]:
    for operation in OPERATIONS:
        text = _label_answers("text/plain; charset=utf-8", is_success, operation)
        yield fault(f"{operation}-labelled-as-text", "RB-JSON-LABEL", text)
    refusals = _label_answers("text/html", lambda answer: not is_success(answer), *OPERATIONS)
    yield fault("refusals-labelled-as-html", "RB-JSON-LABEL", refusals)
    every = _label_answers("application/octet-stream", lambda _answer: True, *OPERATIONS)
    yield fault("answers-labelled-as-bytes", "RB-JSON-LABEL", every)
    yield fault("charset-refused", "RB-CHARSET", _charset_refused(CREATE, UPLOAD))
    yield fault("charset-refused-on-create", "RB-CHARSET", _charset_refused(CREATE))
    yield fault("charset-refused-on-upload", "RB-CHARSET", _charset_refused(UPLOAD))
    yield changes(QUERY, "query-answers-array", "EP-RESP-JSON", in_array, "*")
    yield changes(QUERY, "query-answers-text", "EP-RESP-JSON", replace_with(b"completed"), "*")
    yield changes(QUERY, "query-answers-nothing", "EP-RESP-JSON", replace_with(b""), "*")


@fault_table
def _references() -> Iterator[Fault]:
    rule = "RB-UNFETCHABLE"
    yield fault("references-not-fetched", rule, _skip_unfetchable(lambda _problem: True), "MD-*-FORMAT MD-VID-RES")
    missing = _skip_unfetchable(lambda problem: "HTTP 4" in problem.message)
    yield fault("references-answering-404-accepted", rule, missing)
    reached = _skip_unfetchable(lambda problem: "can't be reached" in problem.message)
    yield fault("references-on-dead-hosts-accepted", rule, reached)
    for field in FIELD_TYPES:
        here = _skip_unfetchable(_in_field(field))
        yield fault(f"unfetchable-{field}-accepted", rule, here, "MD-*-FORMAT MD-VID-RES")
    endless = changing_tasks(lambda _, task: task.failure is not None, ended_at=NEVER)
    yield fault("late-refusals-never-come", rule, endless)


def _label_answers(media_type: str, when: Callable[[Answer], bool], *operations: str) -> Install:
    def rewrite(_call: Call, answer: Answer) -> Answer:
        if when(answer):
            answer.media_type = media_type
        return answer

    return rewrite_answers(rewrite, *operations)


@installer
def _charset_refused(app: MockApp, *operations: str) -> None:
    check = app.hooks.check_media_type

    def strict(call: Call) -> None:
        check(call)
        if call.operation in operations and b";" in (call.content_type or b""):
            message, remedy = "the Content-Type has a parameter", "send application/json alone"
            raise Refusal("media-type", [Problem("EP-CT-JSON", "Content-Type", None, message, remedy)])

    app.hooks.check_media_type = strict


def _in_field(field: str) -> Callable[[Problem], bool]:
    return lambda problem: problem.field.partition("[")[0] == field


@installer
def _skip_unfetchable(app: MockApp, skipped: Callable[[Problem], bool]) -> None:
    fetch = app.hooks.fetch_references

    async def lenient(body: Body) -> NamedFiles:
        named = await fetch(body)
        return evolve(named, problems=[problem for problem in named.problems if not skipped(problem)])

    app.hooks.fetch_references = lenient
