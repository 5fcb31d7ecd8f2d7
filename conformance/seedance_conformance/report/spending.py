"""What a run was billed for, read from the ledger in its log: accepted, maybe billed, refused.

Each request that could start a task is `reserved` in the log before it leaves. One that was certainly refused is
`released`, one whose answer says that a task was started is `accepted`; every other may have been billed.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from attrs import evolve, frozen

from seedance_conformance.report.events import Event


@frozen
class Spending:
    """How many requests that could start a task ended in which way.

    Attributes:
        accepted: the answer says that a task was started.
        maybe_billed: nobody can tell, so they count as spent; None for a log without a ledger, which older runs wrote.
        refused: certainly refused, and free; None likewise.
        limit: the budget, or None without one.
    """

    accepted: int
    maybe_billed: int | None = None
    refused: int | None = None
    limit: int | None = None

    @property
    def used(self) -> int:
        """Units of the budget that are gone."""
        return self.accepted + (self.maybe_billed or 0)

    @property
    def counts(self) -> str:
        """The numbers in words."""
        words = ["1 task accepted" if self.accepted == 1 else f"{self.accepted:,} tasks accepted"]
        words += [] if self.maybe_billed is None else [f"{self.maybe_billed:,} maybe billed"]
        words += [] if self.refused is None else [f"{self.refused:,} refused"]
        return ", ".join(words)

    def __str__(self) -> str:
        units = f"{self.used:,} of {self.limit:,} units" if self.limit is not None else f"{self.used:,} units"
        return f"{units} of the budget used: {self.counts}"

    def to_json(self) -> dict[str, int]:
        """The numbers as `report.json` and the footer of a log have them."""
        numbers = zip(_NAMES, (self.accepted, self.maybe_billed, self.refused), strict=True)
        return {name: number for name, number in numbers if number is not None}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Spending":
        """The numbers of a `report.json` or a footer; those that it lacks are unknown."""
        accepted, *others = (stored.get(name) for name in _NAMES)
        maybe_billed, refused = (number if isinstance(number, int) else None for number in others)
        return cls(accepted if isinstance(accepted, int) else 0, maybe_billed, refused)


_NAMES: Final = ("creates_accepted", "creates_maybe_billed", "creates_refused")


def spending(events: Iterable[Event]) -> Spending:
    """Add up the ledger of a log; a log without one has the numbers in its footer.

    Shards count their reservations each for itself; in a joined log a number that is reserved again is another one.
    """
    outcomes: list[str] = []
    places: dict[int, int] = {}
    limit, told = None, Spending(0)
    for event in events:
        match event["event"]:
            case "header":
                limit = _limit(event)
            case "reserved":
                places[event["send"]] = len(outcomes)
                outcomes.append("maybe billed")
            case "accepted" if event["send"] in places:
                outcomes[places[event["send"]]] = "accepted"
            case "released" if event["send"] in places:
                # "refused", "rate-limited" or "not sent"; older logs say only that it was free.
                outcomes[places[event["send"]]] = event.get("why", "refused")
            case "footer":
                told = Spending.from_json(event)
    if not outcomes:
        return evolve(told, limit=limit)
    return Spending(outcomes.count("accepted"), outcomes.count("maybe billed"), outcomes.count("refused"), limit)


def billed(report: Mapping[str, Any]) -> str:
    """The numbers of a `report.json` in words; empty where it has none."""
    requests = report.get("requests")
    return Spending.from_json(requests).counts if isinstance(requests, dict) else ""


def started_tasks(events: Iterable[Event]) -> dict[int, str]:
    """By the number of its create's exchange: the id of each task that the ledger has as accepted."""
    tasks: dict[int, str] = {}
    found = {}
    for event in events:
        if event["event"] == "accepted":
            tasks[event["send"]] = event["task"]
        elif event["event"] == "exchange" and event.get("send") in tasks:
            found[event["number"]] = tasks.pop(event["send"])
    return found


def _limit(head: dict[str, Any]) -> int | None:
    """The budget of a run; that of one shard is not the budget of all of them."""
    options = head.get("options") or {}
    budget = options.get("budget")
    return budget if isinstance(budget, int) and options.get("shard") == head.get("shard") else None
