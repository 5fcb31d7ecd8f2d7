# Copied from openapi/companion/_sdk/create/limits.py by scripts/regenerate: edit it there.
# pyright: standard
"""What tasks may cost: the price of a request, and the limits on tasks and cost, in all and for each day.

A day is a day of UTC, by the client's clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from attrs import field, frozen

from ..checks import check_amount, check_count, check_prices
from ..errors import SpendingLimit

DEFAULT_SECONDS = 5
"""The length of a video if the request doesn't set one (rule CR-DUR-DEFAULT)."""
ALLOWED_SECONDS = range(4, 16)
"""The lengths that a request may set, 4 to 15 s (rules CR-DUR-MIN and CR-DUR-MAX)."""
_TOLERANCE = 1e-9


def day_of(at: float) -> str:
    """The day of UTC of a time in Unix seconds, such as "2026-11-29"."""
    return datetime.fromtimestamp(at, UTC).date().isoformat()


@frozen
class Spent:
    """What was started, or may have been."""

    tasks: int = 0
    cost: float = 0.0
    unpriced: int = 0  # how many of the tasks were sent by clients without prices; `cost` doesn't have them

    def plus(self, cost: float | None, tasks: int = 1) -> Spent:
        """With another task, or with one less if `tasks` is -1; a cost of None isn't known."""
        if cost is None:
            return Spent(self.tasks + tasks, self.cost, self.unpriced + tasks)
        return Spent(self.tasks + tasks, self.cost + tasks * cost, self.unpriced)


@frozen(kw_only=True)
class SpendingLimits:
    """The limits of a client, in all and for a day; None is no limit. `prices` are for a second of video, by model."""

    max_tasks: int | None = None
    max_cost: float | None = None
    max_tasks_per_day: int | None = None
    max_cost_per_day: float | None = None
    prices: Mapping[str, float] = field(factory=dict)

    @classmethod
    def checked(
        cls,
        max_tasks: int | None,
        prices: Mapping[str, float] | None,
        max_cost: float | None,
        max_tasks_per_day: int | None,
        max_cost_per_day: float | None,
    ) -> SpendingLimits:
        """The limits from the arguments of a client; the errors are those of `checks.py`."""
        return cls(
            max_tasks=None if max_tasks is None else check_count("max_tasks", max_tasks),
            prices=check_prices(prices, {"max_cost": max_cost, "max_cost_per_day": max_cost_per_day}),
            max_cost=None if max_cost is None else check_amount("max_cost", max_cost),
            max_tasks_per_day=(
                None if max_tasks_per_day is None else check_count("max_tasks_per_day", max_tasks_per_day)
            ),
            max_cost_per_day=None if max_cost_per_day is None else check_amount("max_cost_per_day", max_cost_per_day),
        )

    @property
    def has_daily(self) -> bool:
        """Whether there is a limit for a day."""
        return self.max_tasks_per_day is not None or self.max_cost_per_day is not None

    @property
    def has_total(self) -> bool:
        """Whether there is a limit in all."""
        return self.max_tasks is not None or self.max_cost is not None

    def price(self, body: Mapping[str, Any]) -> float | None:
        """What a request costs, or None without prices.

        Raises:
            SpendingLimit: there are prices, but none for its model.
        """
        if not self.prices:
            return None
        model = body.get("model")
        price = self.prices.get(model) if isinstance(model, str) else None
        if price is None:
            raise SpendingLimit(f"prices has no entry for the model {model!r}: add the price per second of video")
        seconds = body.get("duration", DEFAULT_SECONDS)
        # A duration that breaks the rules may be sent unchecked: it counts as the longest.
        return price * (seconds if seconds in ALLOWED_SECONDS else ALLOWED_SECONDS[-1])

    def check_total(self, spent: Spent, cost: float | None, who: str) -> None:
        """Check that a task of that cost stays within the limits in all; `who` is "this client" or "this journal".

        Raises:
            SpendingLimit: it doesn't.
        """
        self._check(spent, cost, who, self.max_tasks, self.max_cost)

    def check_day(self, spent: Spent, cost: float | None, who: str, day: str) -> None:
        """The same for the limits of a day; raises SpendingLimit, too."""
        self._check(spent, cost, who, self.max_tasks_per_day, self.max_cost_per_day, day)

    def _check(
        self, spent: Spent, cost: float | None, who: str, max_tasks: int | None, max_cost: float | None, day: str = ""
    ) -> None:
        suffix, when = ("_per_day", f" on {day} (UTC)") if day else ("", "")
        tomorrow = ", or continue tomorrow" if day else " to continue"
        if max_tasks is not None and spent.tasks >= max_tasks:
            name = f"max_tasks{suffix}"
            raise SpendingLimit(f"{who} has used all of {name} = {max_tasks} tasks{when}: raise {name}{tomorrow}")
        if max_cost is None or cost is None:
            return
        # A client without prices doesn't say what its tasks cost: at most as much as the longest of the dearest model.
        used = spent.cost + spent.unpriced * max(self.prices.values(), default=0.0) * ALLOWED_SECONDS[-1]
        if used + cost > max_cost + _TOLERANCE:
            name = f"max_cost{suffix}"
            unpriced = f" ({spent.unpriced} tasks without a price count as the dearest)" if spent.unpriced else ""
            raise SpendingLimit(
                f"this task costs {cost:g}, and {used:g} is already spent{when}{unpriced}: together they exceed "
                f"{name} = {max_cost:g}; raise {name}{tomorrow}"
            )
