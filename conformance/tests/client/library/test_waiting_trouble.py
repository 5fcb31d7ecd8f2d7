"""Errors while waiting: permanent ones end it after a few queries, temporary ones are reported once."""

import asyncio
import logging
from typing import Any

import httpx
import pytest
from seedance_client import (
    AuthenticationFailed,
    BadAnswer,
    Limits,
    Refused,
    SeedanceError,
    TaskFailed,
    TaskState,
)
from tests.client.library.answers import BASE, DONE, ID, PRO, Answer, open_client, service

TASK = {"id": ID, "status": "processing"}

VERDICTS: dict[str, tuple[tuple[Answer, ...], type[SeedanceError], int, float]] = {
    "a mistyped id, 404": ((404,), Refused, 3, 6),
    "a mistyped id, 200 with a code": (({"code": "task_not_exist", "message": "x"},), Refused, 3, 6),
    "a wrong key, 401": ((401,), AuthenticationFailed, 3, 6),
    "a wrong key, 200 with 204": (({"code": "204", "msg": "login"},), AuthenticationFailed, 3, 6),
    "a mistyped id, 400": ((400,), Refused, 3, 6),
    "403": ((403,), AuthenticationFailed, 3, 6),
    "401 and 404 in turn": ((401, 404, 401), AuthenticationFailed, 3, 6),
    "after an outage": ((502, 404), Refused, 4, 46),
    "401 in the middle": ((TASK, 401), AuthenticationFailed, 4, 120),
    "404 in the middle": ((TASK, 404), Refused, 4, 120),
    "another task": (({**DONE, "id": "video_2"},), BadAnswer, 3, 6),
    "another task in the middle": ((TASK, {**DONE, "id": "video_2"}), BadAnswer, 4, 46),
    "errors and nothing of a task": (({"errors": [{"code": "NoTask.Found", "message": "no"}]},), Refused, 3, 6),
    "no address": (({**DONE, "video_url": None},), BadAnswer, 5, 30),
}
"""Repeated answers, the error that ends the waiting, and the number of queries and seconds until then."""


@pytest.mark.parametrize("name", VERDICTS)
def test_what_cannot_heal_ends_soon(name: str, either: Any) -> None:
    """A few queries are enough, and the error has the id."""
    answers, error, queries, seconds = VERDICTS[name]
    transport, seen = service(*answers)
    with pytest.raises(error) as caught:
        either.call(BASE, "wait", ID, options={"transport": transport})
    assert caught.value.task_id == ID
    assert len(seen) == queries
    assert sum(either.clock.slept) <= seconds


HEALED: dict[str, tuple[Answer, ...]] = {
    "401 twice at first": (401, 401, DONE),
    "404 twice at first": (404, 404, DONE),
    "401 twice, again and again": (TASK, 401, 401, TASK, 401, 401, TASK, 401, 401, DONE),
    "401, then another task, then an outage": (401, 401, {**DONE, "id": "x"}, {**DONE, "id": "x"}, 502, 401, 401, DONE),
    "no address four times": (*[{**DONE, "video_url": None}] * 4, DONE),
    "ten outages": (*[httpx.ConnectError] * 5, *[503] * 5, DONE),
}


@pytest.mark.parametrize("answers", HEALED.values(), ids=list(HEALED))
def test_what_heals_is_survived(answers: tuple[Answer, ...], either: Any) -> None:
    """Two errors of one kind aren't raised, and each success starts a new streak."""
    transport, seen = service(*answers)
    assert either.call(BASE, "wait", ID, options={"transport": transport}).completed
    assert len(seen) == len(answers)


def test_a_task_that_is_known_is_asked_about_as_usual(either: Any) -> None:
    """A 401 in the middle may be temporary, for longer than a few seconds."""
    transport, _ = service(TASK, 401, 401, DONE)
    either.call(BASE, "wait", ID, options={"transport": transport})
    assert all(20 <= seconds <= 40 for seconds in either.clock.slept)


def test_trouble_is_told_once_and_its_end_too(either: Any, caplog: pytest.LogCaptureFixture) -> None:
    """Each outage gives two warnings and two updates, however long it lasts; a success ends it."""
    transport, _ = service(TASK, *[502] * 30, TASK, 401, 401, DONE)
    seen: list[tuple[str, str | None]] = []
    with caplog.at_level(logging.WARNING, "seedance_client"):
        told: Any = {"on_update": lambda task: seen.append((task.status, task.trouble))}
        video = either.call(BASE, "wait", ID, options={"transport": transport}, **told)
    assert len(caplog.messages) == 4
    assert "HTTP 502" in caplog.messages[0]
    assert "queries succeed again" in caplog.messages[1]
    assert "refused the key" in caplog.messages[2]
    assert [status for status, _ in seen] == ["processing"] * 4 + ["completed"]
    assert [bool(trouble) for _, trouble in seen] == [False, True, False, True, False]
    assert "HTTP 502" in str(seen[1][1])
    assert video.trouble is None


def test_trouble_before_the_first_answer(either: Any) -> None:
    """If no query ever succeeds, on_update gets what is known of the task, with the error."""
    transport, _ = service(httpx.ConnectError, DONE)
    seen: list[TaskState] = []
    given = TaskState(ID, "queued", model=PRO)
    either.call(BASE, "wait", given, options={"transport": transport}, on_update=seen.append)
    assert (seen[0].status, seen[0].model) == ("queued", PRO)
    assert "no line" in str(seen[0].trouble)
    transport, _ = service(httpx.ConnectError, DONE)
    seen.clear()
    either.call(BASE, "wait", ID, options={"transport": transport}, on_update=seen.append)
    assert (seen[0].id, seen[0].status) == (ID, "unknown")


def test_trouble_and_a_coroutine(hostile: Any) -> None:
    """The asynchronous client awaits the callback for errors, too."""
    transport, _ = service(502, DONE)
    seen: list[str | None] = []

    async def update(task: TaskState) -> None:
        await asyncio.sleep(0)
        seen.append(task.trouble)

    limits = Limits(poll=(0.001, 0.001))
    with open_client("async", base_url=BASE, transport=transport, limits=limits) as (client, finish):
        finish(client.wait(ID, on_update=update))
    assert len(seen) == 2
    assert "HTTP 502" in str(seen[0])
    assert seen[1] is None


def test_a_log_of_trouble_has_no_signature(either: Any, caplog: pytest.LogCaptureFixture) -> None:
    """The service's messages are logged without signed queries."""
    transport, _ = service({"code": 7, "msg": "https://a.example.com/x.mp4?Signature=my-signature is bad"}, DONE)
    seen: list[str | None] = []
    either.call(BASE, "wait", ID, options={"transport": transport}, on_update=lambda task: seen.append(task.trouble))
    assert "is bad" in caplog.text
    assert "my-signature" not in caplog.text + str(seen)


@pytest.mark.parametrize(
    ("answer", "error"),
    [(404, Refused), ({"id": ID, "status": "fail"}, TaskFailed), ({"id": "x", "status": "done"}, BadAnswer)],
)
def test_each_of_many_keeps_its_id(answer: Answer, error: type[SeedanceError], either: Any) -> None:
    """The error of one of many tasks has its id."""
    results = either.call(BASE, "wait_many", [ID] * 3, options={"transport": service(answer)[0]})
    assert [(type(result).__mro__.count(error), result.task_id) for result in results] == [(1, ID)] * 3


ALWAYS: dict[str, Answer] = {
    "no line": httpx.ConnectError,
    "a parser that stumbles": httpx.RemoteProtocolError,
    "500": 500,
    "404": 404,
    "429": 429,
    "HTML": b"<html>",
    "a list": b"[]",
    "another task": {"id": "x", "status": "done"},
    "no address": {"id": ID, "status": "done"},
}


@pytest.mark.parametrize("name", ["get", "wait", "download"])
@pytest.mark.parametrize("answer", ALWAYS.values(), ids=list(ALWAYS))
def test_no_error_loses_the_id(answer: Answer, name: str, either: Any, tmp_path: Any) -> None:
    """Whatever goes wrong with a query, the error has the task's id."""
    arguments = (tmp_path / "x.mp4",) if name == "download" else ()
    transport, _ = service(answer)
    if name == "get" and answer == {"id": ID, "status": "done"}:
        return  # a task without an address is an answer to get
    with pytest.raises(SeedanceError) as caught:
        either.call(BASE, name, ID, *arguments, options={"transport": transport})
    assert caught.value.task_id == ID
