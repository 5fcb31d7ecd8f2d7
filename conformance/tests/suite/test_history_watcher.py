"""The watcher polls until a task has ended and a few times more, and gives up by itself."""

from typing import Any

import pytest
from seedance_conformance.suite.log.dense_poller import Watcher
from seedance_conformance.transport.errors import Unreachable


class Target:
    """Answers about each task with the given status words in turn, the last one for ever."""

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


def _watch(target: Any, tasks: list[str], timeout: float = 60.0) -> None:
    watcher = Watcher(target, timeout=timeout, pause=0.0)
    watcher.watch(tasks)
    watcher.join()


def test_tasks_are_watched_to_their_end_and_beyond(log: Any) -> None:
    """Each has its own end, and answers after it."""
    target = Target(log, a=["queued", "processing", "completed"], b=["failed"])
    _watch(target, ["a", "b"])
    assert target.asked.count("a") >= 2 + 5
    assert target.asked.count("b") == 5


def test_a_new_status_is_asked_about_again_at_once(log: Any) -> None:
    """The second answer in a short state comes before the other tasks have their turn."""
    target = Target(log, a=["processing", "processing", "completed"], b=["failed"])
    _watch(target, ["a", "b"])
    assert target.asked[:4] == ["a", "a", "b", "b"]


def test_an_undocumented_word_counts_as_an_end(log: Any) -> None:
    """A task may stay in it for good."""
    target = Target(log, a=["cancelled"])
    _watch(target, ["a"])
    assert len(target.asked) == 5


def test_a_task_that_does_not_end_is_given_up(log: Any) -> None:
    """The watch ends with its time."""
    target = Target(log, a=["queued"])
    _watch(target, ["a"], timeout=0.05)
    assert target.asked


@pytest.mark.parametrize("words", [["queued", "unreachable"], ["unreachable"]])
def test_a_target_that_is_gone_ends_the_watch(log: Any, words: list[str]) -> None:
    """That is for the run to notice, not for a thread."""
    target = Target(log, a=list(words))
    _watch(target, ["a"])
    assert len(target.asked) == len(words)
