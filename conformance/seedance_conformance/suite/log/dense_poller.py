"""Watches a few tasks closely, so that the short states between creation and end leave evidence."""

import threading
import time
from collections.abc import Iterable
from contextvars import copy_context

from seedance_conformance.transport.answer import task_status
from seedance_conformance.transport.errors import TransportError
from seedance_conformance.transport.target import Target

_GOING_ON = ("queued", "processing")
_GROWTH = 1.1
_LONGEST_PAUSE = 0.5
_AFTER_THE_END = 5
_AT_ONCE = 3


class Watcher:
    """Polls tasks from a thread of its own until each has ended, and a few times after that.

    The run's poller waits until a task has usually ended; this one looks every 50 ms at first, and when it sees
    a new status it asks at once again: a state may be short, and its second answer may differ from the first.

    Args:
        target: asked about the tasks.
        timeout: seconds after which the watch ends anyhow.
        pause: seconds between two polls of a task at first.
    """

    def __init__(self, target: Target, *, timeout: float, pause: float = 0.05) -> None:
        self._target = target
        self._timeout = timeout
        self._pause = pause
        self._threads: list[threading.Thread] = []
        self._seen: dict[str, str] = {}

    def watch(self, tasks: Iterable[str]) -> None:
        """Begin to watch some tasks of the first key."""
        # The thread's requests bear the name of the test that asked for them.
        thread = threading.Thread(target=copy_context().run, args=(self._run, list(tasks)), daemon=True)
        thread.start()
        self._threads.append(thread)

    def join(self) -> None:
        """Wait until every watch has ended."""
        for thread in self._threads:
            thread.join(self._timeout)

    def _run(self, tasks: list[str]) -> None:
        left = dict.fromkeys(tasks, _AFTER_THE_END)
        deadline = time.monotonic() + self._timeout
        pause = self._pause
        while left and time.monotonic() < deadline:
            try:
                for task in left:
                    left[task] -= self._ask(task)
            except (TransportError, RuntimeError):  # httpx raises the latter once a run that stops early has closed it
                return
            left = {task: polls for task, polls in left.items() if polls > 0}
            time.sleep(pause)
            pause = min(pause * _GROWTH, _LONGEST_PAUSE)

    def _ask(self, task: str) -> int:
        """Ask once, and at once again while the status is news; how many answers showed an end."""
        ended = 0
        for _ in range(_AT_ONCE):
            status = task_status(self._target.query(task))
            # An undocumented word counts as an end: the task may never leave it.
            ended += status not in _GOING_ON
            known = self._seen.get(task) == status
            self._seen[task] = status
            if known:
                break
        return ended
