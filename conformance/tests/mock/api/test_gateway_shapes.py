"""`--gateway-shape`: each shape is JSON as in docs/contract.md#gateway-shapes, and its ids can be followed."""

import json
import re
from typing import Any, Final

import httpx
import pytest
from seedance_conformance.mock.api.gateway_shapes import SHAPES
from seedance_conformance.offline import offline_server
from tests.mock.conftest import PROMPT_ONLY, Start

Pattern = dict[str, object]
"""The form of an answer: keys and values, where a pattern stands for any text that it matches, and a type for any value
of that type."""

TASK_ID = re.compile(r"task_[0-9a-f]+")
VENDOR_ID = re.compile(r"cgt-[0-9a-f]+-[0-9a-f]+")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}")
LONG = re.compile(r"[A-Za-z0-9+/]{299}=")
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/kyyReactApiServer/results/.+\.mp4")
STATUS_URL = re.compile(r"http://127\.0\.0\.1:\d+/kyyReactApiServer/v1/result/.+")
DOCUMENTED: Final[Pattern] = {
    "id": re.compile("video_.+"),
    "object": "video",
    "created": int,
    "model": "seedance_2_0_pro",
    "status": "queued",
    "error": None,
}
COMPLETED: Final[Pattern] = {"video_url": ADDRESS, "actualDuration": float, "totalTokens": int, "status": "completed"}
DONE: Final = DOCUMENTED | COMPLETED
FLAT: Final = {name: value for name, value in DONE.items() if name not in ("id", "object")}

CREATES: dict[str, Pattern] = {
    "documented": DOCUMENTED,
    "data-id": {"code": "success", "message": "", "data": TASK_ID},
    "code-200": {"code": 200, "msg": "success", "data": {"taskId": TASK_ID}},
    "code-20000": {"code": 20000, "message": "OK", "data": {"task_id": VENDOR_ID}},
    "code-10000": {"code": 10000, "message": "success", "task_id": TASK_ID},
    "submitted": {"id": TASK_ID, "status": "SUBMITTED"},
    "status-url": {"request_id": UUID, "status_url": STATUS_URL},
    "record": DOCUMENTED,
    "vendor": {"id": VENDOR_ID},
    "number-id": DOCUMENTED | {"id": int},
    "long-id": DOCUMENTED | {"id": LONG},
}
ROW: Pattern = {
    "id": int,
    "task_id": str,
    "status": "SUCCESS",
    "fail_reason": "",
    "result_url": ADDRESS,
    "progress": "100%",
    "data": DONE | {"id": str},
}
QUERIES: dict[str, Pattern] = {
    "documented": DONE,
    "data-id": {"code": "success", "message": "", "data": ROW},
    "code-200": {"code": 200, "msg": "success", "data": DONE | {"id": TASK_ID, "taskId": TASK_ID}},
    "code-20000": {"code": 20000, "message": "OK", "data": FLAT | {"task_id": VENDOR_ID, "status": "succeed"}},
    "code-10000": {"code": 10000, "message": "success"} | FLAT | {"task_id": TASK_ID, "status": "done"},
    "submitted": DONE | {"id": TASK_ID, "status": "SUCCESS"},
    "status-url": DONE | {"id": UUID, "request_id": UUID, "status": "COMPLETED"},
    "record": {"code": "success", "message": "", "data": ROW},
    "vendor": {
        "id": VENDOR_ID,
        "model": "seedance_2_0_pro",
        "status": "succeeded",
        "error": None,
        "created_at": int,
        "updated_at": int,
        "content": {"video_url": ADDRESS},
        "usage": {"completion_tokens": int, "total_tokens": int},
        "ratio": "16:9",
        "duration": 5,
        "framespersecond": 24,
    },
    "number-id": DONE | {"id": int},
    "long-id": DONE | {"id": LONG},
}


def matches(value: object, form: object) -> bool:
    """Whether a JSON value has a form, with exactly its keys."""
    if isinstance(form, re.Pattern):
        return isinstance(value, str) and form.fullmatch(value) is not None
    if isinstance(form, dict) and isinstance(value, dict):
        return value.keys() == form.keys() and all(matches(value[name], form[name]) for name in form)
    if isinstance(form, type):
        return type(value) is form
    return type(value) is type(form) and value == form


def id_in(answer: Any) -> str:
    """The id of a create answer, wherever a shape has it, quoted for a path, since one has a slash."""
    data = answer.get("data", answer)
    names = ("task_id", "taskId", "id", "request_id")
    found = data if isinstance(data, str) else next(data[name] for name in names if name in data)
    return httpx.URL(path=str(found)).path


@pytest.mark.parametrize("name", SHAPES)
def test_a_shape_answers_as_it_is_described(start: Start, name: str) -> None:
    """Creates and queries have its form; ids lead to the task and its video; control, clock and pages work as usual."""
    mock = start(gateway_shape=name)
    created = mock.create()
    assert created.status_code == 200
    assert matches(created.json(), CREATES[name]), created.text
    task_id = id_in(created.json())
    assert mock.client.get(created.json().get("status_url", f"/v1/result/{task_id}")).status_code == 200
    mock.clock.advance(31)
    finished = mock.query(task_id).json()
    assert matches(finished, QUERIES[name]), json.dumps(finished)
    address = re.search(r'http:[^"]*/results/[^"]*', json.dumps(finished))
    assert address
    assert httpx.get(address[0], trust_env=False).content[4:8] == b"ftyp"
    assert mock.control("clock", {"advance": 1}).status_code == 200
    assert httpx.get(mock.root + "/docs", trust_env=False).status_code == 200


REASON = "OutputAudioSensitiveContentDetected.PolicyViolation: The sound may be protected. Request id: r-1"
PARTS = dict(zip(("code", "message"), REASON.split(": ", 1), strict=True))
REASONS = {"code-20000": json.dumps(PARTS), "vendor": PARTS}


@pytest.mark.parametrize("name", SHAPES)
def test_a_failed_task_has_the_code_of_its_reason(start: Start, name: str) -> None:
    """It is in an object, in JSON text, or in front of the message; control requests accept the shape's ids."""
    mock = start(gateway_shape=name)
    task_id = id_in(mock.create().json())
    assert mock.control(f"tasks/{task_id}", {"status": "failed", "error": REASON}).status_code == 200
    answer = mock.query(task_id).json()
    data = answer.get("data", answer)
    assert data.get("fail_reason", data.get("error")) == REASONS.get(name, REASON)
    assert "SUCCESS" not in json.dumps(answer)


def test_a_reason_without_a_code_gets_one(start: Start) -> None:
    """A shape with a separate code has a default one."""
    mock = start(gateway_shape="vendor")
    task_id = mock.create().json()["id"]
    mock.control(f"tasks/{task_id}", {"status": "failed", "error": "out of credit"})
    assert mock.query(task_id).json()["error"] == {"code": "InternalServiceError", "message": "out of credit"}


WORDS = {
    "submitted": ("SUBMITTED", "IN_PROGRESS", "SUCCESS"),
    "code-10000": ("in_queue", "running", "done"),
    "vendor": ("queued", "running", "succeeded"),
    "status-url": ("IN_QUEUE", "IN_PROGRESS", "COMPLETED"),
}


@pytest.mark.parametrize("name", WORDS)
def test_the_words_follow_the_state(start: Start, name: str) -> None:
    """The shape has its own word for each documented state."""
    mock = start(gateway_shape=name)
    task_id = id_in(mock.create().json())
    for seconds, word in zip((0, 11, 20), WORDS[name], strict=True):
        mock.clock.advance(seconds)
        assert mock.query(task_id).json()["status"] == word


@pytest.mark.parametrize("name", SHAPES)
def test_refusals_are_the_same_in_every_shape(start: Start, name: str) -> None:
    """A bad body starts no task, an unknown id is unknown, and another key sees nothing."""
    mock = start(gateway_shape=name)
    before = mock.next_key()
    assert mock.rules(mock.create(duration=99)) == ["CR-DUR-MAX"]
    assert mock.next_key() == before + 1
    task_id = id_in(mock.create().json())
    assert mock.query(task_id, headers={"Authorization": "Bearer key-two"}).status_code == 404
    for unknown in ("task_00000000ffffff", "cgt-1", "x", "9" * 40, "A" * 299 + "="):
        assert mock.query(unknown).status_code == 404


def test_the_offline_helper_takes_a_shape() -> None:
    """An application's tests can use gateway shapes, too."""
    with offline_server(gateway_shape="data-id") as server:
        url = server.base_url + "/v1/kyyvideo2/videos"
        stranger, answer = (
            httpx.post(url, json=PROMPT_ONLY, headers={"Authorization": f"Bearer {key}"}, trust_env=False)
            for key in ("any", "sk-offline-client")
        )
    assert stranger.status_code == 401
    assert matches(answer.json(), CREATES["data-id"])
