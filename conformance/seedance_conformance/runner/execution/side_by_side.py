"""Runs test functions side by side, before their turn, and returns their outcomes one by one in the order of the plan.

Each test sends and judges in a thread and doesn't notice the others. Pytest's loop stays sequential, and so do the
verdicts. While a test rests (`transport.parallel.resting`), another one may run, so more tests have begun than run.

A test that depends on earlier tests or on the clock is marked `alone`: it starts when all earlier tests have ended, and
nothing else starts before it has ended.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import Context as Variables
from typing import Final

from attrs import define, field

from seedance_conformance.transport.parallel import REST

Function = Callable[[], object]

_GROW_AFTER: Final = 20
_BEGUN: Final = 4  # tests that may have begun, as a multiple of those that run


@define(eq=False)
class Job:
    """A test that may run before its turn; `worst` is how many tasks it can cost on a target that bills."""

    name: Hashable
    function: Function
    worst: int = 0
    over: threading.Event = field(factory=threading.Event, init=False)
    error: BaseException | None = field(default=None, init=False)

    def run(self) -> None:
        """Run the test, and keep what it raises for `SideBySide.outcome`."""
        try:
            self.function()
        except BaseException as error:  # also pytest's exceptions that end a test
            self.error = error
        finally:
            self.over.set()


class SideBySide:
    """A few threads that take jobs in order. If a job's outcome is needed before a thread took it, it runs at once.

    Args:
        workers: jobs that run at a time, without those that rest; with 1 each runs in its turn, and in the thread that
            asks for it.
        affordable: returns how many tasks the budget still allows, or None without a budget. A job that could use what
            an earlier one needs doesn't start before its turn.
    """

    def __init__(self, workers: int, affordable: Callable[[], int | None] = lambda: None) -> None:
        self.workers = workers
        self._affordable = affordable
        self._wanted = workers
        self._quiet = 0
        self._waiting: deque[Job] = deque()
        self._known: dict[Hashable, Job] = {}
        self._under_way: dict[Hashable, Job] = {}
        self._resting = 0
        self._returning = 0
        self._closed = False
        self._lock = threading.RLock()
        # Tests that have rested wait for a place, and threads for a test: each event is for one of them.
        self._places, self._jobs = threading.Condition(self._lock), threading.Condition(self._lock)
        self._threads: list[threading.Thread] = []

    def plan(self, jobs: Sequence[Job]) -> None:
        """Let these jobs start, in this order, as soon as there are threads for them."""
        if self.workers == 1:
            return
        with self._lock:
            self._known |= {job.name: job for job in jobs}
            self._waiting.extend(jobs)
            self._jobs.notify_all()
        while len(self._threads) < _BEGUN * self.workers:
            # Each thread has its own context variables, so that a test doesn't see the current case of another.
            thread = threading.Thread(target=Variables().run, args=(self._work,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def knows(self, name: Hashable) -> bool:
        """Whether a job of this name was planned."""
        return name in self._known

    def started(self, name: Hashable) -> bool:
        """Whether a job runs or has run."""
        with self._lock:
            return name in self._known and self._known[name] not in self._waiting

    def results(self) -> dict[Hashable, BaseException | None]:
        """The jobs that have ended and aren't forgotten, with what they raised."""
        return {name: job.error for name, job in tuple(self._known.items()) if job.over.is_set()}

    def outcome(self, name: Hashable) -> None:
        """Wait until a job has ended.

        Raises:
            BaseException: what the job raised.
        """
        job = self._known[name]
        with self._lock:
            mine = job in self._waiting
            if mine:
                self._waiting.remove(job)
                self._under_way[name] = job
        if mine:
            self._run(job)
        # In short steps, since Python handles Ctrl-C between them.
        while not job.over.wait(1.0):
            pass
        if job.error is not None:
            raise job.error

    def forget(self, name: Hashable) -> None:
        """Drop a job whose outcome was used."""
        self._known.pop(name, None)

    def slow_down(self) -> None:
        """The target can't keep up: run half as many jobs at a time."""
        with self._lock:
            self._wanted, self._quiet = max(1, self._wanted // 2), 0

    def close(self, seconds: float) -> None:
        """Start nothing more, and wait at most this many seconds for the threads."""
        with self._lock:
            self._closed = True
            self._waiting.clear()
            self._jobs.notify_all()
            self._places.notify_all()
        end = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, end - time.monotonic()))

    def _work(self) -> None:
        while (job := self._take()) is not None:
            self._run(job)

    def _run(self, job: Job) -> None:
        token = REST.set(self._rest)
        job.run()
        REST.reset(token)
        with self._lock:
            del self._under_way[job.name]
            self._quiet += 1
            if self._quiet >= _GROW_AFTER and self._wanted < self.workers:
                self._wanted, self._quiet = self._wanted + 1, 0
            self._tell_next()

    def _take(self) -> Job | None:
        with self._lock:
            while not self._closed:
                if self._waiting and self._has_place() and self._is_affordable(self._waiting[0]):
                    job = self._waiting.popleft()
                    self._under_way[job.name] = job
                    self._tell_next()
                    return job
                self._jobs.wait()
            return None

    def _tell_next(self) -> None:
        """Wake one that may find a place now; it wakes the next one when it has found it."""
        (self._places if self._returning else self._jobs).notify()

    def _has_place(self) -> bool:
        """Whether another job may begin: those that have rested come first."""
        return not self._returning and len(self._under_way) - self._resting < self._wanted

    @contextmanager
    def _rest(self) -> Iterator[None]:
        """Give the place of the current job to another one, and wait for a place at the end."""
        with self._lock:
            self._resting += 1
            self._tell_next()
        try:
            yield
        finally:
            with self._lock:
                self._returning += 1
                while not self._closed and len(self._under_way) - self._resting >= self._wanted:
                    self._places.wait()
                self._returning -= 1
                self._resting -= 1
                self._tell_next()

    def _is_affordable(self, job: Job) -> bool:
        left = self._affordable()
        return left is None or job.worst + sum(other.worst for other in self._under_way.values()) <= left
