"""Answers to queries that no page shows: what the client makes of each, with one question.

The shapes are those of public reports about gateways, with other values; see docs/answers.md.
"""

import json
import logging
from typing import Any

import pytest
from seedance_client import TaskFailed
from seedance_client._sdk.answers.reading import reset_warnings
from tests.client.library.gateway_queries import CODE, ERROR, FAILURE, ID, RECORD, URL, VENDOR, ask, record


@pytest.fixture(autouse=True)
def _fresh() -> None:
    """Each test hears of each shape."""
    reset_warnings()


GOOD = "complete succeeded succeed success SUCCESS Success done finished FINISHED COMPLETED"
BAD = "fail failure FAILURE error ERROR cancelled canceled expired timeout Timeout rejected"

COMPLETED: dict[str, Any] = {
    "the vendor's own": {**VENDOR, "id": ID},
    "a gateway's record": record({**RECORD, "data": VENDOR}),
    "a record, the address in the seller's answer": record({**RECORD, "result_url": "", "data": VENDOR}),
    "a record, the address as the reason": record({**RECORD, "result_url": "", "fail_reason": URL}),
    "a record, the seller's answer as a text": record({**RECORD, "result_url": None, "data": json.dumps(VENDOR)}),
    "a record without an envelope": {**RECORD, "data": None},
    "a row's number alone": record({"id": 6, "status": "SUCCESS", "result_url": URL}),
    "a log's id beside the task's": {"id": "as-d2f", "task_id": ID, "status": "Success", "url": URL, "file_id": "24"},
    "taskId and state": {"code": 200, "msg": "ok", "data": {"taskId": ID, "state": "success", "resultUrls": [URL]}},
    "resultJson": {"data": {"taskId": ID, "state": "success", "resultJson": json.dumps({"resultUrls": [URL]})}},
    "output": {"request_id": "r", "output": {"task_id": ID, "task_status": "SUCCEEDED", "video_url": URL}},
    "task_result": record({"task_id": ID, "task_status": "succeed", "task_result": {"videos": [{"url": URL}]}}),
    "task": {"task": {"id": ID, "status": "succeeded", "content": {"url": URL}}},
    "result": {"result": {"id": ID, "status": "finished", "video_url": URL}},
    "response": {"id": ID, "status": "done", "response": {"videoUrl": URL}},
    "a list": [{"id": "other", "status": "queued"}, {"id": ID, "status": "done", "video_url": URL}],
    "a list as data": record([{"id": ID, "status": "complete", "video_url": URL}]),
    "videos": {"id": ID, "status": "completed", "videos": [{"url": URL}]},
    "video_url, a list": {"id": ID, "status": "completed", "video_url": [URL]},
    "video": {"id": ID, "status": "done", "video": {"url": URL, "duration": 5}},
    "video_url, an object": {"id": ID, "status": "succeeded", "video_url": {"url": URL}},
    "content, a list": {"id": ID, "status": "done", "content": [{"type": "video_url", "video_url": {"url": URL}}]},
    "videos, lists": record({"id": ID, "status": "completed", "result": {"videos": [{"url": [URL], "expires_at": 1}]}}),
    "video_result": {"id": ID, "task_status": "SUCCESS", "video_result": [{"url": URL}]},
    "creations": {"id": ID, "status": "success", "err_code": "", "creations": [{"id": "9", "url": URL}]},
    "metadata.url": {"id": ID, "task_id": ID, "object": "video", "status": "completed", "metadata": {"url": URL}},
    "unsigned_urls": {"id": ID, "status": "completed", "unsigned_urls": [URL], "usage": {"cost": 0.2}},
    "results": {"id": ID, "object": "video.generation.task", "status": "completed", "results": [URL]},
    "output, a list": {"id": ID, "status": "succeeded", "output": [URL], "error": None},
    "output, a text": {"id": ID, "status": "succeeded", "output": URL},
    "data, a text": {"id": ID, "status": "finished", "data": URL},
    "url, and an error of 0": {"task_id": ID, "status": "completed", "url": URL, "error": {"code": 0, "message": "s"}},
    "content.result_url": {"task_id": ID, "status": "succeeded", "content": {"result_url": URL}},
    "data.0.url": {"id": ID, "status": "completed", "data": [{"url": URL}]},
    "a word that nobody knows": {"id": ID, "status": "ready", "video_url": URL},
    "a prefix, the video beside the task": {
        "task": {"task_id": ID, "status": "TASK_STATUS_SUCCEED"},
        "videos": [{"video_url": URL}],
    },
    "a number as status": {"id": ID, "status": 3, "video_url": URL},
    "no status": {"id": ID, "video_url": URL},
    "a request that succeeded": {"status": "success", "data": {"id": ID, "status": "completed", "video_url": URL}},
    "the id around the status": {"task_id": ID, "data": {**VENDOR}},
    "a gateway behind its seller": {"id": ID, "status": "running", "data": {**VENDOR, "id": ID}},
    **{f"the word {word}": {"id": ID, "status": word, "video_url": URL} for word in GOOD.split()},
}


@pytest.mark.parametrize("document", COMPLETED.values(), ids=list(COMPLETED))
def test_completed(document: Any, either: Any, caplog: pytest.LogCaptureFixture) -> None:
    """One query gives the video, and each shape is reported once by a warning without the service's words."""
    with caplog.at_level(logging.WARNING, "seedance_client"):
        video = ask(either, "wait", document)
        again = ask(either, "wait", document)
    assert (video.id, video.video_url, video.completed, video.failed) == (ID, URL, True, False)
    assert video.error is None
    assert again == video
    told = [message for message in caplog.messages if "differs from its documentation" in message]
    assert told
    assert len(told) == len(set(told))
    assert "Signature" not in caplog.text


FAILED: dict[str, tuple[Any, str, str | None]] = {
    "an error object": ({"id": ID, "status": "failed", "error": ERROR}, ERROR["message"], CODE),
    "a JSON text": ({"id": ID, "status": "failed", "error": json.dumps(ERROR)}, ERROR["message"], CODE),
    "CODE: message": ({"id": ID, "status": "failed", "error": f"{CODE}: no"}, f"{CODE}: no", CODE),
    "a full-width colon": ({"id": ID, "status": "failed", "error": f"{CODE}\N{FULLWIDTH COLON}no"}, "no", CODE),
    "a code alone": ({"id": ID, "status": "failed", "error": CODE}, CODE, CODE),
    "a word and a message": ({"id": ID, "status": "failed", "error": "Timeout: late"}, "Timeout: late", "Timeout"),
    "a word that is no code": ({"id": ID, "status": "failed", "error": "Error: late"}, "Error: late", None),
    "errors": ({"id": ID, "status": "failed", "errors": [ERROR]}, ERROR["message"], CODE),
    "errors, the first says nothing": ({"id": ID, "status": "failed", "errors": [{}, "", ERROR]}, "Request id", CODE),
    "errors, texts": ({"id": ID, "status": "failed", "errors": [f"{CODE}: no", "x"]}, f"{CODE}: no", CODE),
    "errors, a JSON text": ({"id": ID, "status": "failed", "errors": json.dumps([ERROR])}, ERROR["message"], CODE),
    "errors by field": ({"id": ID, "status": "failed", "errors": {"prompt": ["too long"]}}, "prompt: too long", None),
    "errors in an error": ({"id": ID, "status": "failed", "error": {"errors": [ERROR]}}, ERROR["message"], CODE),
    "errors in a record": (record({**FAILURE, "fail_reason": "", "errors": [ERROR]}), ERROR["message"], CODE),
    "an error, a list": ({"id": ID, "status": "failed", "error": [ERROR]}, ERROR["message"], CODE),
    "an error, a list in a JSON text": ({"id": ID, "status": "failed", "error": json.dumps([ERROR])}, "Request", CODE),
    "an error, three deep": ({"id": ID, "status": "failed", "error": {"error": {"error": ERROR}}}, "Request", CODE),
    "an error that begins with a bracket": (
        {"id": ID, "status": "failed", "error": "[1] no face"},
        "[1] no face",
        None,
    ),
    "an error in an error": ({"id": ID, "status": "failed", "error": {"error": ERROR}}, ERROR["message"], CODE),
    "a repr": ({"id": ID, "status": "failed", "error": f"Error code: 400 - {ERROR}"}, "Error code: 400", CODE),
    "a record": (record({**FAILURE, "fail_reason": "flagged"}), "flagged", None),
    "a record, the code at the seller": (
        record({**FAILURE, "fail_reason": "flagged", "data": {"id": "cgt-1", "status": "failed", "error": ERROR}}),
        "flagged",
        CODE,
    ),
    "a record, the code shortened": (
        record({**FAILURE, "fail_reason": f"{CODE.partition('.')[0]}: x", "data": {"id": "cgt-1", "error": ERROR}}),
        "x",
        CODE,
    ),
    "a record, a JSON text": (record({**FAILURE, "fail_reason": json.dumps({"error": ERROR})}), "Request id", CODE),
    "a code that means success beside it": (record({**FAILURE, "code": 0, "fail_reason": "no"}), "no", None),
    "failCode": ({"taskId": ID, "state": "fail", "failCode": "501", "failMsg": "nsfw"}, "nsfw", "501"),
    "failureCode": ({"id": ID, "status": "FAILED", "failure": "x", "failureCode": "SAFETY.INPUT"}, "x", "SAFETY.INPUT"),
    "output": (
        {"output": {"task_id": ID, "task_status": "FAILED", "code": "InternalError", "message": "m"}},
        "m",
        None,
    ),
    "task_status_msg": (record({"task_id": ID, "task_status": "failed", "task_status_msg": "risk"}), "risk", None),
    "base_resp": (
        {"task_id": ID, "status": "Fail", "base_resp": {"status_code": 1027, "status_msg": "sensitive"}},
        "sensitive",
        "1027",
    ),
    "in the envelope": (
        {"code": 500, "message": "upstream died", "data": {"id": ID, "status": "error"}},
        "died",
        "500",
    ),
    "a prefix": ({"task": {"task_id": ID, "status": "TASK_STATUS_FAILED", "reason": "no"}}, "no", None),
    "camel case": ({"id": ID, "state": "TaskStatusFailed", "failMsg": "no"}, "no", None),
    "no reason": ({"id": ID, "status": "rejected", "message": "success"}, "doesn't give a reason", None),
    **{f"the word {word}": ({"id": ID, "status": word, "fail_reason": "no"}, "no", None) for word in BAD.split()},
}


@pytest.mark.parametrize(("document", "said", "code"), FAILED.values(), ids=list(FAILED))
def test_failed(document: Any, said: str, code: str | None, either: Any) -> None:
    """One question gives the end, with the service's reason and code in the message and as attributes."""
    with pytest.raises(TaskFailed) as caught:
        ask(either, "wait", document)
    if code is None and "InternalError" in str(document):
        code = "InternalError"
    assert said in str(caught.value)
    assert (caught.value.code, caught.value.task.error_code, caught.value.task_id) == (code, code, ID)
    assert caught.value.reason == caught.value.task.error
    assert said == "doesn't give a reason" or said in str(caught.value.reason)
    assert code is None or code in str(caught.value)
    assert not either.clock.slept


PENDING = (
    "queued pending submitted SUBMITTED not_start NOT_START in_queue waiting preparing running in_progress processing"
)


@pytest.mark.parametrize("word", [*PENDING.split(), "IN PROGRESS", "in-queue", "reviewing", "unknown", "paused"])
def test_not_an_end(word: str, either: Any) -> None:
    """A pending or unknown status is queried again."""
    answers = [{"id": ID, "status": word}, {"id": ID, "status": word}, {**RECORD}]
    assert ask(either, "wait", *answers, poll=(20, 40)).completed
    assert len(either.clock.slept) == 2


def test_a_reason_in_the_status(either: Any) -> None:
    """What a status says after its word is the reason, if no field has one."""
    task = ask(either, "get", {"id": ID, "status": "Failed: nsfw"})
    assert (task.failed, task.status, task.error) == (True, "failed", "nsfw")
    assert ask(either, "get", {"id": ID, "status": "failed: nsfw", "error": "blocked"}).error == "blocked"


NOT_YET: dict[str, Any] = {
    "an address before the end": {"id": ID, "status": "processing", "result_url": URL},
    "a request that succeeded": {"status": "success", "data": {"id": ID, "status": "processing", "url": URL}},
    "the same without ids": {"status": "success", "data": {"status": "processing"}},
    "any address beside an unknown word": {"id": ID, "status": "reviewing", "url": "https://api.example.com/tasks/1"},
    "a record under way": record({**RECORD, "status": "IN_PROGRESS", "data": {"id": "cgt-1", "status": "running"}}),
    "a progress message": {"id": ID, "status": "processing", "message": "rendering"},
}


@pytest.mark.parametrize("document", NOT_YET.values(), ids=list(NOT_YET))
def test_not_yet(document: Any, either: Any) -> None:
    """Neither an early address nor an envelope's success ends the wait, and a progress message isn't an error."""
    task = ask(either, "get", document)
    assert (task.completed, task.failed, task.error) == (False, False, None)


FACTS: dict[str, tuple[dict[str, Any], str, Any]] = {
    "created in milliseconds": ({"created_at": 1750766730771}, "created", 1750766730),
    "created_at": ({"created_at": 1750766730}, "created", 1750766730),
    "created, a text": ({"created": "1750766730"}, "created", 1750766730),
    "usage": ({"usage": {"completion_tokens": 9, "total_tokens": 10}}, "tokens", 10),
    "seconds": ({"seconds": "8.0"}, "duration", 8.0),
    "progress": ({"progress": "100%"}, "status", "done"),
}


@pytest.mark.parametrize(("document", "name", "value"), FACTS.values(), ids=list(FACTS))
def test_other_facts(document: dict[str, Any], name: str, value: Any, either: Any) -> None:
    """Other values, next to the URL, are read where gateways put them."""
    task = ask(either, "get", {"id": ID, "status": "done", "url": URL, **document})
    assert getattr(task, name) == value


DOCUMENTED: dict[str, Any] = {
    "queued": {"id": ID, "object": "video", "created": 1774836724, "model": "m", "status": "queued", "video_url": None},
    "processing": {"id": ID, "status": "processing", "video_url": None, "error": None},
    "completed": {"id": ID, "status": "completed", "video_url": URL, "actualDuration": 5.04, "totalTokens": 108900},
    "a file's id beside the task's": {"id": ID, "video_id": "vid-9", "status": "completed", "video_url": URL},
    "failed": {"id": ID, "status": "failed", "video_url": None, "error": "reference video could not be read"},
    "more fields": {"id": ID, "status": "processing", "progress": 30, "amount": 1, "message": "x"},
}


@pytest.mark.parametrize("document", DOCUMENTED.values(), ids=list(DOCUMENTED))
def test_the_documented_shapes_never_warn(document: Any, either: Any, caplog: pytest.LogCaptureFixture) -> None:
    """A service that keeps its pages is read without a word."""
    with caplog.at_level(logging.WARNING, "seedance_client"):
        task = ask(either, "get", document)
    assert task.status == document["status"]
    assert not caplog.messages
