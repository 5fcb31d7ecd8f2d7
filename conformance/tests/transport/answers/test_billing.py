"""The billing table: certainly refused, accepted, and unknown."""

import json
import time
from typing import Any, Final

import pytest
from attrs import evolve
from seedance_conformance.transport.answers.billing import TABLE, Charge, certainly_refused, charge, named_task
from seedance_conformance.transport.exchange import Exchange
from tests.answer_shapes import LONG_ID
from tests.transport.answers.test_answer import answer

REQUEST: Final = b'{"referenceImages": ["asset://a-1"]}'
FIELD_ERROR: Final[dict[str, Any]] = {"loc": ["body", "d", 0], "msg": "no", "type": "int"}
REFUSED: Final[list[tuple[int, Any]]] = [
    (400, {"error": {"code": "InvalidParameter", "message": "duration: 4 to 15", "param": "duration", "type": "x"}}),
    (400, {"code": 400, "msg": "duration: 4 to 15", "data": None}),
    (400, {}),
    (401, {"error": {"code": "AuthenticationError", "message": "no such key", "type": "Unauthorized"}}),
    (402, {"message": "pay first"}),
    (403, b"Forbidden"),
    (404, {"message": "No handler found for GET /kyyReactApiServer/v1/models"}),
    (404, b"<!doctype html><html id=\"top\"><body><h1 id='e404'>404 Not Found</h1></body></html>"),
    (404, {"timestamp": "2026-11-28T10:00:00Z", "status": 404, "error": "Not Found", "path": "/v1/kyyvideo2/videos"}),
    (405, b"<html><head><title>405 Not Allowed</title></head><hr><center>nginx/1.27.1</center></html>"),
    (413, b"<html>too large</html>"),
    (422, {"detail": [{"loc": ["body", "duration"], "msg": "at most 15", "type": "less_than_equal", "input": 16}]}),
    (429, {"error": {"message": "slow down"}}),
    (200, {"code": "204", "msg": "login check failed"}),
    (200, {"code": 1001, "msg": "the asset URL cannot be reached", "data": None}),
    (200, {"code": -1, "msg": "not found", "data": None}),
    (200, {"code": "-1", "msg": "not found", "data": ""}),
    (200, {"code": "422", "msg": "duration: 4 to 15"}),
    (400, {"error": {"code": 400, "message": "no", "status": "INVALID_ARGUMENT"}}),
    (200, {"code": 451, "msg": "blocked", "data": {}}),
    (200, {"code": "InputImageSensitiveContentDetected.PrivacyInformation", "msg": "a face"}),
    (200, {"error": "duration: 4 to 15"}),
    (200, {"error": {"message": "duration: 4 to 15"}, "data": []}),
    (203, {"error": True, "id": None, "task_id": ""}),
    (400, {"problems": [{"rule": "CR-X-1", "field": "images[8]", "value": "asset://a-1", "message": "seen 16:9"}]}),
    (422, {"detail": [FIELD_ERROR | {"input": 16, "url": "https://errors.pydantic.dev/2.5/v/int"}]}),
    (400, {"type": "https://x.dev/p/1", "title": "Bad Request", "detail": "at most 15", "instance": "/v1/videos"}),
    (400, {"error": {"message": "the parameter `video` isn't valid. Request id: 0217180678498d92fc", "code": "A.B"}}),
    (400, {"error": {"message": "seedance_2_0 needs at least one video, for 4 to 15 s (CR-STD-NEEDS-VIDEO)"}}),
    (400, {"errors": {"first_image": ["must not be empty"], "duration": ["at most 15"]}}),
    (400, {"name": "BadRequestError", "error": {"limit": 15, "model": "seedance_2_0"}}),
]
"""Answers to a create that cost nothing for certain."""

UNKNOWN: Final[list[tuple[int, Any]]] = [
    # what the server may say after it has started the task
    *((status, body) for status in (408, 409, 425, 499) for body in ({"error": "no"}, b"")),
    *((status, body) for status in (500, 501, 502, 503, 504, 524) for body in ({"error": "no"}, b"<html>", b"")),
    *((status, b"") for status in (300, 301, 302, 303, 304, 307, 308)),
    # successes that nobody recognises
    (200, {"code": "400", "msg": "duration: 4 to 15"}),
    (200, {"code": -1, "msg": "no", "data": {"message": "duration: 4 to 15", "code": -1}}),
    (200, {"code": 0, "msg": "fine", "data": None}),
    (200, {"code": 200, "msg": "success", "data": {}}),
    (200, {"code": 2013, "msg": "invalid params", "data": None}),
    (200, {"code": 409, "msg": "being worked on"}),
    (200, {"error": "", "code": None}),
    (200, []),
    (200, None),
    (200, b"true"),
    (200, {"status": "failed"}),
    (200, {"status": "failed", "error": "no"}),
    (200, {"status": "error", "error": "no"}),
    # refusals that could name a task
    (400, {"id": "video_1"}),
    (400, {"error": {"message": "no", "task_id": "t-1"}}),
    (400, {"error": {"message": "no"}, "request_id": "r-1"}),
    (400, {"error": "no", "data": "task_1"}),
    (400, {"error": "no", "result": 17}),
    (400, {"error": "no", "status": "queued"}),
    (400, {"error": "no", "status": 200}),
    (422, {"status": "fail", "message": "duration: 4 to 15"}),
    (400, {"error": {"message": "no", "status": "queued"}}),
    (400, {"type": "https://x.dev/p/1", "title": "Bad Request", "instance": "/errors/e-17"}),
    (422, {"detail": [FIELD_ERROR | {"input": "x1"}]}),
    (400, {"problems": [{"field": "images[8]", "value": "asset://a-2", "message": "no"}]}),
    (400, {"error": "no", "status_url": "https://gw.example.com/r/1"}),
    (400, {"message": json.dumps({"task_id": "t-1"})}),
    (400, b'{"error": "no", "id": "video_1'),
    (400, b'{"error": "no", "version": 1.2.3}'),
    (404, b"<script>window.state = {'taskId': 't-1'}</script>"),
    (404, b'{"id": "video_1", "id": ""}'),
    (400, b"task_7kQ2mZ"),
    (400, "task_7kQ2mZ"),
    (400, 90817263),
    (400, [{"uuid": "0f5d2c1e"}]),
    (400, ["task_7kQ2mZ"]),
    (422, {"job": "j-1"}),
    (200, {"code": 1001, "msg": "no", "data": "task_1"}),
    (200, {"error": "no", "id": 5}),
    (200, {"error": "no", "video_id": "v"}),
    (200, {"error": "no", "data": {"list": [{"generation_id": "g"}]}}),
    (200, {"error": {"id": "e-1"}}),
    (200, {"id": "video_1", "status": "failed", "error": "busy"}),
    (500, {"id": "video_1"}),
    *((200, {"code": code, "msg": "no", "data": None}) for code in (408, "425", 499)),
    *((200, {"code": code, "msg": "fine"}) for code in ("Ok.Created", "Success.Accepted", "Task.queued")),
    # any name and any depth under `data` and the like
    (200, {"code": -1, "data": {"list": [{"v": "task_7kQ2mZ81"}]}}),
    *(
        (200, {"code": -1, "msg": "no", "data": {name: "abcdef"}})
        for name in ("order_no", "no", "value", "output", "operation", "key", "name", "ref", "message")
    ),
    (400, {"error": "no", "result": {"a": {"b": 17}}}),
    (400, {"error": "no", "data": {"error": {"value": "abc"}}}),
    # names that mean a task
    *(
        (200, {"error": "warn", name: "task_7kQ2mZ81"})
        for name in (
            *("output", "order_no", "reference", "task_key", "task_number", "identifier", "payload", "job_no", "video"),
            *("ticket", "generation", "prediction", "poll_url", "polling_url", "anything", "message", "value"),
        )
    ),
    *((200, {"error": "x", name: ["abcdef"]}) for name in ("video_ids", "list", "items", "jobs")),
    (400, {"state": "queued"}),
    (400, {"task_status": "SUBMITTED"}),
    (403, {"job": {"name": "jobs/9912"}}),
    (403, {"task": {"key": "abc"}}),
    (200, {"error": {"code": 7}, "name": "operations/8811aa"}),
    (400, {"error": "no", "receipt": 90817263}),
    # sentences, quoted JSON and tags
    (400, {"message": 'upstream said: {"id":"abc"}'}),
    (400, {"error": {"message": "upstream said: {'order_no': 'abc'} and hung up"}}),
    (400, {"message": "task video_0f5d2c1e-6b7a-4d3c-9a10-2f4b8c6d7e90 started, but the answer was late"}),
    (400, {"message": "busy; task id: task_7kQ2mZ81"}),
    (400, {"message": "the job is operations/8811aa, ask later"}),
    (400, {"message": "ask https://gw.example.com/v1/result/8811aa77 later"}),
    (400, b"Busy. Task ID: task_7kQ2mZ81"),
    (400, b"<error><taskId>abcdef</taskId></error>"),
    (400, b"<html><p>Started as <b>task_7kQ2mZ81</b></p></html>"),
]
"""Answers to a create that may have been billed."""


def create(status: int | None, document: Any, method: str = "POST", **headers: str) -> Exchange:
    """The answer to a create; an underscore in the name of a header is a hyphen."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return evolve(answer(status, document), method=method, headers=named, request_body=REQUEST)


@pytest.mark.parametrize(("status", "document"), REFUSED)
def test_a_certain_refusal_costs_nothing(status: int, document: Any) -> None:
    """The answer says no, and nothing in it could be an id."""
    assert charge(create(status, document)) is Charge.REFUSED


@pytest.mark.parametrize(("status", "document"), UNKNOWN)
def test_when_in_doubt_it_was_billed(status: int, document: Any) -> None:
    """An unknown answer, or a refusal with something like an id in it, isn't a certain refusal."""
    assert charge(create(status, document)) is Charge.UNKNOWN


@pytest.mark.parametrize(
    ("document", "found"),
    [
        ({"data": {"list": [{"id": "a-1"}, {"id": "a-2"}]}}, "a-1"),
        ({"code": 200, "data": ["a-1"]}, "a-1"),
        ({"video_id": "v-1"}, "v-1"),
        ({"generation_id": "g-1", "request_id": "r-1"}, "g-1"),
        ({"job": "j-1"}, "j-1"),
        ({"uuid": "0f5d2c1e"}, "0f5d2c1e"),
        ({"code": "success", "data": {"id": 6, "task_id": "t-1", "status": "SUBMITTED"}}, "t-1"),
        ({"id": "as-1", "task_id": "t-1"}, "t-1"),
        ({"id": "video_1", "object": "video", "task_id": "t-1"}, "video_1"),
        ({"id": "", "request_id": "r-1"}, "r-1"),
        ({"data": json.dumps({"task_id": "t-1"})}, "t-1"),
        ({"data": "still being looked at"}, None),
        ({"data": "Accepted"}, None),
        ({"result": "https://cdn.example.com/a.mp4"}, None),
        ({"id": 0, "task_id": ""}, None),
        ("task_7kQ2mZ", "task_7kQ2mZ"),
        (b'{"id": "video_1", "status": "que', "video_1"),
        (b'{"id": "video_1', None),
        (b'{"id": 9081', None),
        ('{"task_id": "задача;7,k", "x'.encode(), "задача;7,k"),
        (f'<html><pre>{{"task_id": "{LONG_ID}"}}</pre>'.encode(), LONG_ID),
        (b'{"message": "{\\"task_id\\": \\"t-1\\"}", "cut', "t-1"),
    ],
)
def test_an_id_is_read_from_any_place(document: Any, found: str | None) -> None:
    """The likeliest id is read, but not one that is cut off."""
    named = named_task(create(200, document))
    assert (named.id if named else None) == found


@pytest.mark.parametrize(
    "text", ['"id":', "<", "<a>", "task ", "task id ", "id: ", "a", "1", " ", "'", "video_", "x/", "<a ", "as id "]
)
def test_a_long_answer_is_read_in_linear_time(text: str) -> None:
    """A hostile answer can't hold up a run."""
    for document in ((text * 400_000)[:400_000].encode(), {"message": (text * 400_000)[:400_000]}):
        began = time.process_time()
        charge(create(400, document))
        assert time.process_time() - began < 5


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "GET", "BREW"])
@pytest.mark.parametrize("status", [404, 405, 501])
def test_a_server_without_that_method_or_route_started_nothing(method: str, status: int) -> None:
    """404, 405 and 501 are refusals with any page."""
    assert certainly_refused(create(status, b"<html><h1>Unsupported method (0)</h1></html>", method))
    assert not certainly_refused(create(status, {"taskId": "t-1"}, method))
    assert not certainly_refused(create(308, b"", method, location="/login"))


def test_501_is_a_refusal_except_for_a_create() -> None:
    """501 to another POST is as clear as 405; to a create it isn't."""
    assert certainly_refused(answer(501, b"", "other"))
    assert not certainly_refused(answer(501, b"", "create"))


def test_each_row_of_the_table_decides_an_answer() -> None:
    """No row is hidden by an earlier one."""
    answers = [
        create(None, b""),
        create(400, {"error": "no", "task_id": "task_1"}),
        create(202, {"error": "no"}),
        create(429, b""),
        create(400, b""),
        create(501, b"", "PUT"),
        create(200, {"code": 1001, "msg": "no", "data": None}),
        create(200, {"id": "video_1", "object": "video", "status": "failed"}),
        create(200, {"id": "video_1", "object": "video", "status": "queued"}),
        create(500, b""),
    ]
    rows = [next(number for number, row in enumerate(TABLE) if row[0](one)) for one in answers]
    assert rows == list(range(len(TABLE)))


def test_a_missing_or_incomplete_answer_is_unknown() -> None:
    """Also if its status means no."""
    assert charge(answer(None, b"", failure="timeout")) is Charge.UNKNOWN
    assert charge(answer(400, b"", failure="dropped")) is Charge.UNKNOWN
    assert charge(answer(200, {"id": "video_1"}, failure="dropped")) is Charge.UNKNOWN
