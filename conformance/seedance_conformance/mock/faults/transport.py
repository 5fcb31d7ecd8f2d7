"""Faults in the Content-Type of answers and of bodies, and in fetching references."""

from collections.abc import Callable, Iterator

from attrs import evolve

from seedance_conformance.mock.api.app import MockApp
from seedance_conformance.mock.api.calls import CREATE, OPERATIONS, QUERY, UPLOAD, Answer, Call
from seedance_conformance.mock.faults.fault import Fault, Install, changing_tasks, fault
from seedance_conformance.mock.faults.response_mutations import changes, is_success, replace_with, rewrite_answers
from seedance_conformance.mock.hooks import Body
from seedance_conformance.mock.media.references import NamedFiles
from seedance_conformance.mock.problems import Problem, Refusal
from seedance_conformance.mock.state.tasks import NEVER, Task


def faults() -> Iterator[Fault]:
    """The faults of this module."""
    yield from _labels()
    yield from _references()


def _labels() -> Iterator[Fault]:
    for operation in OPERATIONS:
        label = rewrite_answers(_labelled("text/plain; charset=utf-8", is_success), operation)
        yield fault(f"{operation}-labelled-as-text", "RB-JSON-LABEL", label)
    refusals = rewrite_answers(_labelled("text/html", lambda answer: not is_success(answer)), *OPERATIONS)
    yield fault("refusals-labelled-as-html", "RB-JSON-LABEL", refusals)
    none = rewrite_answers(_labelled("application/octet-stream", lambda _answer: True), *OPERATIONS)
    yield fault("answers-labelled-as-bytes", "RB-JSON-LABEL", none)
    yield fault("charset-refused", "RB-CHARSET", _charset_refused(CREATE, UPLOAD))
    yield fault("charset-refused-on-create", "RB-CHARSET", _charset_refused(CREATE))
    yield fault("charset-refused-on-upload", "RB-CHARSET", _charset_refused(UPLOAD))
    yield changes("query-answers-array", "EP-RESP-JSON", QUERY, lambda document, _nth: [document], also="*")
    yield changes("query-answers-text", "EP-RESP-JSON", QUERY, replace_with(b"completed"), also="*")
    yield changes("query-answers-nothing", "EP-RESP-JSON", QUERY, replace_with(b""), also="*")


def _references() -> Iterator[Fault]:
    rule = "RB-UNFETCHABLE"
    yield fault("references-not-fetched", rule, _skip_unfetchable(lambda _problem: True), "MD-*-FORMAT MD-VID-RES")
    yield fault(
        "references-answering-404-accepted", rule, _skip_unfetchable(lambda problem: "HTTP 4" in problem.message)
    )
    reached = _skip_unfetchable(lambda problem: "can't be reached" in problem.message)
    yield fault("references-on-dead-hosts-accepted", rule, reached)
    for field in ("first_image", "last_image", "referenceImages", "referenceVideos", "referenceAudios"):
        here = _skip_unfetchable(_in_field(field))
        yield fault(f"unfetchable-{field}-accepted", rule, here, "MD-*-FORMAT MD-VID-RES")
    yield fault("late-refusals-never-come", rule, changing_tasks(_endless_refusals))


def _labelled(media_type: str, when: Callable[[Answer], bool]) -> Callable[[Call, Answer], Answer]:
    def rewrite(_call: Call, answer: Answer) -> Answer:
        if when(answer):
            answer.media_type = media_type
        return answer

    return rewrite


def _charset_refused(*operations: str) -> Install:
    def install(app: MockApp) -> None:
        check = app.service.hooks.check_media_type

        def strict(call: Call) -> None:
            check(call)
            if call.operation in operations and b";" in (call.content_type or b""):
                message, remedy = "the Content-Type has a parameter", "send application/json alone"
                raise Refusal("media-type", [Problem("EP-CT-JSON", "Content-Type", None, message, remedy)])

        app.service.hooks.check_media_type = strict

    return install


def _endless_refusals(_body: Body, task: Task) -> Task:
    """A task that should fail never ends."""
    return task if task.failure is None else task._replace(ended_at=NEVER)


def _in_field(field: str) -> Callable[[Problem], bool]:
    return lambda problem: problem.field.partition("[")[0] == field


def _skip_unfetchable(skipped: Callable[[Problem], bool]) -> Install:
    def install(app: MockApp) -> None:
        fetch = app.service.hooks.fetch_references

        async def lenient(body: Body) -> NamedFiles:
            named = await fetch(body)
            return evolve(named, problems=[problem for problem in named.problems if not skipped(problem)])

        app.service.hooks.fetch_references = lenient

    return install
