"""What a run was billed for, read from the ledger in its log: accepted, maybe billed, refused.

Each request that could start a task is `reserved` in the log before it leaves. One that was certainly refused is
`released`, one whose answer says that a task was started is `accepted`; every other may have been billed.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from attrs import frozen

from seedance_conformance.report.events import Event


@frozen
class Spending:
    """How many requests that could start a task ended in which way.

    Attributes:
        accepted: the answer says that a task was started.
        maybe_billed: nobody can tell, so they count as spent.
        refused: certainly refused, and free.
        limit: the budget, or None without one.
    """

    accepted: int
    maybe_billed: int
    refused: int
    limit: int | None = None

    @property
    def used(self) -> int:
        """Units of the budget that are gone."""
        return self.accepted + self.maybe_billed

    @property
    def counts(self) -> str:
        """The three numbers in words."""
        tasks = "1 task" if self.accepted == 1 else f"{self.accepted:,} tasks"
        return f"{tasks} accepted, {self.maybe_billed:,} maybe billed, {self.refused:,} refused"

    def __str__(self) -> str:
        units = f"{self.used:,} of {self.limit:,} units" if self.limit is not None else f"{self.used:,} units"
        return f"{units} of the budget used: {self.counts}"


def spending(events: Iterable[Event]) -> Spending:
    """Add up the ledger of a log.

    Shards count their reservations each for itself; in a joined log a number that is reserved again is another one.
    """
    outcomes: list[str] = []
    places: dict[int, int] = {}
    limit = None
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
                # "refused", "put off" or "not sent"; logs of before this field say only that it was free.
                outcomes[places[event["send"]]] = event.get("why", "refused")
    return Spending(outcomes.count("accepted"), outcomes.count("maybe billed"), outcomes.count("refused"), limit)


def billed(report: Mapping[str, Any]) -> str:
    """The three numbers of a `report.json` in words; older ones have only the first, and a broken one has none."""
    requests = report.get("requests")
    found = requests if isinstance(requests, dict) else {}
    names = ("creates_accepted", "creates_maybe_billed", "creates_refused")
    numbers = [found[name] for name in names if isinstance(found.get(name), int)]
    if len(numbers) == len(names):
        return Spending(*numbers).counts
    return f"{numbers[0]:,} tasks accepted" if "creates_accepted" in found and numbers else "tasks not counted"


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
