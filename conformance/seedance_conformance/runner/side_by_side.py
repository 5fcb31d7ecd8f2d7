"""Runs test functions ahead of their turn, side by side, and gives their outcomes one after another, in plan order.

Sending and judging know nothing of this: each test sends and judges in a thread. Pytest's loop stays sequential, and so
do the verdicts. A test that depends on earlier tests or on the clock is marked `alone`: it starts when all earlier
tests are over, and nothing else starts before it is over.
"""

import threading
from collections import deque
from collections.abc import Callable, Hashable, Sequence
from contextvars import Context as Variables
from typing import Final

from attrs import define, field, frozen

Function = Callable[[], object]

_GROW_AFTER: Final = 20


@frozen
class Job:
    """A test that may run ahead of its turn.

    Attributes:
        name: of the test.
        function: the test, ready to be called.
        worst: how many tasks it can cost on a target that bills.
    """

    name: Hashable
    function: Function
    worst: int = 0


@define
class _Running:
    job: Job
    over: threading.Event = field(factory=threading.Event)
    error: BaseException | None = None

    def run(self) -> None:
        try:
            self.job.function()
        except BaseException as error:  # also pytest's own ways of ending a test, which are raised again in its turn
            self.error = error
        finally:
            self.over.set()


class SideBySide:
    """A few threads that run jobs in order. What is asked for before a thread took it runs at once.

    Args:
        workers: jobs that run at a time; with 1 each runs in its turn, and in the thread that asks for it.
        affordable: how many tasks the budget still allows, or None without a budget. No job starts ahead of its turn
            that could take what an earlier one needs.
    """

    def __init__(self, workers: int, affordable: Callable[[], int | None] = lambda: None) -> None:
        self.workers = workers
        self._affordable = affordable
        self._wanted = workers
        self._quiet = 0
        self._waiting: deque[_Running] = deque()
        self._known: dict[Hashable, _Running] = {}
        self._under_way: dict[Hashable, Job] = {}
        self._closed = False
        self._changed = threading.Condition()
        self._threads: list[threading.Thread] = []

    def plan(self, jobs: Sequence[Job]) -> None:
        """Let these jobs start, in this order, as soon as there are threads for them."""
        if self.workers == 1:
            return
        with self._changed:
            for job in jobs:
                running = _Running(job)
                self._known[job.name] = running
                self._waiting.append(running)
            self._changed.notify_all()
        while len(self._threads) < self.workers:
            # With variables of its own: what a test names as its origin is not seen by the others.
            thread = threading.Thread(target=Variables().run, args=(self._work,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def knows(self, name: Hashable) -> bool:
        """Whether a job of this name was planned."""
        return name in self._known

    def started(self, name: Hashable) -> bool:
        """Whether a job runs or has run."""
        with self._changed:
            return name in self._known and self._known[name] not in self._waiting

    def results(self) -> dict[Hashable, BaseException | None]:
        """The jobs that are over and not forgotten, with what they raised."""
        return {name: running.error for name, running in tuple(self._known.items()) if running.over.is_set()}

    def outcome(self, name: Hashable) -> None:
        """Wait until a job is over.

        Raises:
            BaseException: what the job raised.
        """
        running = self._known[name]
        with self._changed:
            mine = running in self._waiting
            if mine:
                self._waiting.remove(running)
                self._under_way[name] = running.job
        if mine:
            self._run(running)
        # In short steps: Python handles Ctrl-C between two of them.
        while not running.over.wait(1.0):
            pass
        if running.error is not None:
            raise running.error

    def forget(self, name: Hashable) -> None:
        """Drop a job whose outcome was used."""
        self._known.pop(name, None)

    def slow_down(self) -> None:
        """The target can't keep up: run half as many jobs at a time."""
        with self._changed:
            self._wanted, self._quiet = max(1, self._wanted // 2), 0

    def close(self, seconds: float) -> None:
        """Start nothing more, and wait for what is under way, at most for so long."""
        with self._changed:
            self._closed = True
            self._waiting.clear()
            self._changed.notify_all()
        for thread in self._threads:
            thread.join(seconds)

    def _work(self) -> None:
        while (running := self._take()) is not None:
            self._run(running)

    def _run(self, running: _Running) -> None:
        running.run()
        with self._changed:
            del self._under_way[running.job.name]
            self._recover()
            self._changed.notify_all()

    def _take(self) -> _Running | None:
        with self._changed:
            while not self._closed:
                if self._waiting and len(self._under_way) < self._wanted and self._is_affordable(self._waiting[0].job):
                    running = self._waiting.popleft()
                    self._under_way[running.job.name] = running.job
                    return running
                self._changed.wait()
            return None

    def _is_affordable(self, job: Job) -> bool:
        left = self._affordable()
        return left is None or job.worst + sum(other.worst for other in self._under_way.values()) <= left

    def _recover(self) -> None:
        self._quiet += 1
        if self._quiet >= _GROW_AFTER and self._wanted < self.workers:
            self._wanted, self._quiet = self._wanted + 1, 0
