"""Polls every accepted task to its end, in the background; each answer is evidence."""

import heapq
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from contextvars import Context as Variables
from math import ceil
from typing import Final

from seedance_conformance.transport.answers.answer import Outcome, asset_of, call_outcome, task_status
from seedance_conformance.transport.answers.billing import Charge, charge, named_task
from seedance_conformance.transport.current_case import CURRENT_CASE
from seedance_conformance.transport.errors import RateLimited, TransportError, Unreachable
from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.parallel import resting, send_all
from seedance_conformance.transport.target import Target
from seedance_conformance.transport.tasks.polled_task import UNDOCUMENTED, PolledTask, shows_end
from seedance_conformance.transport.tasks.waiting_times import PollIntervals, ReviewTimeout

POLLER_CASE: Final = "follow"
"""The case of the poller's queries in the log."""

# Tasks that are polled while nobody knows how long tasks of this run take.
_PILOTS = 5


class TaskPoller:
    """Polls accepted tasks from a few threads.

    On this machine the first poll of a task comes when tasks of this run have usually ended, so most tasks need one or
    two polls. If somebody waits for a task, it comes when the quickest one of this run had ended. Until the first one
    has ended, only a few pilots are polled, and the others wait for it.

    Args:
        target: of the run.
        interval: seconds between two polls of a task.
        timeout: seconds until polling a task is given up.
        workers: number of threads.
        clock: a monotonic clock in seconds.
    """

    def __init__(
        self,
        target: Target,
        *,
        interval: float,
        timeout: float,
        workers: int = 3,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._target = target
        self._interval = interval
        self._intervals = PollIntervals(interval, polite=target.remote)
        self._timeout = timeout
        self._review_timeout = ReviewTimeout(timeout)
        self._tasks: dict[str, PolledTask] = {}
        self._due: list[tuple[float, str]] = []
        self._deferred: list[str] = []  # tasks that wait for the first end
        self._clock = clock
        self._usual: float | None = None
        self._quickest: float | None = None
        self._lock = threading.RLock()
        self._changed = threading.Condition(self._lock)  # a task has ended or was given up
        # One thread waits until the next poll is due, and the others for their turn to do so: all would wake each time.
        self._sooner, self._idle = threading.Condition(self._lock), threading.Condition(self._lock)
        self._someone_waits = False
        self._closed = False
        self.trouble: Exception | None = None  # an error of the suite while polling
        target.on_accepted = self.add
        self._threads = [
            threading.Thread(target=Variables().run, args=(self._work,), daemon=True) for _ in range(workers)
        ]
        for thread in self._threads:
            thread.start()

    def add(self, created: Exchange) -> None:
        """Start polling the task of an accepted create."""
        with self._lock:
            task = self._enter(created)
            if task is None:
                return
            if self._target.remote or self._usual is not None or self._count_pilots() <= _PILOTS:
                self._schedule(task, self._intervals.first(self._usual))
            else:
                self._deferred.append(task)

    def restore(self, log: Iterable[Exchange], orphans: Iterable[tuple[str, str]] = (), *, poll: bool) -> None:
        """Restore the polling state from the log of a previous run; `poll` continues tasks that haven't ended.

        Orphans are tasks whose create isn't in the log: their ids, and the roles of their keys.
        """
        with self._lock:
            for exchange in log:
                if exchange.operation == "create":
                    self._enter(exchange)
                elif exchange.operation == "query" and exchange.case == POLLER_CASE and exchange.subject in self._tasks:
                    polled = self._tasks[exchange.subject]
                    polled.last, polled.ended = exchange, shows_end(exchange)
            for task, key in orphans:
                self._add(task, key, UNDOCUMENTED)
            for task, polled in self._tasks.items():
                polled.given_up = not (poll or polled.ended)
                if poll and not polled.ended:
                    self._schedule(task, self._intervals.first(None))
            self._changed.notify_all()

    def wait_task(self, task: str) -> Exchange | None:
        """Wait for the end of a polled task; its last answer, or None if it was given up or is unknown."""
        with resting(), self._changed:
            polled = self._tasks.get(task)
            if polled is None:
                return None
            self._hurry(task)
            while not (polled.is_over or self._closed):
                self._changed.wait(0.5)
            return polled.last if polled.ended else None

    def last(self, task: str) -> Exchange | None:
        """The last answer about a task, or None."""
        polled = self._tasks.get(task)
        return polled.last if polled else None

    def unknown(self, task: str) -> bool:
        """Whether a task was given up because the target doesn't know its id, which may not have been a task id."""
        polled = self._tasks.get(task)
        return polled is not None and polled.unknown

    def wait_asset(self, asset: str, *, key: str = "first") -> Exchange | None:
        """Poll an asset until it is Active or Failed; that answer, or None after the time limit.

        After a timeout the limit for later assets is shorter; see `ReviewTimeout`.
        """
        begun = time.monotonic()
        slower = PollIntervals(self._interval, polite=False)
        pause = self._interval / 4
        while True:
            answer = self._target.detail(asset, key=key)
            kind = str((asset_of(answer) or {}).get("assetType", ""))
            waited = time.monotonic() - begun
            if call_outcome(answer) is Outcome.ACCEPTED and task_status(answer) in ("active", "failed"):
                self._review_timeout.finished(kind, waited)
                return answer
            if waited + pause > self._review_timeout.seconds(kind):
                self._review_timeout.timed_out(kind)
                return None
            with resting():
                time.sleep(pause)
            pause = slower.after(pause)

    def drain(self, *, again: int = 40) -> None:
        """Wait until every task is over, then query up to `again` ended ones once more: is the result stable?"""
        with self._lock:
            for task in self._tasks:
                self._hurry(task)
            while not self._closed and not all(one.is_over for one in self._tasks.values()):
                self._changed.wait(0.5)
            ended = [(task, one.key) for task, one in self._tasks.items() if one.ended]
        step = ceil(len(ended) / again) or 1 if again else len(ended) + 1
        # A target that is unreachable or rate-limits for long gives no more evidence.
        with suppress(Unreachable, RateLimited):
            send_all(lambda task: self._target.query(task[0], key=task[1]), ended[step - 1 :: step], len(self._threads))

    def close(self) -> None:
        """Stop polling and wait for the threads."""
        with self._lock:
            self._closed = True
            for condition in (self._changed, self._sooner, self._idle):
                condition.notify_all()
        for thread in self._threads:
            thread.join()

    def _enter(self, created: Exchange) -> str | None:
        """Add the task of a create; its id, or None if it isn't new."""
        place = named_task(created)
        if place is None or place.id is None:
            return None
        if place.sure:
            return self._add(place.id, created.key, None)
        return self._add(place.id, created.key, UNDOCUMENTED if charge(created) is Charge.ACCEPTED else 1)

    def _add(self, task: str, key: str, refusals_left: int | None) -> str | None:
        if task in self._tasks or key not in ("first", "second"):
            return None
        self._tasks[task] = PolledTask(key, self._clock(), self._interval, refusals_left)
        return task

    def _count_pilots(self) -> int:
        return sum(not one.is_over for one in self._tasks.values()) - len(self._deferred)

    def _settle(self) -> None:
        """A task has ended or was given up: tell who waits, and poll the deferred ones when they have usually ended."""
        for task in self._deferred:
            self._plan(task, self._tasks[task].created + (self._usual or 0.0))
        self._deferred.clear()
        self._changed.notify_all()

    def _schedule(self, task: str, delay: float) -> None:
        self._plan(task, self._clock() + delay)

    def _plan(self, task: str, due: float) -> None:
        self._tasks[task].due = due  # an earlier plan for this task no longer holds
        heapq.heappush(self._due, (due, task))
        if self._due[0] == (due, task):
            self._sooner.notify()

    def _hurry(self, task: str) -> None:
        """Poll a task for the first time as early as it can have ended; a remote target keeps its pace."""
        polled = self._tasks[task]
        due = polled.created + (self._quickest or self._interval)
        if not (self._target.remote or polled.last or polled.is_over) and due < polled.due:
            self._plan(task, due)

    def _work(self) -> None:
        CURRENT_CASE.set(POLLER_CASE)
        while True:
            task = self._next()
            if task is None:
                return
            try:
                self._poll(task)
            except Exception as error:
                # If the thread ended here, others would wait for its tasks for ever.
                self._give_up(task, error)

    def _give_up(self, task: str, error: Exception) -> None:
        with self._lock:
            self.trouble = error
            self._tasks[task].given_up = True
            self._settle()

    def _next(self) -> str | None:
        with self._lock:
            while not self._closed:
                wait = self._due[0][0] - self._clock() if self._due else None
                if wait is not None and wait <= 0:
                    due, task = heapq.heappop(self._due)
                    if due == self._tasks[task].due:
                        self._tasks[task].due = 0.0
                        self._idle.notify()
                        return task
                elif self._someone_waits:
                    self._idle.wait()
                else:
                    self._someone_waits = True
                    self._sooner.wait(wait)
                    self._someone_waits = False
            return None

    def _poll(self, task: str) -> None:
        polled = self._tasks[task]
        answer = None
        with suppress(TransportError):
            answer = self._target.query(task, key=polled.key)
        with self._lock:
            age = self._clock() - polled.created
            if answer is not None:
                polled.note(answer)
                refused = call_outcome(answer) is Outcome.REFUSED
                polled.given_up = polled.given_up or (
                    refused and polled.refusals_left is None and self._target.outages.forgot(answer.sent - age)
                )
            if polled.ended:
                self._usual = age if self._usual is None else (3 * self._usual + age) / 4
                self._quickest = min(self._quickest or age, age)
            elif age > self._timeout:
                polled.given_up = True
            if polled.is_over:
                self._settle()
            else:
                self._schedule(task, polled.pause)
                polled.pause = self._intervals.after(polled.pause)
