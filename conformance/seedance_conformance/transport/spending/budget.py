"""The budget: the most tasks that a run may be billed for, with a ledger that survives a crash."""

import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any, Literal

from attrs import define, field

from seedance_conformance.transport.errors import BudgetSpent

Entry = dict[str, Any]
Why = Literal["refused", "rate-limited", "not sent"]
"""Why a unit is released."""


def _refused(sends: Iterable[int]) -> list[tuple[int, Why]]:
    return [(send, "refused") for send in sends]


@define(eq=False)
class Budget:
    """Counts the worst case: reserves a unit before a create is sent, releases it on a certain refusal. Thread-safe.

    Each step is an entry of the ledger, which `record` writes before the step takes effect. So the entries later show
    the outcome of each `reserved` request: `released` cost nothing, `accepted` started a task, all others may have been
    billed; `named` ones have an id that may be that of a task.

    Refusals of a target that never accepts a create prove nothing. So unless it trusts them from the beginning, units
    of refused creates are held until the target accepts one.
    """

    limit: int | None = None  # the most tasks that may be accepted, or None for no limit
    _record: Callable[[Entry], None] = lambda entry: None  # writes an entry that survives a crash
    spent: int = field(default=0, kw_only=True)  # units that the previous run used
    _sent: int = field(default=0, kw_only=True)  # number of the last reservation of the previous run
    _trust_refusals: bool = field(default=True, kw_only=True)
    # reservations of the previous run that were refused and not released
    _held: list[tuple[int, Why]] = field(factory=list, kw_only=True, converter=_refused)
    _lock: threading.Lock = field(factory=threading.Lock, init=False)

    @property
    def left(self) -> int | None:
        """Unused units, or None without a limit."""
        return None if self.limit is None else self.limit - self.spent

    @property
    def holds_refusals(self) -> bool:
        """Whether refused units are held until a create is accepted."""
        return bool(self._held) and not self._trust_refusals

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
            if not self._trust_refusals and why != "not sent":
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
                self._trust_refusals, held, self._held = True, self._held, []
            for refused, why in held:
                self._release(refused, why)
