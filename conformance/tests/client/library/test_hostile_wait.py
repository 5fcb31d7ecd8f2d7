"""Wait against a server that behaves badly: a paid task is never lost on the way."""

from typing import Any

import httpx
import pytest
from seedance_client import Limits, Refused, TaskState, WaitTimeout
from tests.client.library.answers import ID, Reply, hang, http, reset

TASK = {"id": ID, "object": "video", "created": 1774836724, "model": "seedance_2_0_pro", "status": "processing"}
URL = "https://cdn.example.com/out.mp4"
DONE = {**TASK, "status": "completed", "video_url": URL, "actualDuration": 5.04, "totalTokens": 108900}

OK = http(DONE)
NOT_AUTHORISED = http({"error": {"message": "no"}}, 401)

SURVIVED: dict[str, list[Reply]] = {
    "hang": [hang, OK],
    "reset": [reset, OK],
    "resets in a row": [*[reset] * 6, OK],
    "500": [http({"error": "x"}, 500), OK],
    "502 HTML": [http(b"<html>", 502), OK],
    "503 three times": [*[http(b"", 503)] * 3, OK],
    "520": [http(b"", 520), OK],
    "429 with Retry-After": [http({}, 429, Retry_After="50"), OK],
    "200 HTML": [http(b"<html>sign in</html>"), OK],
    "200 empty": [http(b""), OK],
    "200 array": [http([]), OK],
    "not UTF-8": [http(b'{"status": "\xff"}'), OK],
    "deeply nested": [http(b"[" * 100_000), OK],
    "redirect": [http(b"", 302, Location="http://127.0.0.2:9/"), OK],
    "401 now and then": [NOT_AUTHORISED, NOT_AUTHORISED, http(TASK), NOT_AUTHORISED, NOT_AUTHORISED, OK],
    "200 with a code, twice": [*[http({"code": "204", "msg": "login"})] * 2, OK],
    "status missing": [http({"id": ID}), OK],
    "status mistyped": [http({**TASK, "status": None}), OK],
    "completed, address follows": [http({**DONE, "video_url": None}), OK],
    "completed, address is none": [http({**DONE, "video_url": "soon"}), OK],
    "data wrapper": [http({"code": 0, "msg": None, "data": DONE})],
    "numbers as texts": [http({**DONE, "actualDuration": "5.04", "totalTokens": "108900", "created": "1774836724"})],
    "without an id": [http({name: value for name, value in DONE.items() if name != "id"})],
}


@pytest.mark.parametrize("replies", SURVIVED.values(), ids=list(SURVIVED))
def test_wait_survives(replies: list[Reply], hostile: Any, call: Any) -> None:
    """Whatever comes between, the video is there in the end, with its numbers as numbers."""
    hostile.script["GET"] = list(replies)
    options = {"limits": Limits(read=0.3)} if hang in replies else {}
    video = call("wait", ID, options=options)
    assert (video.id, video.video_url, video.duration, video.tokens) == (ID, URL, 5.04, 108900)
    assert hostile.count("GET") == len(replies)
    assert hostile.count("POST") == 0
    print(f"{len(replies)} GET, {type(video).__name__}, id {video.id}")


ENDLESS = {
    "processing": http(TASK),
    "500": http(b"", 500),
    "429": http({}, 429, Retry_After="100000"),
    "HTML": http(b"<html>"),
}


@pytest.mark.parametrize("reply", ENDLESS.values(), ids=list(ENDLESS))
def test_wait_has_an_end(reply: Reply, hostile: Any, call: Any, clock: Any) -> None:
    """After the time limit an error tells the id, and that the task may still be running; the clock is not overrun."""
    hostile.script["GET"] = [reply]
    with pytest.raises(WaitTimeout, match="may still be running") as caught:
        call("wait", ID, timeout=60, poll=(20, 40))
    assert caught.value.task_id == ID
    assert sum(clock.slept) <= 61
    assert isinstance(caught.value, TimeoutError)


def test_interval_and_first_question(hostile: Any, call: Any, clock: Any) -> None:
    """Questions are 20 to 40 s apart as asked; a task that was just created is first asked about after a pause."""
    hostile.script["GET"] = [http(TASK)] * 3 + [OK]
    fresh = TaskState(ID, "queued", request_id="r")
    seen: list[str] = []
    call("wait", fresh, poll=(20, 40), on_update=lambda task: seen.append(task.status))
    assert len(clock.slept) == 4
    assert all(20 <= seconds <= 40 for seconds in clock.slept)
    assert seen == ["processing", "completed"]


def test_the_usual_interval(either: Any) -> None:
    """Without a word about it, the public service is asked every 20 to 40 seconds, and never after the end."""
    answers = [TASK, TASK, TASK, DONE]
    transport = httpx.MockTransport(lambda request: httpx.Response(200, json=answers.pop(0)))
    either.call("https://api.example.com", "wait", ID, options={"transport": transport, "limits": Limits()})
    assert len(either.clock.slept) == 3
    assert all(20 <= seconds <= 40 for seconds in either.clock.slept)
    assert not answers


def test_error_of_a_callback_is_the_users(hostile: Any, call: Any) -> None:
    """What a callback raises comes out as it is."""
    hostile.script["GET"] = [OK]
    with pytest.raises(ZeroDivisionError):
        call("wait", ID, on_update=lambda task: 1 / 0)


def test_wait_many_gives_each_result_in_order(hostile: Any, call: Any) -> None:
    """Videos and errors come in the order of the tasks, and an error doesn't hide other results."""
    answers = {"a": http({**DONE, "id": "a"}), "b": http({"message": "no"}, 404), "c": http({**DONE, "id": "c"})}

    hostile.answer = lambda path: answers[path[-1]]
    results = call("wait_many", ["a", "b", "c"])
    assert [getattr(result, "id", type(result)) for result in results] == ["a", Refused, "c"]


@pytest.mark.parametrize("task_id", ["", " ", "..", "."])
def test_an_id_that_is_none_is_not_sent(task_id: str, hostile: Any, call: Any) -> None:
    """An empty id would ask for another address."""
    with pytest.raises(ValueError, match=r"the task id is empty|can't be a task id"):
        call("wait", task_id)
    assert not hostile.seen


def test_an_id_is_quoted(hostile: Any, call: Any) -> None:
    """An id with odd characters stays one segment of the path."""
    hostile.script["GET"] = [http({**DONE, "id": "a/../b?c"})]
    assert call("get", "a/../b?c").id == "a/../b?c"
    assert hostile.seen[0].path.endswith("/v1/result/a%2F..%2Fb%3Fc")
