"""The budget: the most tasks that a run may be billed for, with a ledger that survives a crash."""

import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any, Literal

from seedance_conformance.transport.errors import BudgetSpent

Entry = dict[str, Any]
Why = Literal["refused", "rate-limited", "not sent"]
"""Why a unit is released."""


class Budget:
    """Counts the worst case: reserves a unit before a create is sent, releases it on a certain refusal. Thread-safe.

    Each step is an entry of the ledger, which `record` writes before the step takes effect. So the entries later show
    the outcome of each `reserved` request: `released` cost nothing, `accepted` started a task, all others may have been
    billed; `named` ones have an id that may be that of a task.

    Args:
        limit: the most tasks that may be accepted, or None for no limit.
        record: writes an entry that survives a crash.
        spent: units that the previous run used.
        sent: number of the last reservation of the previous run.
        trust_refusals: release units of refused creates at once; else hold them until the target accepts a create,
            since refusals of a target that never accepts one prove nothing.
        held: reservations of the previous run that were refused and not released.
    """

    def __init__(
        self,
        limit: int | None = None,
        record: Callable[[Entry], None] = lambda entry: None,
        *,
        spent: int = 0,
        sent: int = 0,
        trust_refusals: bool = True,
        held: Iterable[int] = (),
    ) -> None:
        self.limit = limit
        self.spent = spent
        self._sent = sent
        self._trusts_refusals = trust_refusals
        self._held: list[tuple[int, Why]] = [(send, "refused") for send in held]
        self._record = record
        self._lock = threading.Lock()

    @property
    def left(self) -> int | None:
        """Unused units, or None without a limit."""
        return None if self.limit is None else self.limit - self.spent

    @property
    def holds_refusals(self) -> bool:
        """Whether refused units are held until a create is accepted."""
        return bool(self._held) and not self._trusts_refusals

    def reserve(self, case: str, mark: str = "") -> int:
        """Reserve a unit for a request of a case, which its fingerprint marks; return the number of the reservation.

        Raises:
            BudgetSpent: no unit is left.
        """
        with self._lock:
            if self.limit is not None and self.spent >= self.limit:
                raise BudgetSpent(
                    f"the budget of {self.limit} tasks is used up: continue with --resume and a larger --budget"
                )
            self.spent += 1
            self._sent += 1
            send = self._sent
        self._record({"event": "reserved", "case": case, "send": send, "mark": mark})
        return send

    def release(self, send: int, why: Why) -> None:
        """Release a unit, or hold it until a create is accepted, if refusals aren't trusted yet."""
        with self._lock:
            if not self._trusts_refusals and why != "not sent":
                self._held.append((send, why))
                return
        self._release(send, why)

    def _release(self, send: int, why: Why) -> None:
        self._record({"event": "released", "send": send, "why": why})
        with self._lock:
            self.spent -= 1

    def name(self, send: int, task: str, key: str, *, accepted: bool, moment: float | None = None) -> None:
        """Record the id of the task of a reservation, and the role of the key that can query it.

        `accepted` tells whether the answer says that the task was started; it came at this moment in Unix seconds, or
        now.
        """
        when = datetime.now(UTC) if moment is None else datetime.fromtimestamp(moment, UTC)
        time = when.isoformat(timespec="milliseconds")
        event = "accepted" if accepted else "named"
        self._record({"event": event, "send": send, "task": task, "key": key, "time": time})
        if accepted:
            with self._lock:
                self._trusts_refusals, held, self._held = True, self._held, []
            for refused, why in held:
                self._release(refused, why)
