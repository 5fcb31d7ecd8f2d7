"""The dense poller polls until a task has ended and a few times more, but not longer than its timeout."""

import threading
from typing import Any

import pytest
from seedance_conformance.suite.log.dense_poller import DensePoller
from seedance_conformance.transport.errors import Unreachable


class Target:
    """Answers about each task with the given status words in turn; the last one stays."""

    def __init__(self, log: Any, **words: list[str]) -> None:
        self.log = log
        self.words = words
        self.asked: list[str] = []

    def query(self, task: str) -> Any:
        """The next answer about a task."""
        self.asked.append(task)
        words = self.words[task]
        word = words.pop(0) if len(words) > 1 else words[0]
        if word == "unreachable":
            raise Unreachable("gone")
        return self.log.query(task, word)


def _asked(log: Any, timeout: float = 60.0, **words: list[str]) -> list[str]:
    """Which tasks are polled, in order."""
    target: Any = Target(log, **words)
    poller = DensePoller(target, timeout=timeout, pause=0.0)
    poller.start(words, often=True)
    poller.join()
    return target.asked  # type: ignore[no-any-return]


def test_tasks_are_polled_to_their_end_and_beyond(log: Any) -> None:
    """Each task is polled until it has ended, and a few times after that; an undocumented word may be an end."""
    asked = _asked(log, a=["queued", "processing", "completed"], b=["failed"], c=["cancelled"])
    assert asked.count("a") >= 2 + 5
    assert asked.count("b") == 5
    assert asked.count("c") >= 5


def test_a_new_status_is_polled_again_at_once(log: Any) -> None:
    """The second poll in a short state comes before those of other tasks."""
    assert _asked(log, a=["processing", "processing", "completed"], b=["failed"])[:4] == ["a", "a", "b", "b"]


def test_the_first_task_is_queried_often_at_once(log: Any) -> None:
    """A server may forget a task after some queries; much later it may have forgotten it for another reason."""
    assert "a" * 16 in "".join(_asked(log, a=["queued", "completed"], b=["completed"]))


def test_a_task_that_does_not_end_is_polled_until_the_timeout(log: Any) -> None:
    """Polling ends with the timeout."""
    assert _asked(log, a=["queued"], timeout=0.05)


@pytest.mark.parametrize("words", [["queued", "unreachable"], ["unreachable"]])
def test_an_unreachable_target_ends_polling(log: Any, words: list[str]) -> None:
    """The run reports that, not the thread."""
    assert len(_asked(log, a=list(words))) == len(words)


def test_tasks_are_polled_at_the_same_time_if_allowed(log: Any) -> None:
    """A distant target answers about both before either is asked again."""
    both = threading.Barrier(2, timeout=10)

    class Waiting(Target):
        def query(self, task: str) -> Any:
            both.wait()
            return super().query(task)

    target = Waiting(log, a=["completed"], b=["completed"])
    poller = DensePoller(target, timeout=60.0, pause=0.0, workers=2)  # type: ignore[arg-type]
    poller.start([])
    poller.start(["a", "b"])
    poller.join()
    assert (target.asked.count("a"), target.asked.count("b")) == (5, 5)
