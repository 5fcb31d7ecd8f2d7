"""Faults under odd input: crashes, silence, tasks from nothing, wrong methods."""

import asyncio
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeAlias

from starlette.routing import Route

from seedance_conformance.mock.api.calls import CREATE, DETAIL, OPERATIONS, QUERY, UPLOAD, Answer, Call
from seedance_conformance.mock.api.problems import Problem, Refusal
from seedance_conformance.mock.faults.model import Fault, Install, fault
from seedance_conformance.mock.faults.response_mutations import is_success, rewriting
from seedance_conformance.mock.hooks import Body, Handler
from seedance_conformance.mock.settings import PREFIX

if TYPE_CHECKING:
    from seedance_conformance.mock.api.app import MockApp

_When: TypeAlias = Callable[[Call, Answer], bool]
_BODIES = (
    ("malformed", "RB-BODY-MALFORMED"),
    ("empty", "RB-BODY-EMPTY"),
    ("array", "RB-BODY-ARRAY"),
    ("undecodable", "RB-BODY-UTF8"),
    ("deep", "RB-BODY-DEEP"),
)
_HUGE = 500_000  # bytes


def faults() -> Iterator[Fault]:
    """The table."""
    yield from _crashes()
    yield from _silence()
    yield from _from_nothing()
    yield from _ids()
    yield from _methods()
    yield from _parallel()


def _crashes() -> Iterator[Fault]:
    for word, rule in _BODIES:
        crash = _crashing(_broke(rule), CREATE, UPLOAD)
        yield fault(f"crash-on-{word}-body", f"{rule} RB-NO-5XX", crash, "RB-BODY-* RB-TEXT-*")
        single = _crashing(_broke(rule), UPLOAD)
        yield fault(f"crash-on-{word}-body-of-upload", f"{rule} RB-NO-5XX", single, "RB-BODY-* RB-TEXT-*")
    huge = _crashing(lambda call, _answer: len(call.body) > _HUGE or call.operation == "", CREATE, UPLOAD)
    yield fault("crash-on-huge-body", "RB-BODY-HUGE RB-NO-5XX", huge, "CR-PROMPT-LEN RB-BODY-DEEP")
    for word, rule, marks in (
        ("emoji", "RB-TEXT-EMOJI", (b"\xf0\x9f", b"\\ud83", b"\\uD83")),
        ("nul", "RB-TEXT-NUL", (b"\\u0000",)),
        ("surrogate", "RB-TEXT-SURROGATE", (b"\\ud800", b"\\uD800", b"\\udfff", b"\\udc00")),
    ):
        crash = _crashing(_contains(*marks), CREATE, UPLOAD)
        yield fault(f"crash-on-{word}-in-text", f"{rule} RB-NO-5XX", crash, "RB-TEXT-* CR-PROMPT-TYPE")
    yield fault(
        "crash-on-long-id", "RB-ID-ODD RB-NO-5XX", _crashing(lambda call, _: len(call.subject) > 100, QUERY, DETAIL)
    )
    odd = _crashing(lambda call, _answer: not call.subject.isascii(), QUERY, DETAIL)
    yield fault("crash-on-id-beyond-ascii", "RB-ID-ODD RB-NO-5XX", odd)
    quoted = _crashing(lambda call, _answer: "'" in call.subject or '"' in call.subject, QUERY, DETAIL)
    yield fault("crash-on-quotes-in-id", "RB-ID-ODD RB-NO-5XX", quoted)
    unknown = _crashing(_broke("RB-ID-UNKNOWN"), QUERY)
    yield fault("crash-on-unknown-task", "RB-NO-5XX RB-ID-UNKNOWN", unknown, "RB-ID-ODD RB-FOREIGN-TASK QR-*")
    yield fault(
        "crash-on-missing-key",
        "RB-KEY-MISSING RB-NO-5XX",
        _crashing(_broke("RB-KEY-MISSING"), *OPERATIONS),
        "EP-AUTH-*",
    )
    yield fault("crash-on-wrong-method", "RB-METHOD RB-NO-5XX", _crash_on_method, "EP-* AS-*-PATH LC-NO-CANCEL AS-LIST")
    wrong = _crashing(_broke("CR-DUR-TYPE"), CREATE)
    yield fault("crash-on-wrong-type-of-duration", "CR-DUR-TYPE RB-NO-5XX", wrong)


def _silence() -> Iterator[Fault]:
    for word, rule in (("malformed", "RB-BODY-MALFORMED"), ("deep", "RB-BODY-DEEP")):
        yield fault(f"silence-on-{word}-body", "RB-NO-HANG", _silent(_broke(rule), CREATE), f"{rule} RB-BODY-*")
    unknown = _silent(_broke("RB-ID-UNKNOWN"), QUERY)
    yield fault("silence-on-unknown-task", "RB-NO-HANG", unknown, "RB-* QR-*")


def _from_nothing() -> Iterator[Fault]:
    for word, rule in _BODIES[:4]:
        yield fault(f"task-from-{word}-body", rule, _starting(rule, CREATE), "RB-BODY-*")
        yield fault(f"asset-from-{word}-body", rule, _starting(rule, UPLOAD), "RB-BODY-*")


def _ids() -> Iterator[Fault]:
    task = {"object": "video", "created": 1774836724, "model": "seedance_2_0", "status": "queued"}
    unknown_task = _invented(lambda call: task | {"id": call.subject}, QUERY)
    yield fault("unknown-task-is-queued", "RB-ID-UNKNOWN", unknown_task, "RB-ID-ODD EP-QUERY-PATH RB-FOREIGN-TASK")

    def asset(call: Call) -> Body:
        data = {"name": "", "assetId": call.subject, "status": "Active", "assetType": "Image"}
        return {
            "code": 0,
            "msg": None,
            "data": data | {"url": "http://127.0.0.1/", "createTime": "2026-01-01 00:00:00"},
        }

    also = "RB-ID-ODD RB-ID-DELETED AS-DEL-FINAL RB-FOREIGN-ASSET"
    yield fault("unknown-asset-is-active", "RB-ID-UNKNOWN", _invented(asset, DETAIL), also)
    odd = _invented(lambda call: task | {"id": call.subject} if " " in call.subject else None, QUERY)
    yield fault("id-with-blanks-is-queued", "RB-ID-ODD", odd)
    long = _invented(lambda call: task | {"id": call.subject} if len(call.subject) > 100 else None, QUERY)
    yield fault("long-id-is-queued", "RB-ID-ODD", long)
    yield fault("query-without-id-answers-a-task", "EP-QUERY-PATH", _query_without_id, "RB-ID-*")


def _methods() -> Iterator[Fault]:
    for method in ("PUT", "PATCH", "DELETE", "OPTIONS"):
        yield fault(f"create-by-{method.lower()}", "RB-METHOD", _also_by(CREATE, method), "EP-CREATE-PATH")
    yield fault("query-by-post", "EP-QUERY-PATH", _also_by(QUERY, "POST"), "RB-METHOD")
    yield fault("create-at-another-path", "EP-CREATE-PATH", _create_at("/v1/videos"), "RB-METHOD")


def _parallel() -> Iterator[Fault]:
    yield fault("parallel-creates-share-an-id", "RB-PARALLEL CS-ID-UNIQUE", _shared_id, "*")
    yield fault("parallel-creates-crash", "RB-PARALLEL RB-NO-5XX", _crash_together, "*")


def _broke(rule: str) -> _When:
    """Answers that refuse for this rule."""

    def when(_call: Call, answer: Answer) -> bool:
        problems = answer.document.get("problems", ()) if isinstance(answer.document, dict) else ()
        return any(problem["rule"] == rule for problem in problems)

    return when


def _contains(*marks: bytes) -> _When:
    return lambda call, _answer: any(mark in call.body for mark in marks)


def _crash() -> Answer:
    return Answer(500, b"Internal Server Error", media_type="text/plain")


def _crashing(when: _When, *operations: str) -> Install:
    return rewriting(lambda call, answer: _crash() if when(call, answer) else answer, *operations)


def _crash_on_method(app: "MockApp") -> None:
    async def crash(_call: Call) -> Answer:
        return _crash()

    app.gateway.no_method = crash


def _silent(when: _When, operation: str) -> Install:
    """No answer comes, until the client gives up."""

    def install(app: "MockApp") -> None:
        handlers = app.service.stages.handlers
        handlers[operation] = _slow(handlers[operation], when)

    return install


def _slow(handler: Handler, when: _When) -> Handler:
    async def answer(call: Call) -> Answer:
        result = await handler(call)
        if when(call, result):
            await asyncio.sleep(3600)
        return result

    return answer


def _starting(rule: str, operation: str) -> Install:
    """A body that is no request starts something all the same."""
    bodies: dict[str, Body] = {
        CREATE: {"model": "seedance_2_0_pro", "prompt": "anything"},
        UPLOAD: {"assetType": "Image", "url": "http://127.0.0.1/"},
    }

    def install(app: "MockApp") -> None:
        stages = app.service.stages
        decode, fetch = stages.decode, stages.fetch_asset

        def invent(call: Call) -> Body:
            try:
                return decode(call)
            except Refusal as refusal:
                if call.operation != operation or refusal.problems[0].rule != rule:
                    raise
                return dict(bodies[operation])

        async def fetched(url: str) -> Problem | None:
            return None if url == "http://127.0.0.1/" else await fetch(url)

        stages.decode, stages.fetch_asset = invent, fetched

    return install


def _invented(document: Callable[[Call], Body | None], operation: str) -> Install:
    """An id that nobody has seen is answered as if it were there."""

    def install(app: "MockApp") -> None:
        unknown = _broke("RB-ID-UNKNOWN")

        def rewrite(call: Call, answer: Answer) -> Answer:
            invented = document(call) if unknown(call, answer) and app.service.task_of(call.subject) is None else None
            return answer if invented is None else Answer(200, invented)

        rewriting(rewrite, operation)(app)

    return install


def _query_without_id(app: "MockApp") -> None:
    find = app.service.stages.find_task
    last: list[str] = []

    def remember(call: Call, answer: Answer) -> Answer:
        if is_success(answer) and isinstance(answer.document, dict):
            last[:] = [str(answer.document["id"])]
        return answer

    rewriting(remember, CREATE)(app)
    app.service.stages.find_task = lambda call: find(call) if call.subject or not last else app.service.task_of(last[0])


def _also_by(operation: str, method: str) -> Install:
    return lambda app: app.methods[operation].update({method: operation})


def _create_at(path: str) -> Install:
    return lambda app: app.routes.insert(0, Route(PREFIX + path, app.endpoint({"POST": CREATE})))


def _together(app: "MockApp", change: Callable[[Answer, Answer], Answer]) -> None:
    """Change the answers of creates that overlap with another; the second argument is the first one's answer."""
    handlers = app.service.stages.handlers
    handler = handlers[CREATE]
    running: set[Call] = set()
    first: list[Answer] = []

    async def answer(call: Call) -> Answer:
        running.add(call)
        try:
            result = await handler(call)
            if not is_success(result):
                return result
            if len(running) == 1:
                first[:] = [result]
            return change(result, first[0]) if first and len(running) > 2 else result
        finally:
            running.discard(call)

    handlers[CREATE] = answer


def _shared_id(app: "MockApp") -> None:
    _together(app, lambda _answer, first: first)


def _crash_together(app: "MockApp") -> None:
    _together(app, lambda _answer, _first: _crash())
