"""Faults with odd input: crashes, hangs, tasks from invalid bodies, wrong methods."""

import asyncio
from collections.abc import Callable, Iterator
from typing import TypeAlias

from seedance_conformance.mock.api.app import MockApp
from seedance_conformance.mock.api.calls import CREATE, DETAIL, OPERATIONS, QUERY, UPLOAD, Answer, Call
from seedance_conformance.mock.faults.fault import Fault, also_at, also_by, fault, fault_table, installer
from seedance_conformance.mock.faults.request_mutations import UNREAD, accepts_unread
from seedance_conformance.mock.faults.response_mutations import is_success, problems_in, rewrite_answers
from seedance_conformance.mock.hooks import Body
from seedance_conformance.mock.problems import Refusal

_When: TypeAlias = Callable[[Call, Answer], bool]
_BODIES = (
    ("malformed", "RB-BODY-MALFORMED"),
    ("empty", "RB-BODY-EMPTY"),
    ("array", "RB-BODY-ARRAY"),
    ("undecodable", "RB-BODY-UTF8"),
    ("deep", "RB-BODY-DEEP"),
)


@fault_table
def _crashes_on_bodies() -> Iterator[Fault]:
    for word, rule in _BODIES:
        refused = _refused_for(rule)
        yield _crash_when(f"crash-on-{word}-body", rule, refused, CREATE, UPLOAD, also="RB-BODY-* RB-TEXT-*")
        yield _crash_when(f"crash-on-{word}-body-of-upload", rule, refused, UPLOAD, also="RB-BODY-* RB-TEXT-*")
    yield _crash_when("crash-on-huge-body", "RB-BODY-HUGE", _is_huge, CREATE, UPLOAD, also="CR-PROMPT-LEN RB-BODY-DEEP")
    for word, rule, marks in (
        ("emoji", "RB-TEXT-EMOJI", (b"\xf0\x9f", b"\\ud83", b"\\uD83")),
        ("nul", "RB-TEXT-NUL", (b"\\u0000",)),
        ("surrogate", "RB-TEXT-SURROGATE", (b"\\ud800", b"\\uD800", b"\\udfff", b"\\udc00")),
    ):
        contains = _contains(*marks)
        yield _crash_when(f"crash-on-{word}-in-text", rule, contains, CREATE, UPLOAD, also="RB-TEXT-* CR-PROMPT-TYPE")


@fault_table
def _crashes_on_ids_and_calls() -> Iterator[Fault]:
    odd, quotes = "RB-ID-ODD", {"'", '"'}
    yield _crash_when("crash-on-long-id", odd, lambda call, _: len(call.resource_id) > 100, QUERY, DETAIL)
    yield _crash_when("crash-on-id-beyond-ascii", odd, lambda call, _: not call.resource_id.isascii(), QUERY, DETAIL)
    yield _crash_when("crash-on-quotes-in-id", odd, lambda call, _: bool(quotes & {*call.resource_id}), QUERY, DETAIL)
    also = "RB-ID-ODD RB-FOREIGN-TASK QR-*"
    yield _crash_when("crash-on-unknown-task", "", _refused_for("RB-ID-UNKNOWN"), QUERY, also=also)
    yield _crash_when("crash-on-missing-key", "", _refused_for("RB-KEY-MISSING"), *OPERATIONS, also="EP-AUTH-*")
    yield fault("crash-on-wrong-method", "RB-METHOD RB-NO-5XX", _crash_on_method, "EP-* AS-*-PATH LC-NO-CANCEL AS-LIST")
    yield _crash_when("crash-on-wrong-type-of-duration", "", _refused_for("CR-DUR-TYPE"), CREATE)


@fault_table
def _hangs() -> Iterator[Fault]:
    for word, rule in (("malformed", "RB-BODY-MALFORMED"), ("deep", "RB-BODY-DEEP")):
        silence = _hang_when(_refused_for(rule), CREATE)
        yield fault(f"silence-on-{word}-body", "RB-NO-HANG", silence, f"{rule} RB-BODY-*")
    unknown = _hang_when(_refused_for("RB-ID-UNKNOWN"), QUERY)
    yield fault("silence-on-unknown-task", "RB-NO-HANG", unknown, "RB-* QR-*")


@fault_table
def _tasks_from_bad_bodies() -> Iterator[Fault]:
    for word, rule in _BODIES[:4]:
        yield fault(f"task-from-{word}-body", rule, _accept_refused_body(rule, CREATE), "RB-BODY-*")
        yield fault(f"asset-from-{word}-body", rule, _accept_refused_body(rule, UPLOAD), "RB-BODY-*")


@fault_table
def _ids() -> Iterator[Fault]:
    unknown_task = _answer_unknown_id(QUERY, _invented_task)
    yield fault("unknown-task-is-queued", "RB-ID-UNKNOWN", unknown_task, "RB-ID-ODD EP-QUERY-PATH RB-FOREIGN-TASK")
    also = "RB-ID-ODD RB-ID-DELETED AS-DEL-FINAL RB-FOREIGN-ASSET"
    yield fault("unknown-asset-is-active", "RB-ID-UNKNOWN", _answer_unknown_id(DETAIL, _invented_asset), also)
    odd = _answer_unknown_id(QUERY, _invented_task, lambda task_id: " " in task_id)
    yield fault("id-with-blanks-is-queued", "RB-ID-ODD", odd)
    long = _answer_unknown_id(QUERY, _invented_task, lambda task_id: len(task_id) > 100)
    yield fault("long-id-is-queued", "RB-ID-ODD", long)
    yield fault("query-without-id-answers-a-task", "EP-QUERY-PATH", _query_without_id, "RB-ID-*")


def _invented_task(task_id: str) -> Body:
    task = {"object": "video", "created": 1774836724, "model": "seedance_2_0", "status": "queued"}
    return task | {"id": task_id}


def _invented_asset(asset_id: str) -> Body:
    data = {"name": "", "assetId": asset_id, "status": "Active", "assetType": "Image", "url": UNREAD}
    return {"code": 0, "msg": None, "data": data | {"createTime": "2026-01-01 00:00:00"}}


@fault_table
def _methods() -> Iterator[Fault]:
    for method in ("PUT", "PATCH", "DELETE", "OPTIONS"):
        yield fault(f"create-by-{method.lower()}", "RB-METHOD", also_by(method, CREATE, CREATE), "EP-CREATE-PATH")
    yield fault("query-by-post", "EP-QUERY-PATH", also_by("POST", QUERY, QUERY), "RB-METHOD")
    yield fault("create-at-another-path", "EP-CREATE-PATH", also_at("/v1/videos", "POST", CREATE), "RB-METHOD")


@fault_table
def _parallel() -> Iterator[Fault]:
    shared_id = _change_parallel_creates(lambda _answer, first: first)
    yield fault("parallel-creates-share-an-id", "RB-PARALLEL CS-ID-UNIQUE", shared_id, "*")
    crash = _change_parallel_creates(lambda _answer, _first: _crash())
    yield fault("parallel-creates-crash", "RB-PARALLEL RB-NO-5XX", crash, "*")


def _refused_for(rule: str) -> _When:
    """Answers that refuse a call for this rule."""
    return lambda _call, answer: any(problem["rule"] == rule for problem in problems_in(answer))


def _contains(*marks: bytes) -> _When:
    return lambda call, _answer: any(mark in call.body for mark in marks)


def _is_huge(call: Call, _answer: Answer) -> bool:
    return len(call.body) > 500_000 or call.operation == ""


def _crash() -> Answer:
    return Answer(500, b"Internal Server Error", media_type="text/plain")


def _crash_when(name: str, rules: str, when: _When, *operations: str, also: str = "") -> Fault:
    crash = rewrite_answers(lambda call, answer: _crash() if when(call, answer) else answer, *operations)
    return fault(name, f"{rules} RB-NO-5XX", crash, also)


def _crash_on_method(app: MockApp) -> None:
    async def crash(_call: Call) -> Answer:
        return _crash()

    app.adapter.method_not_allowed = crash


@installer
def _hang_when(app: MockApp, when: _When, operation: str) -> None:
    """The answer never comes."""
    handler = app.hooks.handlers[operation]

    async def answer(call: Call) -> Answer:
        result = await handler(call)
        if when(call, result):
            await asyncio.sleep(3600)
        return result

    app.hooks.handlers[operation] = answer


@installer
def _accept_refused_body(app: MockApp, rule: str, operation: str) -> None:
    """An invalid body starts a task or an asset."""
    bodies: dict[str, Body] = {
        CREATE: {"model": "seedance_2_0_pro", "prompt": "anything"},
        UPLOAD: {"assetType": "Image", "url": UNREAD},
    }
    decode = app.hooks.decode

    def invent(call: Call) -> Body:
        try:
            return decode(call)
        except Refusal as refusal:
            if call.operation != operation or refusal.problems[0].rule != rule:
                raise
            return dict(bodies[operation])

    app.hooks.decode = invent
    accepts_unread(app, lambda url: url == UNREAD)


@installer
def _answer_unknown_id(
    app: MockApp, operation: str, invent: Callable[[str], Body], when: Callable[[str], bool] = lambda resource_id: True
) -> None:
    """Some unknown ids get the answer of an existing one."""
    unknown = _refused_for("RB-ID-UNKNOWN")

    def rewrite(call: Call, answer: Answer) -> Answer:
        missing = unknown(call, answer) and app.service.task_of(call.resource_id) is None
        return Answer(200, invent(call.resource_id)) if missing and when(call.resource_id) else answer

    rewrite_answers(rewrite, operation)(app)


def _query_without_id(app: MockApp) -> None:
    find = app.hooks.find_task
    last: list[str] = []

    def remember(call: Call, answer: Answer) -> Answer:
        if is_success(answer) and isinstance(answer.document, dict):
            last[:] = [str(answer.document["id"])]
        return answer

    rewrite_answers(remember, CREATE)(app)
    app.hooks.find_task = lambda call: find(call) if call.resource_id or not last else app.service.task_of(last[0])


@installer
def _change_parallel_creates(app: MockApp, change: Callable[[Answer, Answer], Answer]) -> None:
    """Change the answers of overlapping creates; the second argument of `change` is the answer to the first of them."""
    handlers = app.hooks.handlers
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
