"""Where the tolerant reader of queries ends: other tasks, missing addresses, refusals and hostile answers."""

import json
from typing import Any

import pytest
from seedance_client import BadAnswer, Refused, TaskFailed, WaitTimeout
from tests.client.library.answers import BASE, service
from tests.client.library.gateway_queries import ID, RECORD, URL, ask, record

FOREIGN: dict[str, Any] = {
    "id": {"id": "task_other", "status": "completed", "video_url": URL},
    "task_id": {"task_id": "task_other", "status": "completed", "video_url": URL},
    "in a record": record({**RECORD, "task_id": "task_other"}),
    "in a list": [{"id": "task_other", "status": "completed", "video_url": URL}],
    "failed": {"id": "task_other", "status": "failed", "error": "no"},
    "around a row": {"id": "task_other", "status": "queued", "data": {"id": 5, "status": "done", "video_url": URL}},
    "around no id": {"task_id": "task_other", "data": {"status": "done", "video_url": URL}},
}


@pytest.mark.parametrize("document", FOREIGN.values(), ids=list(FOREIGN))
def test_about_another_task(document: Any, either: Any) -> None:
    """An answer about another task is said to be one after three quick questions, and never taken."""
    with pytest.raises(BadAnswer, match="about task 'task_other', not about 'task_7kQ2mZ'") as caught:
        ask(either, "wait", document, poll=(20, 40))
    assert caught.value.task_id == ID
    assert sum(either.clock.slept) <= 6


def test_a_number_is_compared_with_a_number(either: Any) -> None:
    """Where the task's own id is a number, another number is another task."""
    transport, _ = service({"id": 7, "status": "done", "url": URL})
    assert either.call(BASE, "get", "7", options={"transport": transport}).completed
    with pytest.raises(BadAnswer, match="about task '7'"):
        either.call(BASE, "get", "8", options={"transport": transport})


RELATIVE = {
    "/v1/videos/task_7kQ2mZ/content": "https://api.example.com/v1/videos/task_7kQ2mZ/content",
    "files/out.mp4?x=1": "https://api.example.com/kyyReactApiServer/files/out.mp4?x=1",
    "./out.MP4": "https://api.example.com/kyyReactApiServer/out.MP4",
    "//cdn.example.com/out.mp4": "https://cdn.example.com/out.mp4",
}


@pytest.mark.parametrize(("given", "whole"), RELATIVE.items())
def test_a_relative_address(given: str, whole: str, either: Any) -> None:
    """A relative address is read as in a web page at the base URL."""
    assert ask(either, "wait", {"id": ID, "status": "completed", "video_url": given}).video_url == whole


NOWHERE: dict[str, Any] = {
    "none": {"id": ID, "status": "completed"},
    "empty": {"id": ID, "status": "SUCCESS", "video_url": " "},
    "a word": {"id": ID, "status": "completed", "video_url": "soon"},
    "n/a": {"id": ID, "status": "completed", "video_url": "N/A"},
    "another scheme": {"id": ID, "status": "completed", "video_url": "oss://bucket/out.mp4"},
    "ftp": {"id": ID, "status": "completed", "video_url": "ftp://cdn.example.com/out.mp4"},
    "a broken address": {"id": ID, "status": "completed", "video_url": "//[x/out.mp4"},
    "no host": {"id": ID, "status": "completed", "video_url": "http://"},
    "an unreadable host": {"id": ID, "status": "completed", "video_url": "https://[::1"},
    "a newer gateway's record": {"task_id": ID, "status": "SUCCESS", "progress": "100%", "fail_reason": ""},
    "a file's id": {"task_id": ID, "status": "Success", "file_id": "205258526306433", "base_resp": {"status_code": 0}},
    "a reference's address": {"id": ID, "status": "done", "input": {"video_url": "https://a.example.com/ref.mp4"}},
}


@pytest.mark.parametrize("document", NOWHERE.values(), ids=list(NOWHERE))
def test_completed_without_an_address(document: Any, either: Any) -> None:
    """An address that doesn't follow within half a minute is an error that shows the answer."""
    with pytest.raises(BadAnswer, match="doesn't have a usable video URL") as caught:
        ask(either, "wait", document, poll=(20, 40))
    assert caught.value.task_id == ID
    assert str(document.get("task_id") or document["id"]) in caught.value.answer
    assert "create" not in str(caught.value)
    assert either.clock.slept == [2, 4, 8, 16]


@pytest.mark.parametrize(
    ("name", "task_id", "url"), [("wait", ID, "oss://b/o.mp4?Signature=my-signature&x=1"), ("get", "task_other", URL)]
)
def test_an_answer_in_an_error_has_no_signature(name: str, task_id: str, url: str, either: Any) -> None:
    """An error keeps the beginning of the answer, and no address that works."""
    with pytest.raises(BadAnswer) as caught:
        ask(either, name, {"id": task_id, "status": "done", "video_url": url})
    assert url.partition("?")[0] + "?..." in caught.value.answer
    assert "Signature" not in f"{caught.value} {caught.value.answer}"


@pytest.mark.parametrize("status", ["failed", "reviewing"])
def test_a_reason_has_no_signature(status: str, either: Any) -> None:
    """A reason that repeats an address is shown without its query, in the task and in each error about it."""
    answer = {"id": ID, "status": status, "error": f"{URL} can't be read; {URL}&more=1 neither"}
    with pytest.raises(TaskFailed if status == "failed" else WaitTimeout) as caught:
        ask(either, "wait", answer, timeout=60)
    assert "out.mp4?... neither" in str(caught.value)
    assert "Signature" not in f"{caught.value} {vars(caught.value)}"


REFUSED: dict[str, Any] = {
    "task_not_exist": {"code": "task_not_exist", "message": "task_not_exist", "data": None},
    "an envelope's error": {"status": "error", "message": "invalid token"},
    "an envelope's fail": {"status": "fail", "data": None, "message": "no such task"},
    "-1": {"code": -1, "msg": "not found", "data": None},
    "a trace beside it": {"request_id": "r", "code": "InvalidApiKey", "message": "no"},
}


@pytest.mark.parametrize("document", REFUSED.values(), ids=list(REFUSED))
def test_a_refusal_within_a_success(document: Any, either: Any) -> None:
    """An error about the query doesn't end the task: calling the task failed would invite the user to pay again."""
    with pytest.raises(Refused) as caught:
        ask(either, "wait", document, poll=(20, 40))
    assert caught.value.task_id == ID
    assert sum(either.clock.slept) <= 6


HOSTILE: dict[str, bytes] = {
    "deep envelopes": b'{"data":' * 3000 + b"1" + b"}" * 3000,
    "wide list": b"[" + b"{}," * 200_000 + b"{}]",
    "a text of JSON in a text": json.dumps(json.dumps(json.dumps({"id": ID, "status": 1}))).encode(),
    "a very long word": json.dumps({"id": ID, "status": "x" * 1_000_000}).encode(),
    "braces": json.dumps({"id": ID, "status": "failing", "error": "{" * 1_000_000}).encode(),
    "a huge number": b'{"id": "%s", "status": "queued", "created": 1%s}' % (ID.encode(), b"0" * 4000),
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=list(HOSTILE))
def test_a_hostile_answer(body: bytes, either: Any) -> None:
    """No answer crashes the reader: it is a task, or an error of the family that has the id."""
    try:
        task = ask(either, "get", body)
    except (BadAnswer, Refused) as error:
        assert error.task_id == ID  # noqa: PT017 - either outcome will do
    else:
        assert task.id == ID
