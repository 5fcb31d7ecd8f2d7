# Copied from openapi/companion/sdk/guard.py by scripts/regenerate: edit it there.
"""What a client may spend: a number of tasks, a sum by the user's own prices, and on no request twice unawares."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

from .errors import SpendingLimit
from .settings import Settings
from .unknown import UnknownOutcomes

__all__ = ["Guard"]

DEFAULT_SECONDS = 5
"""The length of a video that doesn't ask for one (rule CR-DUR-DEFAULT)."""
ALLOWED_SECONDS = range(4, 16)


class Guard:
    """Counts what was sent. Only a certain refusal gives a unit back: what may have been billed counts as spent.

    Attributes:
        tasks: tasks that were started, or may have been.
        cost: what they cost, by the user's prices.
        unknown: the requests whose outcome is unknown.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self.tasks = 0
        self.cost = 0.0
        self.unknown = UnknownOutcomes()

    def reserve(self, body: Mapping[str, Any]) -> float:
        """Count one more task, before it is sent; gives its cost.

        Raises:
            SpendingLimit: it would exceed a limit, or its model has no price.
        """
        cost = self._price(body)
        settings = self._settings
        with self._lock:
            if settings.max_tasks is not None and self.tasks >= settings.max_tasks:
                raise SpendingLimit(f"max_tasks = {settings.max_tasks} tasks were started already: raise it to go on")
            if settings.max_cost is not None and self.cost + cost > settings.max_cost + 1e-9:
                raise SpendingLimit(
                    f"this task costs {cost:g} and {self.cost:g} are spent: max_cost = {settings.max_cost:g} would be "
                    "exceeded"
                )
            self.tasks += 1
            self.cost += cost
        return cost

    def give_back(self, cost: float) -> None:
        """The request was refused for certain, or never sent."""
        with self._lock:
            self.tasks -= 1
            self.cost -= cost

    def _price(self, body: Mapping[str, Any]) -> float:
        if not self._settings.prices and self._settings.max_cost is None:
            return 0.0
        model = body.get("model")
        price = self._settings.prices.get(model) if isinstance(model, str) else None
        if price is None:
            raise SpendingLimit(f"prices has no entry for the model {model!r}: add what a second of its video costs")
        seconds = body.get("duration", DEFAULT_SECONDS)
        # What the rules don't allow may have been sent unchecked: it is counted as the longest.
        return price * (seconds if seconds in ALLOWED_SECONDS else ALLOWED_SECONDS[-1])
