"""Polling: each task is polled to its end or to the time limit."""

import json
import threading
import time
from collections import Counter
from types import SimpleNamespace
from typing import Any

import pytest
from seedance_conformance.transport.tasks.polling import TaskPoller
from tests.conftest import Answer, Scripted
from tests.transport.answers.test_answer import answer as answer_of
from tests.transport.conftest import Poll
from tests.transport.test_target import accepted

UNKNOWN: Answer = (404, {}, b"{}")
DONE: Answer = (200, {}, b'{"id": "video_1", "status": "completed"}')


def test_accepted_tasks_are_polled_to_their_end(scripted: Scripted, poll: Poll) -> None:
    """Each accepted task is polled until it has ended, and once more by drain."""
    polls = Counter[str]()
    lock = threading.Lock()

    def answer(method: str, path: str, body: bytes) -> Answer:
        if method == "POST":
            return accepted(int(body))
        with lock:
            polls[path] += 1
            status = "completed" if polls[path] > 2 else "processing"
        return 200, {}, json.dumps({"id": path.rpartition("/")[2], "status": status}).encode()

    scripted.answer = answer
    poller = poll("0", "1", "2", "3", "4")
    ended = poller.wait_task("video_3")
    poller.drain()
    assert ended is not None
    assert ended.document == {"id": "video_3", "status": "completed"}
    assert sorted(polls.values()) == [4, 4, 4, 4, 4]


@pytest.mark.parametrize(
    "answer",
    [
        (200, {"Content-Length": "999"}, b'{"id": "video_1", "status": "que'),
        (500, {}, b'{"id": "video_1"}'),
        (200, {}, b'{"code": 0, "data": {"taskId": "video_1"}}'),
    ],
    ids=["cut", "error", "other name"],
)
def test_a_task_from_a_broken_answer_is_polled(scripted: Scripted, poll: Poll, answer: Answer) -> None:
    """It may be billed."""
    scripted.answer = lambda method, *_: answer if method == "POST" else DONE
    assert poll().wait_task("video_1") is not None


@pytest.mark.parametrize(("refused", "given_up"), [(410, True), (401, False)])
def test_a_forgotten_task_is_given_up(scripted: Scripted, poll: Poll, refused: int, given_up: bool) -> None:
    """The target has shown it and then refuses five queries; a key that is refused for a moment proves nothing."""
    answers = iter([accepted(1), accepted(1), *[(refused, {}, b'{"error": "no"}')] * 10])
    scripted.answer = lambda *_: next(answers, DONE)
    assert (poll().wait_task("video_1") is None) is given_up
    assert (len(scripted.seen) == 7) is given_up


@pytest.mark.parametrize(
    ("answer", "questions"),
    [
        ((200, {}, b'{"code": 200, "data": "task_1"}'), 3),
        ((200, {}, b'{"error": "no", "data": "task_1"}'), 1),
        ((400, {}, b'{"error": "no", "task_id": "task_1"}'), 1),
        ((429, {}, b'{"error": "slow down", "task_id": "task_1"}'), 1),
        ((500, {}, b'{"error": {"id": "task_1"}}'), 1),
    ],
)
def test_an_id_in_another_place_is_polled_a_few_times(
    scripted: Scripted, poll: Poll, answer: Answer, questions: int
) -> None:
    """It may not be an id, or be known only later; after some refusals it counts as unknown."""
    scripted.answer = lambda method, *_: answer if method == "POST" else UNKNOWN
    poller = poll()
    assert poller.wait_task("task_1") is None
    assert poller.unknown("task_1")
    assert len(scripted.seen) == 1 + questions


@pytest.mark.parametrize("answer", [UNKNOWN, accepted(1)], ids=["an id that the target doesn't know yet", "no end"])
def test_a_documented_id_is_polled_until_the_time_limit(scripted: Scripted, poll: Poll, answer: Answer) -> None:
    """A target that doesn't know its own id is slow, so the task doesn't count as unknown; then waiting ends."""
    scripted.answer = lambda method, *_: accepted(1) if method == "POST" else answer
    poller = poll(timeout=0.2, interval=0.001)
    assert poller.wait_task("video_1") is None
    assert not poller.unknown("video_1")
    assert len(scripted.seen) > 4


def test_endless_reviews_get_shorter_limits(scripted: Scripted, poll: Poll) -> None:
    """The first takes the time limit; fifty more together take at most another."""
    detail = {"code": 0, "data": {"assetId": "a", "assetType": "Image", "status": "Processing"}}
    scripted.answer = lambda *_: (200, {}, json.dumps(detail).encode())
    poller = poll(timeout=0.3)
    begun = time.monotonic()
    assert poller.wait_asset("a") is None
    first = time.monotonic() - begun
    assert [poller.wait_asset("a") for _ in range(50)] == [None] * 50
    assert 0.25 < first < time.monotonic() - begun < 25 * first


@pytest.mark.parametrize(("endless", "most"), [(0, 150), (5, 400)], ids=["all end", "the first never end"])
def test_few_tasks_are_polled_until_one_has_ended(endless: int, most: int) -> None:
    """Each of a hundred takes five seconds; the others are polled when they have usually ended, or a pilot is lost."""
    now, polls = 0.0, Counter[str]()

    def query(task: str, *, key: str) -> Any:
        polls[task] += 1
        ended = now >= 5 and int(task.removeprefix("video_")) >= endless
        return answer_of(200, {"id": task, "status": "completed" if ended else "processing"}, "query")

    target: Any = SimpleNamespace(remote=False, query=query)
    poller = TaskPoller(target, interval=0.2, timeout=20.0, workers=0, clock=lambda: now)
    for number in range(100):
        poller.add(answer_of(200, {"id": f"video_{number}", "status": "queued"}))
    while poller._due:
        now = max(now, poller._due[0][0])
        poller._poll(poller._next() or "")
    assert [poller.wait_task(f"video_{number}") is None for number in range(100)] == [n < endless for n in range(100)]
    assert sum(polls.values()) < most
