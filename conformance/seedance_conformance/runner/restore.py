"""Restore exchanges and unsettled cases from the log of a previous run or of shards."""

from collections.abc import Iterable
from datetime import UTC, datetime

from seedance_conformance.cases.case import Case
from seedance_conformance.media import MediaServer
from seedance_conformance.report.events import Event
from seedance_conformance.runner.event_log import EventLog
from seedance_conformance.runner.previous_run import PreviousRun
from seedance_conformance.suite.context import Context
from seedance_conformance.transport.answer import task_id
from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.replay import Replay


def restore(previous: PreviousRun, context: Context, log: EventLog, *, same_target: bool) -> None:
    """Continue where the previous run was stopped.

    Args:
        previous: that run.
        context: of this run.
        log: of this run; gets the releases that the previous run did not write, and the time.
        same_target: the target is still the same; a mock that `conform` started has ended with its run.
    """
    target, media = context.target, context.media
    target.log.extend(exchanges(previous.kept))
    context.poller.restore(target.log, previous.orphans, poll=same_target)
    if same_target:
        here = media.port if isinstance(media, MediaServer) else None
        target.replay = Replay(previous.sent, here, previous.media_ports)
    for send in previous.refused_and_not_released:
        log.ledger({"event": "released", "send": send, "why": "refused"})
    reopen_cases(previous.kept, context, ended=not same_target)
    log.write({"event": "resumed", "time": datetime.now(UTC).isoformat(timespec="seconds")})


def exchanges(events: Iterable[Event]) -> list[Exchange]:
    """The exchanges of a log, by number."""
    found = [
        Exchange.from_json({name: value for name, value in event.items() if name != "event"})
        for event in events
        if event["event"] == "exchange"
    ]
    return sorted(found, key=lambda exchange: exchange.number)


def reopen_cases(events: Iterable[Event], context: Context, *, ended: bool = False) -> None:
    """Put cases whose verdict depends on the end of a task back into the context.

    Args:
        events: of the log.
        context: its target has the exchanges in its log, and its poller knows the tasks.
        ended: only cases whose tasks have ended.
    """
    log = {exchange.number: exchange for exchange in context.target.log}
    for event in events:
        if event["event"] == "open":
            case = Case(event["rule"], event["name"], None, event["expect"], disputed=event["disputed"])
            cases = context.pending if case.expect == "refused" else context.promised
            created = log[event["exchange"]]
            if not ended or context.poller.wait_task(task_id(created) or "") is not None:
                cases.append((case, created))
