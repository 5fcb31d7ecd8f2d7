"""Polls every accepted task to its end, in the background; each answer is evidence."""

import heapq
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from contextvars import Context as Variables
from math import ceil
from typing import Final

from attrs import define

from seedance_conformance.transport.answers.answer import Outcome, asset_of, call_outcome, task_status
from seedance_conformance.transport.answers.billing import Charge, charge, named_task
from seedance_conformance.transport.current_case import CURRENT_CASE
from seedance_conformance.transport.errors import RateLimited, TransportError, Unreachable
from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.parallel import send_all
from seedance_conformance.transport.resting import resting
from seedance_conformance.transport.target import Target
from seedance_conformance.transport.tasks.poll_intervals import PollIntervals
from seedance_conformance.transport.tasks.review_timeout import ReviewTimeout

POLLER_CASE: Final = "follow"
"""The case of the poller's queries in the log."""

_ENDED = ("completed", "failed")
# Refused polls until an id from an undocumented place is given up: it may not be a task, or be known only later.
_ELSEWHERE = 3
# Refused polls in a row until a task is given up that the target has shown before: it has forgotten the task.
_FORGOTTEN = 5
_PASSING = (401, 403)


@define
class _Polled:
    key: str
    created: float
    pause: float
    refusals_left: int | None  # until the id is given up; None for an id in its documented place
    due: float = 0.0  # when it is polled next
    last: Exchange | None = None
    shown: bool = False  # an answer has told its status
    refusals: int = 0  # in a row, after such an answer
    ended: bool = False
    given_up: bool = False
    unknown: bool = False


class TaskPoller:
    """Polls accepted tasks from a few threads.

    On this machine the first poll of a task comes when tasks of this run have usually ended, so most tasks need one or
    two polls. If somebody waits for a task, it comes when the quickest one of this run had ended.

    Args:
        target: of the run.
        interval: seconds between two polls of a task.
        timeout: seconds until polling a task is given up.
        workers: number of threads.
    """

    def __init__(self, target: Target, *, interval: float, timeout: float, workers: int = 3) -> None:
        self._target = target
        self._interval = interval
        self._intervals = PollIntervals(interval, polite=target.remote)
        self._timeout = timeout
        self._review_timeout = ReviewTimeout(timeout)
        self._tasks: dict[str, _Polled] = {}
        self._due: list[tuple[float, str]] = []
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
            if task is not None:
                self._schedule(task, self._intervals.first(self._usual))

    def restore(self, log: Iterable[Exchange], orphans: Iterable[tuple[str, str]] = (), *, poll: bool) -> None:
        """Restore the polling state from the log of a previous run.

        Args:
            log: its exchanges.
            orphans: id and role of the key of tasks whose create isn't in the log.
            poll: continue polling tasks that haven't ended; else give them up.
        """
        with self._lock:
            for exchange in log:
                if exchange.operation == "create":
                    self._enter(exchange)
                elif exchange.operation == "query" and exchange.case == POLLER_CASE and exchange.subject in self._tasks:
                    polled = self._tasks[exchange.subject]
                    polled.last, polled.ended = exchange, shows_end(exchange)
            for task, key in orphans:
                self._add(task, key, _ELSEWHERE)
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
            while not (polled.ended or polled.given_up or self._closed):
                self._changed.wait(0.5)
            return polled.last if polled.ended else None

    def last(self, task: str) -> Exchange | None:
        """The last answer about a task, or None."""
        with self._lock:
            polled = self._tasks.get(task)
            return polled.last if polled else None

    def unknown(self, task: str) -> bool:
        """Whether a task was given up because the target doesn't know its id, which may not have been a task id."""
        with self._lock:
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
        """Wait until every task has ended or was given up, then query some of them once more.

        Args:
            again: number of ended tasks to query again, at most; their answers show whether a result is stable.
        """
        with self._lock:
            for task in self._tasks:
                self._hurry(task)
            while not self._closed and any(not (one.ended or one.given_up) for one in self._tasks.values()):
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
        return self._add(place.id, created.key, _ELSEWHERE if charge(created) is Charge.ACCEPTED else 1)

    def _add(self, task: str, key: str, refusals_left: int | None) -> str | None:
        if task in self._tasks or key not in ("first", "second"):
            return None
        self._tasks[task] = _Polled(key, time.monotonic(), self._interval, refusals_left)
        return task

    def _schedule(self, task: str, delay: float) -> None:
        self._plan(task, time.monotonic() + delay)

    def _plan(self, task: str, due: float) -> None:
        self._tasks[task].due = due  # an earlier plan for this task no longer holds
        heapq.heappush(self._due, (due, task))
        if self._due[0] == (due, task):
            self._sooner.notify()

    def _hurry(self, task: str) -> None:
        """Poll a task for the first time as early as it can have ended; a remote target keeps its pace."""
        polled = self._tasks[task]
        due = polled.created + (self._quickest or self._interval)
        if not (self._target.remote or polled.last or polled.ended or polled.given_up) and due < polled.due:
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
            self._changed.notify_all()

    def _next(self) -> str | None:
        with self._lock:
            while not self._closed:
                wait = self._due[0][0] - time.monotonic() if self._due else None
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
        try:
            answer = self._target.query(task, key=polled.key)
            ended = shows_end(answer)
        except TransportError:
            answer, ended = None, False
        with self._lock:
            polled.last = answer or polled.last
            age = time.monotonic() - polled.created
            polled.given_up = polled.given_up or _is_forgotten(polled, answer)
            if polled.refusals_left and answer and call_outcome(answer) is Outcome.REFUSED:
                polled.refusals_left -= 1
                polled.unknown = not polled.refusals_left
            elif answer and call_outcome(answer) is Outcome.REFUSED and self._target.outages.forgot(answer.sent - age):
                polled.given_up = True
            if ended:
                polled.ended = True
                self._usual = age if self._usual is None else (3 * self._usual + age) / 4
                self._quickest = min(self._quickest or age, age)
            elif age > self._timeout or polled.unknown or polled.given_up:
                polled.given_up = True
            else:
                self._schedule(task, polled.pause)
                polled.pause = self._intervals.after(polled.pause)
            if polled.ended or polled.given_up:
                self._changed.notify_all()


def _is_forgotten(polled: _Polled, answer: Exchange | None) -> bool:
    """Whether the target has shown the task, and now refuses one query after another."""
    if answer is None or answer.status in _PASSING:
        return False
    outcome = call_outcome(answer)
    if outcome is Outcome.ACCEPTED:
        polled.shown, polled.refusals = True, 0
    elif outcome is Outcome.REFUSED and polled.shown:
        polled.refusals += 1
    return polled.refusals >= _FORGOTTEN


def shows_end(answer: Exchange) -> bool:
    """Whether an answer to a query shows that the task has ended."""
    return call_outcome(answer) is Outcome.ACCEPTED and task_status(answer) in _ENDED
