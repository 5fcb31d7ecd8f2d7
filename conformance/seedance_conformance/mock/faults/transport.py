"""Faults in how answers are labelled, how bodies may be labelled, and whether references are fetched."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from seedance_conformance.mock.api.calls import CREATE, OPERATIONS, QUERY, UPLOAD, Answer, Call
from seedance_conformance.mock.api.problems import Problem, Refusal
from seedance_conformance.mock.faults.model import Fault, Install, fault
from seedance_conformance.mock.faults.response_mutations import answers, is_success, replaced, rewriting
from seedance_conformance.mock.hooks import Body
from seedance_conformance.mock.state.tasks import NEVER, Task

if TYPE_CHECKING:
    from seedance_conformance.mock.api.app import MockApp


def faults() -> Iterator[Fault]:
    """The table."""
    yield from _labels()
    yield from _references()


def _labels() -> Iterator[Fault]:
    for operation in OPERATIONS:
        label = rewriting(_labelled("text/plain; charset=utf-8", is_success), operation)
        yield fault(f"{operation}-labelled-as-text", "RB-JSON-LABEL", label)
    refusals = rewriting(_labelled("text/html", lambda answer: not is_success(answer)), *OPERATIONS)
    yield fault("refusals-labelled-as-html", "RB-JSON-LABEL", refusals)
    none = rewriting(_labelled("application/octet-stream", lambda _answer: True), *OPERATIONS)
    yield fault("answers-labelled-as-bytes", "RB-JSON-LABEL", none)
    yield fault("charset-refused", "RB-CHARSET", _charset_refused(CREATE, UPLOAD))
    yield fault("charset-refused-on-create", "RB-CHARSET", _charset_refused(CREATE))
    yield fault("charset-refused-on-upload", "RB-CHARSET", _charset_refused(UPLOAD))
    yield answers("query-answers-array", "EP-RESP-JSON", QUERY, lambda document, _nth: [document], also="*")
    yield answers("query-answers-text", "EP-RESP-JSON", QUERY, replaced(b"completed"), also="*")
    yield answers("query-answers-nothing", "EP-RESP-JSON", QUERY, replaced(b""), also="*")


def _references() -> Iterator[Fault]:
    rule = "RB-UNFETCHABLE"
    yield fault("references-not-fetched", rule, _fetched_despite(lambda _problem: True), "MD-*-FORMAT MD-VID-RES")
    yield fault(
        "references-answering-404-accepted", rule, _fetched_despite(lambda problem: "HTTP 4" in problem.message)
    )
    reached = _fetched_despite(lambda problem: "can't be reached" in problem.message)
    yield fault("references-on-dead-hosts-accepted", rule, reached)
    for field in ("first_image", "last_image", "referenceImages", "referenceVideos", "referenceAudios"):
        here = _fetched_despite(_in_field(field))
        yield fault(f"unfetchable-{field}-accepted", rule, here, "MD-*-FORMAT MD-VID-RES")
    yield fault("late-refusals-never-come", rule, _endless_refusals)


def _labelled(media_type: str, when: Callable[[Answer], bool]) -> Callable[[Call, Answer], Answer]:
    def rewrite(_call: Call, answer: Answer) -> Answer:
        if when(answer):
            answer.media_type = media_type
        return answer

    return rewrite


def _charset_refused(*operations: str) -> Install:
    def install(app: "MockApp") -> None:
        check = app.service.stages.check_media_type

        def strict(call: Call) -> None:
            check(call)
            if call.operation in operations and b";" in (call.content_type or b""):
                message, remedy = "the media type has a parameter", "send application/json alone"
                raise Refusal("media-type", [Problem("EP-CT-JSON", "Content-Type", None, message, remedy)])

        app.service.stages.check_media_type = strict

    return install


def _endless_refusals(app: "MockApp") -> None:
    """A task that has to fail stays as it is."""
    make = app.service.stages.new_task

    def make_endless(call: Call, body: Body, reason: str | None) -> Task:
        task = make(call, body, reason)
        return task if reason is None else task._replace(ended_at=NEVER)

    app.service.stages.new_task = make_endless


def _in_field(field: str) -> Callable[[Problem], bool]:
    return lambda problem: problem.field.partition("[")[0] == field


def _fetched_despite(overlooked: Callable[[Problem], bool]) -> Install:
    def install(app: "MockApp") -> None:
        fetch = app.service.stages.fetch_references

        async def lenient(body: Body) -> list[Problem]:
            return [problem for problem in await fetch(body) if not overlooked(problem)]

        app.service.stages.fetch_references = lenient

    return install
