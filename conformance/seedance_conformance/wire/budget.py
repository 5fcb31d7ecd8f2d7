"""The money rule: how many billed tasks a run may cause at worst."""

import threading

from seedance_conformance.wire.errors import BudgetSpent


class Budget:
    """Counts tasks at worst: reserved before a create is sent, given back when it is refused. Thread-safe.

    Args:
        limit: the most tasks that may be accepted, or None for no limit.
    """

    def __init__(self, limit: int | None = None) -> None:
        self.limit = limit
        self.spent = 0
        self._lock = threading.Lock()

    def reserve(self) -> None:
        """Take one unit.

        Raises:
            BudgetSpent: none is left.
        """
        with self._lock:
            if self.limit is not None and self.spent >= self.limit:
                raise BudgetSpent(f"the budget of {self.limit} tasks is spent: raise --budget to test the rest")
            self.spent += 1

    def release(self) -> None:
        """Give one unit back: the create was refused, or provably never sent."""
        with self._lock:
            self.spent -= 1
