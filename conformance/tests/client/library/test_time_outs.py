"""What a time-out says of a task: its last state and what the service says of it, and no more than is true."""

from typing import Any

import pytest
from seedance_client import WaitTimeout
from tests.client.library.answers import BASE, DONE, ID, Answer, service

TASK = {"id": ID, "status": "processing"}

LATE: dict[str, tuple[Answer, list[str]]] = {
    "an unknown word, and a reason": (
        {"id": ID, "status": "in_review", "fail_reason": "flagged by a person"},
        ["'in_review'", "flagged by a person"],
    ),
    "an unknown word, and a code": (
        {"id": ID, "status": "blocked", "error": {"code": "Risk.Input", "message": "no"}},
        ["'blocked'", "no", "Risk.Input"],
    ),
    "a message": ({"id": ID, "status": "in_audit", "message": "looks odd"}, ["'in_audit'", "looks odd"]),
    "an outage": (502, ["no query of task", "HTTP 502"]),
    "a pending task, and a message": ({**TASK, "message": "waiting for a GPU"}, ["'processing'", "waiting for a GPU"]),
    "a pending task, and a detail": ({**TASK, "detail": {"message": "line 7"}}, ["'processing'", "line 7"]),
    "a pending task, and a reason": ({**TASK, "fail_reason": "retrying"}, ["'processing'", "retrying"]),
}


@pytest.mark.parametrize(("answer", "words"), LATE.values(), ids=list(LATE))
def test_the_time_out_says_what_the_service_said(answer: Answer, words: list[str], either: Any) -> None:
    """The message has the last status with its reason, the last error and the id."""
    transport, _ = service(answer)
    with pytest.raises(WaitTimeout) as caught:
        either.call(BASE, "wait", ID, options={"transport": transport}, timeout=100)
    assert all(word in str(caught.value) for word in [*words, ID, "may still be running"])
    assert caught.value.task_id == ID
    assert caught.value.code == ("Risk.Input" if "Risk.Input" in words else None)


COMPLETED_WITHOUT: dict[str, tuple[Answer, ...]] = {
    "none": ({**DONE, "video_url": None},),
    "none, and a message": ({**DONE, "video_url": "", "message": "the upload is slow"},),
    "one that can't be fetched": ({**DONE, "video_url": "oss://bucket/x.mp4"},),
    "none, and then an outage": ({**DONE, "video_url": None}, 502),
    "another word": ({"id": ID, "status": "SUCCESS"},),
    "after a pending answer": (TASK, {**DONE, "video_url": None}),
}


@pytest.mark.parametrize("timeout", [1, 5, 10])
@pytest.mark.parametrize("answers", COMPLETED_WITHOUT.values(), ids=list(COMPLETED_WITHOUT))
def test_the_time_out_of_a_completed_task(answers: tuple[Answer, ...], timeout: float, either: Any) -> None:
    """The service says that it is completed: it doesn't go on, it is paid for, and nothing advises to create again."""
    transport, _ = service(*answers)
    with pytest.raises(WaitTimeout) as caught:
        either.call(BASE, "wait", ID, options={"transport": transport}, timeout=timeout, poll=(0.3, 0.3))
    said = str(caught.value)
    assert all(words in said for words in ("is completed", "gave no URL of its video", "is paid for", ID))
    assert not any(words in said for words in ("running", "ended", "create", "known", "no query"))
    assert (caught.value.task.lacks_address, caught.value.task_id) == (True, ID)
    assert "message" not in str(answers) or "the upload is slow" in said
    assert answers[-1] != 502 or "HTTP 502" in said


def test_an_update_tells_of_a_task_without_an_address(either: Any) -> None:
    """on_update gets the service's state with the error; then the video is ready."""
    transport, _ = service(TASK, {**DONE, "video_url": None}, DONE)
    seen: list[Any] = []
    either.call(BASE, "wait", ID, options={"transport": transport}, on_update=seen.append)
    assert [(task.status, task.completed, bool(task.trouble)) for task in seen] == [
        ("processing", False, False),
        ("completed", False, True),
        ("completed", True, False),
    ]
