# Copied from openapi/companion/_sdk/create/spending.py by scripts/regenerate: edit it there.
"""The spending limits of a client, and the requests whose outcome is unknown."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from attrs import frozen

from ..errors import DuplicateRequest, SpendingLimit
from ..settings import Settings

__all__ = ["SpendingGuard", "UnknownOutcomes"]

DEFAULT_SECONDS = 5
"""The length of a video if the request doesn't set one (rule CR-DUR-DEFAULT)."""
ALLOWED_SECONDS = range(4, 16)


class SpendingGuard:
    """Counts tasks and their cost. What may have been billed counts as spent; only a certain refusal is refunded.

    Attributes:
        tasks: tasks that were started, or may have been.
        cost: their cost by the user's prices.
        unknown: the requests whose outcome is unknown.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self.tasks = 0
        self.cost = 0.0
        self.unknown = UnknownOutcomes()

    def reserve(self, body: Mapping[str, Any]) -> float:
        """Count a task before it is sent, and return its cost.

        Raises:
            SpendingLimit: the task would exceed a limit, or its model doesn't have a price.
        """
        cost = self._price(body)
        settings = self._settings
        with self._lock:
            if settings.max_tasks is not None and self.tasks >= settings.max_tasks:
                raise SpendingLimit(
                    f"this client has used all of max_tasks = {settings.max_tasks} tasks: raise max_tasks to continue"
                )
            if settings.max_cost is not None and self.cost + cost > settings.max_cost + 1e-9:
                raise SpendingLimit(
                    f"this task costs {cost:g}, and {self.cost:g} is already spent: together they exceed "
                    f"max_cost = {settings.max_cost:g}; raise max_cost to continue"
                )
            self.tasks += 1
            self.cost += cost
        return cost

    def refund(self, cost: float) -> None:
        """Refund a request that was certainly refused, or never sent."""
        with self._lock:
            self.tasks -= 1
            self.cost -= cost

    def _price(self, body: Mapping[str, Any]) -> float:
        if not self._settings.prices and self._settings.max_cost is None:
            return 0.0
        model = body.get("model")
        price = self._settings.prices.get(model) if isinstance(model, str) else None
        if price is None:
            raise SpendingLimit(f"prices has no entry for the model {model!r}: add the price per second of video")
        seconds = body.get("duration", DEFAULT_SECONDS)
        # A duration that breaks the rules may be sent unchecked: it counts as the longest.
        return price * (seconds if seconds in ALLOWED_SECONDS else ALLOWED_SECONDS[-1])


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
