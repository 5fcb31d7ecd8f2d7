"""The money rule: how many billed tasks a run may cause at worst, with a ledger that survives a crash."""

import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any, Literal

from seedance_conformance.transport.errors import BudgetSpent

Entry = dict[str, Any]
Why = Literal["refused", "rate-limited", "not sent"]
"""Why a unit is given back."""


class Budget:
    """Counts tasks at worst: reserved before a create is sent, given back on a certain refusal. Thread-safe.

    Each step is an entry of the ledger, and `record` has it before the step counts as done. So whoever reads the
    entries later knows what became of each `reserved` request: `released` cost nothing, `accepted` started a task, and
    all others may have been billed; of these `named` have an id that may be that of a task.

    A refusal proves something only on a target that accepts something. So with `on_trust=False` what was refused stays
    spent until a create is accepted; then all of it is given back.

    Args:
        limit: the most tasks that may be accepted, or None for no limit.
        record: writes an entry where a crash can't take it.
        spent: units that are gone already.
        sent: number of the last reservation before this run.
        on_trust: refusals are believed at once.
        held: reservations of an earlier part of the run that were refused, and are not given back.
    """

    def __init__(
        self,
        limit: int | None = None,
        record: Callable[[Entry], None] = lambda entry: None,
        *,
        spent: int = 0,
        sent: int = 0,
        on_trust: bool = True,
        held: Iterable[int] = (),
    ) -> None:
        self.limit = limit
        self.spent = spent
        self._sent = sent
        self._on_trust = on_trust
        self._held: list[tuple[int, Why]] = [(send, "refused") for send in held]
        self._record = record
        self._lock = threading.Lock()

    @property
    def left(self) -> int | None:
        """Units that are neither spent nor held, or None without a limit."""
        return None if self.limit is None else self.limit - self.spent

    @property
    def doubted(self) -> bool:
        """Whether refusals wait for a create that is accepted."""
        return bool(self._held) and not self._on_trust

    def reserve(self, case: str, mark: str = "") -> int:
        """Take one unit for a request of a case; the number of the reservation.

        Args:
            case: origin of the request.
            mark: what tells it apart from others of that origin.

        Raises:
            BudgetSpent: none is left.
        """
        with self._lock:
            if self.limit is not None and self.spent >= self.limit:
                raise BudgetSpent(
                    f"the budget of {self.limit} tasks is spent: a new run with a larger --budget tests the rest, "
                    "and is billed from its start"
                )
            self.spent += 1
            self._sent += 1
            send = self._sent
        self._record({"event": "reserved", "case": case, "send": send, "mark": mark})
        return send

    def release(self, send: int, why: Why) -> None:
        """Give a unit back, at once or on proof: the create was refused, rate-limited, or provably never sent."""
        with self._lock:
            held = not self._on_trust and why != "not sent"
            if held:
                self._held.append((send, why))
        if not held:
            self._give_back(send, why)

    def _trust(self) -> None:
        """Give back what was held: the target was seen to accept a create."""
        with self._lock:
            self._on_trust, held = True, self._held
            self._held = []
        for send, why in held:
            self._give_back(send, why)

    def _give_back(self, send: int, why: Why) -> None:
        self._record({"event": "released", "send": send, "why": why})
        with self._lock:
            self.spent -= 1

    def name(self, send: int, task: str, key: str, *, accepted: bool) -> None:
        """Keep the id of a task that was received.

        Args:
            send: number of the reservation.
            task: the id.
            key: role of the key that may ask about it.
            accepted: whether the answer says that the task was started; else it only may have been.
        """
        time = datetime.now(UTC).isoformat(timespec="milliseconds")
        event = "accepted" if accepted else "named"
        self._record({"event": event, "send": send, "task": task, "key": key, "time": time})
        if accepted:
            self._trust()
