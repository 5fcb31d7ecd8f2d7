"""Restore exchanges and unsettled cases from the log of a previous run or of shards."""

from collections.abc import Callable, Container, Iterable

from seedance_conformance.cases.case import Case
from seedance_conformance.report.events import Event
from seedance_conformance.suite.context import Context
from seedance_conformance.transport.answers.answer import task_id
from seedance_conformance.transport.exchange import Exchange


def exchanges(events: Iterable[Event]) -> list[Exchange]:
    """The exchanges of a log, by number."""
    found = [
        Exchange.from_json({name: value for name, value in event.items() if name != "event"})
        for event in events
        if event["event"] == "exchange"
    ]
    return sorted(found, key=lambda exchange: exchange.number)


def renumbered(event: Event, place: Callable[[int], int]) -> Event:
    """An event with new numbers of exchanges."""
    names = [name for name in ("number", "exchange") if isinstance(event.get(name), int)]
    return {**event, **{name: place(event[name]) for name in names}}


def reopen_cases(
    events: Iterable[Event], context: Context, *, ended: bool = False, cut: Container[int] = frozenset()
) -> None:
    """Put cases whose verdict depends on the end of a task back into the context, which knows exchanges and tasks.

    With `ended`, only cases whose tasks have ended; `cut` has the numbers of creates for which this always holds.
    """
    log = {exchange.number: exchange for exchange in context.target.log}
    for event in events:
        if event["event"] == "open":
            case = Case(event["rule"], event["name"], None, event["expect"], disputed=event["disputed"])
            cases = context.pending if case.expect == "refused" else context.promised
            created = log[event["exchange"]]
            wanted = not ended and created.number not in cut
            if wanted or context.poller.wait_task(task_id(created) or "") is not None:
                cases.append((case, created))
