"""Polls a few tasks densely, so that short states between creation and end leave evidence."""

import threading
import time
from collections.abc import Iterable
from contextvars import copy_context

from seedance_conformance.transport.answers.answer import task_status
from seedance_conformance.transport.errors import TransportError
from seedance_conformance.transport.parallel import send_all
from seedance_conformance.transport.target import Target

_GOING_ON = ("queued", "processing")
_GROWTH = 1.1
_LONGEST_PAUSE = 0.5
_AFTER_THE_END = 5
_IN_A_ROW = 3
_OFTEN = 16


class DensePoller:
    """Polls tasks in a background thread until each has ended, and a few times after that; times in seconds.

    The run's own poller waits until a task has usually ended. This one polls every 50 ms at first, and polls again at
    once when it sees a new status: a state may be short, and a second answer may differ from the first. The polls of
    one task never overlap.
    """

    def __init__(self, target: Target, *, timeout: float, pause: float = 0.05, workers: int = 1) -> None:
        self._target = target
        self._timeout = timeout
        self._pause = pause
        self._workers = workers
        self._threads: list[threading.Thread] = []
        self._seen: dict[str, str] = {}
        self._often: str | None = None

    def start(self, tasks: Iterable[str], *, often: bool = False) -> None:
        """Start to poll some tasks of the first key.

        `often`: query the very first task often as soon as it has ended: a server may forget a task after some queries,
        and for how long it keeps one is open.
        """
        tasks = list(tasks)
        if often and not self._threads and tasks:
            self._often = tasks[0]
        # The log attributes the thread's requests to the test that started it.
        thread = threading.Thread(target=copy_context().run, args=(self._run, tasks), daemon=True)
        thread.start()
        self._threads.append(thread)

    def join(self) -> None:
        """Wait until polling has ended."""
        for thread in self._threads:
            thread.join(self._timeout)

    def _run(self, tasks: list[str]) -> None:
        left = dict.fromkeys(tasks, _AFTER_THE_END)
        deadline = time.monotonic() + self._timeout
        pause = self._pause
        while left and time.monotonic() < deadline:
            try:
                polled = send_all(self._poll, left, self._workers)
            except (TransportError, RuntimeError):  # httpx raises RuntimeError if a run that stops early has closed it
                return
            left = {
                task: polls - ends for (task, polls), ends in zip(left.items(), polled, strict=True) if polls > ends
            }
            time.sleep(pause)
            pause = min(pause * _GROWTH, _LONGEST_PAUSE)

    def _poll(self, task: str) -> int:
        """Poll once, and again at once while the status is new; returns how many answers showed an end."""
        ended = 0
        for _ in range(_IN_A_ROW):
            status = task_status(self._target.query(task))
            # An undocumented status counts as an end: it may be final.
            ended += status not in _GOING_ON
            known = self._seen.get(task) == status
            self._seen[task] = status
            if known:
                break
        if ended and task == self._often:
            self._often = None
            ended += sum(task_status(self._target.query(task)) not in _GOING_ON for _ in range(_OFTEN))
        return ended
