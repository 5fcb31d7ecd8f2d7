"""Follows every accepted task to its end, in the background, so that each answer about it is evidence."""

import heapq
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from contextvars import Context as Variables
from typing import Final

from attrs import define

from seedance_conformance.transport.answer import Outcome, asset_of, call_outcome, task_status
from seedance_conformance.transport.billing import Charge, charge, named_task
from seedance_conformance.transport.current_case import CURRENT_CASE
from seedance_conformance.transport.errors import RateLimited, Unreachable, WireError
from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.poll_intervals import Intervals
from seedance_conformance.transport.review_timeout import Patience
from seedance_conformance.transport.target import Target

FOLLOWING: Final = "follow"
"""What the log names as the origin of the follower's queries."""

_ENDED = ("completed", "failed")
_ELSEWHERE = 3
# An id that stands elsewhere in an answer may be none, and a service may know it only after a moment.


@define
class _Followed:
    key: str
    created: float
    pause: float
    refusals_left: int | None  # until it is taken for no task; None for an id in its documented place
    last: Exchange | None = None
    ended: bool = False
    given_up: bool = False
    unknown: bool = False


class Follower:
    """Polls accepted tasks from a few threads.

    On this machine the first poll of a task comes when tasks of this run have usually ended, so that most need one or
    two.

    Args:
        target: asked about the tasks.
        interval: seconds between two polls of a task.
        timeout: seconds after which a task that has not ended is given up.
        workers: polls that may be under way at once.
    """

    def __init__(self, target: Target, *, interval: float, timeout: float, workers: int = 3) -> None:
        self._target = target
        self._interval = interval
        self._intervals = Intervals(interval, polite=target.remote)
        self._timeout = timeout
        self._patience = Patience(timeout)
        self._tasks: dict[str, _Followed] = {}
        self._due: list[tuple[float, str]] = []
        self._usual: float | None = None
        self._changed = threading.Condition()
        self._closed = False
        self.trouble: Exception | None = None  # a fault of our own, met while polling
        target.on_accepted = self.follow
        self._threads = [
            threading.Thread(target=Variables().run, args=(self._work,), daemon=True) for _ in range(workers)
        ]
        for thread in self._threads:
            thread.start()

    def follow(self, created: Exchange) -> None:
        """Begin to poll the task of an accepted create."""
        with self._changed:
            task = self._enter(created)
            if task is not None:
                self._schedule(task, self._intervals.first(self._usual))
                self._changed.notify_all()

    def recall(self, log: Iterable[Exchange], orphans: Iterable[tuple[str, str]] = (), *, poll: bool) -> None:
        """Take up what an earlier part of the run did and learnt.

        Args:
            log: its exchanges.
            orphans: id and role of the key of tasks whose create is not among them.
            poll: go on with the tasks that had not ended; else they are given up.
        """
        with self._changed:
            for exchange in log:
                if exchange.operation == "create":
                    self._enter(exchange)
                elif exchange.operation == "query" and exchange.case == FOLLOWING and exchange.subject in self._tasks:
                    followed = self._tasks[exchange.subject]
                    followed.last, followed.ended = exchange, shows_end(exchange)
            for task, key in orphans:
                self._add(task, key, _ELSEWHERE)
            for task, followed in self._tasks.items():
                followed.given_up = not (poll or followed.ended)
                if poll and not followed.ended:
                    self._schedule(task, self._intervals.first(None))
            self._changed.notify_all()

    def wait_task(self, task: str) -> Exchange | None:
        """Wait until a followed task has ended; its last answer, or None when it was given up or never followed."""
        with self._changed:
            followed = self._tasks.get(task)
            if followed is None:
                return None
            while not (followed.ended or followed.given_up or self._closed):
                self._changed.wait(0.5)
            return followed.last if followed.ended else None

    def last(self, task: str) -> Exchange | None:
        """The last answer about a task so far, or None."""
        with self._changed:
            followed = self._tasks.get(task)
            return followed.last if followed else None

    def unknown(self, task: str) -> bool:
        """Whether a task was given up since the target does not know it: what an answer named was none, perhaps."""
        with self._changed:
            followed = self._tasks.get(task)
            return followed is not None and followed.unknown

    def wait_asset(self, asset: str, *, key: str = "first") -> Exchange | None:
        """Poll an asset until it is Active or Failed; that answer, or None when it was given up.

        A target that let the time limit pass is given less time for its next assets.
        """
        begun = time.monotonic()
        slower = Intervals(self._interval, polite=False)
        pause = self._interval / 4
        while True:
            answer = self._target.detail(asset, key=key)
            kind = str((asset_of(answer) or {}).get("assetType", ""))
            waited = time.monotonic() - begun
            if call_outcome(answer) is Outcome.ACCEPTED and task_status(answer) in ("active", "failed"):
                self._patience.ended(kind, waited)
                return answer
            if waited + pause > self._patience.seconds(kind):
                self._patience.ran_out(kind)
                return None
            time.sleep(pause)
            pause = slower.after(pause)

    def drain(self, *, again: int = 40) -> None:
        """Wait until every followed task has ended or was given up, then ask about some of them once more.

        Args:
            again: how many ended tasks are asked about again; answers after the end are evidence for stability.
        """
        with self._changed:
            while not self._closed and any(not (one.ended or one.given_up) for one in self._tasks.values()):
                self._changed.wait(0.5)
            ended = [(task, one.key) for task, one in self._tasks.items() if one.ended]
        step = max(1, len(ended) // again)
        # One that vanished, or puts us off for long, gives no more evidence.
        with suppress(Unreachable, RateLimited):
            for task, key in ended[::step]:
                self._target.query(task, key=key)

    def close(self) -> None:
        """Stop polling and wait for the threads."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()

    def _enter(self, created: Exchange) -> str | None:
        """The id of a task that is not followed yet, entered among those that are."""
        place = named_task(created)
        if place is None or place.id is None:
            return None
        if place.sure:
            return self._add(place.id, created.key, None)
        return self._add(place.id, created.key, _ELSEWHERE if charge(created) is Charge.TAKEN else 1)

    def _add(self, task: str, key: str, refusals_left: int | None) -> str | None:
        if task in self._tasks or key not in ("first", "second"):
            return None
        self._tasks[task] = _Followed(key, time.monotonic(), self._interval, refusals_left)
        return task

    def _schedule(self, task: str, delay: float) -> None:
        heapq.heappush(self._due, (time.monotonic() + delay, task))

    def _work(self) -> None:
        CURRENT_CASE.set(FOLLOWING)
        while True:
            task = self._next()
            if task is None:
                return
            try:
                self._poll(task)
            except Exception as error:
                # A thread that ended here would leave others waiting for its tasks for ever.
                self._give_up(task, error)

    def _give_up(self, task: str, error: Exception) -> None:
        with self._changed:
            self.trouble = error
            self._tasks[task].given_up = True
            self._changed.notify_all()

    def _next(self) -> str | None:
        with self._changed:
            while not self._closed:
                if self._due and self._due[0][0] <= time.monotonic():
                    return heapq.heappop(self._due)[1]
                self._changed.wait(self._due[0][0] - time.monotonic() if self._due else None)
            return None

    def _poll(self, task: str) -> None:
        followed = self._tasks[task]
        try:
            answer = self._target.query(task, key=followed.key)
            ended = shows_end(answer)
        except WireError:
            answer, ended = None, False
        with self._changed:
            followed.last = answer or followed.last
            age = time.monotonic() - followed.created
            if followed.refusals_left and answer and call_outcome(answer) is Outcome.REFUSED:
                followed.refusals_left -= 1
                followed.unknown = not followed.refusals_left
            if ended:
                followed.ended = True
                self._usual = age if self._usual is None else (3 * self._usual + age) / 4
            elif age > self._timeout or followed.unknown:
                followed.given_up = True
            else:
                self._schedule(task, followed.pause)
                followed.pause = self._intervals.after(followed.pause)
            self._changed.notify_all()


def shows_end(answer: Exchange) -> bool:
    """Whether an answer to a query says that its task is over."""
    return call_outcome(answer) is Outcome.ACCEPTED and task_status(answer) in _ENDED
