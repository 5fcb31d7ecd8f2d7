# Copied from openapi/companion/sdk/guard.py by scripts/regenerate: edit it there.
"""The spending limits of a client: the number of tasks, and their cost by the user's prices."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

from .errors import SpendingLimit
from .settings import Settings
from .unknown import UnknownOutcomes

__all__ = ["SpendingGuard"]

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
                    f"this client has started max_tasks = {settings.max_tasks} tasks: raise the limit to go on"
                )
            if settings.max_cost is not None and self.cost + cost > settings.max_cost + 1e-9:
                raise SpendingLimit(
                    f"this task costs {cost:g}, and {self.cost:g} is already spent: together they exceed "
                    f"max_cost = {settings.max_cost:g}; raise the limit to go on"
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
            raise SpendingLimit(f"prices has no entry for the model {model!r}: add the price of a second of its video")
        seconds = body.get("duration", DEFAULT_SECONDS)
        # A duration that breaks the rules may be sent unchecked: it counts as the longest.
        return price * (seconds if seconds in ALLOWED_SECONDS else ALLOWED_SECONDS[-1])
