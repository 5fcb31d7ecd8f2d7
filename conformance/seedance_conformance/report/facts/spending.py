"""What a run was billed for, from the ledger in its log: accepted, maybe billed, refused.

Each request that could start a task is `reserved` in the log before it is sent. It becomes `released` if it was
certainly refused, and `accepted` if the answer says that a task was started; all others may have been billed.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from attrs import evolve, frozen

from seedance_conformance.report.events import Event


@frozen
class Spending:
    """How many requests that could start a task were accepted, maybe billed or refused."""

    accepted: int  # the answer says that a task was started
    # it isn't known whether they were billed, so they count as spent; None for an old log
    maybe_billed: int | None = None
    refused: int | None = None  # certainly refused, so not billed; None for an old log, too
    limit: int | None = None  # the budget of the run, or the shard's share of it; None without one
    whole: int | None = None  # the budget of all shards, if the run is one of them

    @property
    def used(self) -> int:
        """Used units of the budget."""
        return self.accepted + (self.maybe_billed or 0)

    @property
    def counts(self) -> str:
        """The numbers as a phrase."""
        words = ["1 task accepted" if self.accepted == 1 else f"{self.accepted:,} tasks accepted"]
        words += [] if self.maybe_billed is None else [f"{self.maybe_billed:,} maybe billed"]
        words += [] if self.refused is None else [f"{self.refused:,} refused"]
        return ", ".join(words)

    def __str__(self) -> str:
        units = f"{self.used:,} units" if self.limit is None else f"{self.used:,} of {self.limit:,} units"
        budget = "the budget" if self.whole is None else f"this shard's share of the budget of {self.whole:,}"
        return f"{units} of {budget} used: {self.counts}"

    def to_json(self) -> dict[str, int]:
        """The numbers as in `report.json` and the footer of a log."""
        numbers = zip(_NAMES, (self.accepted, self.maybe_billed, self.refused), strict=True)
        return {name: number for name, number in numbers if number is not None}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Spending":
        """The numbers of a `report.json` or a footer; missing ones are unknown."""
        accepted, *others = (stored.get(name) for name in _NAMES)
        maybe_billed, refused = (number if isinstance(number, int) else None for number in others)
        return cls(accepted if isinstance(accepted, int) else 0, maybe_billed, refused)


_NAMES: Final = ("creates_accepted", "creates_maybe_billed", "creates_refused")


def spending(events: Iterable[Event]) -> Spending:
    """Add up the ledger of a log; a log without a ledger has the numbers in its footer.

    Each shard numbers its reservations from 1, so a joined log may reserve the same number several times.
    """
    outcomes: list[str] = []
    places: dict[int, int] = {}
    limits: tuple[int | None, int | None] = (None, None)
    from_footer = Spending(0)
    for event in events:
        match event["event"]:
            case "header":
                limits = _limits(event)
            case "reserved":
                places[event["send"]] = len(outcomes)
                outcomes.append("maybe billed")
            case "accepted" if event["send"] in places:
                outcomes[places[event["send"]]] = "accepted"
            case "released" if event["send"] in places:
                # "refused", "rate-limited" or "not sent"; older logs say only that it was free.
                outcomes[places[event["send"]]] = event.get("why", "refused")
            case "footer":
                from_footer = Spending.from_json(event)
    if not outcomes:
        return evolve(from_footer, limit=limits[0], whole=limits[1])
    return Spending(outcomes.count("accepted"), outcomes.count("maybe billed"), outcomes.count("refused"), *limits)


def billed(report: Mapping[str, Any]) -> str:
    """The numbers of a `report.json` as a phrase; empty if it has none."""
    requests = report.get("requests")
    return Spending.from_json(requests).counts if isinstance(requests, dict) else ""


def started_tasks(events: Iterable[Event]) -> dict[int, str]:
    """Number of the create's exchange -> id of the task, for each `accepted` entry of the ledger."""
    tasks: dict[int, str] = {}
    found = {}
    for event in events:
        if event["event"] == "accepted":
            tasks[event["send"]] = event["task"]
        elif event["event"] == "exchange" and event.get("send") in tasks:
            found[event["number"]] = tasks.pop(event["send"])
    return found


def _limits(head: dict[str, Any]) -> tuple[int | None, int | None]:
    """The budget of a run, and for a shard that has a share of it, the whole."""
    options = head.get("options") or {}
    budget, shard = options.get("budget"), head.get("shard")
    # In logs without a share each shard had the whole budget, so merged shards had none together.
    share = head.get("share", budget if options.get("shard") == shard else None)
    return (share if isinstance(share, int) else None), (budget if shard and "share" in head else None)
