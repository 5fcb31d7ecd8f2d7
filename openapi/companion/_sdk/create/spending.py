"""The spending limits of a client, and the requests whose outcome is unknown."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from attrs import evolve, frozen

from ..errors import DuplicateRequest
from ..journal.interface import AnyJournal
from ..settings import Settings
from .limits import Spent, day_of


@frozen
class Reserved:
    """A task that is counted: its cost, or None without prices, and the day of UTC to which it counts."""

    cost: float | None
    day: str


class SpendingGuard:
    """Counts tasks and their cost. What may have been billed counts as spent; only a certain refusal is refunded.

    Limits that the journal counts, for all clients that share it, are left to its `begin`. `tasks` and `cost` are those
    of this client, by the user's prices.
    """

    def __init__(self, settings: Settings, journal: AnyJournal | None = None) -> None:
        self.limits = given = settings.spending
        if journal is not None:
            given = evolve(given, max_tasks_per_day=None, max_cost_per_day=None)
            if journal.counts_total:
                given = evolve(given, max_tasks=None, max_cost=None)
        self._own = given
        self._lock = threading.Lock()
        self.tasks = 0
        self.cost = 0.0
        self._today = ("", Spent())
        self.unknown = UnknownOutcomes()

    def reserve(self, body: Mapping[str, Any], now: float) -> Reserved:
        """Count a task before it is sent.

        Raises:
            SpendingLimit: the task would exceed a limit, or its model doesn't have a price.
        """
        cost, day = self.limits.price(body), day_of(now)
        with self._lock:
            self._own.check_total(Spent(self.tasks, self.cost), cost, "this client")
            today = self._today[1] if self._today[0] == day else Spent()
            self._own.check_day(today, cost, "this client", day)
            self._today = (day, today.plus(cost))
            self.tasks += 1
            self.cost += cost or 0.0
        return Reserved(cost, day)

    def refund(self, reserved: Reserved) -> None:
        """Refund a request that was certainly refused, or never sent."""
        with self._lock:
            self.tasks -= 1
            self.cost -= reserved.cost or 0.0
            day, today = self._today
            if day == reserved.day:
                self._today = (day, today.plus(reserved.cost, -1))


MOST = 10_000
"""The most requests that are remembered; then the oldest is forgotten."""


@frozen
class _Sent:
    request_id: str
    at: float
    task_id: str | None


class UnknownOutcomes:
    """Requests whose outcome is unknown, by the hash of their body. Thread-safe.

    Only an unknown outcome blocks a body. Bodies that are being sent, or were accepted, don't: several takes of one
    prompt, even at the same time, are normal use, and the user wants to pay for each.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sent: OrderedDict[str, _Sent] = OrderedDict()

    def any(self) -> bool:
        """Whether there are any."""
        return bool(self._sent)

    def check(self, digest: str, now: float) -> None:
        """Check that a body's outcome isn't unknown.

        Raises:
            DuplicateRequest: it is unknown.
        """
        with self._lock:
            sent = self._sent.get(digest)
        if sent is not None:
            look = f"wait for task {sent.task_id}" if sent.task_id else "check your account"
            raise DuplicateRequest(
                f"an identical request was sent {now - sent.at:.0f} s ago (request {sent.request_id}), and it isn't "
                f"known whether it was billed: {look} first; again=True sends it once more, and may bill it twice",
                task_id=sent.task_id,
                request_id=sent.request_id,
            )

    def add(self, digest: str, request_id: str, sent_at: float, task_id: str | None) -> None:
        """Remember a request whose outcome is unknown, with its task's id if the answer has one."""
        with self._lock:
            self._sent.pop(digest, None)
            self._sent[digest] = _Sent(request_id, sent_at, task_id)
            while len(self._sent) > MOST:
                self._sent.popitem(last=False)

    def forget(self, digest: str) -> None:
        """Unblock a body: the user has sent it again, and it was accepted."""
        with self._lock:
            self._sent.pop(digest, None)
