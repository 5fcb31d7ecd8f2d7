"""Open the log of a run, connect to its target, and continue a previous run."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

import pytest

from seedance_conformance.cases.bodies import CONTROLS
from seedance_conformance.cases.combined.combined_case import CombinedCase
from seedance_conformance.catalogue import Catalogue
from seedance_conformance.media import MediaServer
from seedance_conformance.report.events import Event
from seedance_conformance.runner.configuration.settings import Settings
from seedance_conformance.runner.event_log import EventLog, LogInUse
from seedance_conformance.runner.execution.connecting import past_outages
from seedance_conformance.runner.planning.cost import combined_case_of
from seedance_conformance.runner.resuming.previous_run import PreviousRun, exchanges, reopen_cases
from seedance_conformance.suite.context import Context
from seedance_conformance.suite.create.combined import body_of
from seedance_conformance.transport.connection.rate_limit import REMOTE_PER_SECOND, RateLimiter
from seedance_conformance.transport.spending.budget import Budget
from seedance_conformance.transport.spending.previous_answers import PreviousAnswers
from seedance_conformance.transport.spending.refusal_check import RefusalCheck
from seedance_conformance.transport.target import Target
from seedance_conformance.transport.tasks.polling import TaskPoller

_LEAST_POLLS: Final = 3  # at the same time


def open_log(settings: Settings, catalogue: Catalogue, previous: PreviousRun) -> EventLog:
    """Open the log, with its header or with the events of the previous run.

    Raises:
        pytest.UsageError: another run uses it, or it can't be written.
    """
    path, durable = settings.out / "run.jsonl", settings.remote
    try:
        log = EventLog(path, kept=_with_budget(previous.kept, settings), seconds=previous.seconds, durable=durable)
    except LogInUse as error:
        raise pytest.UsageError(str(error)) from None
    except OSError as error:
        raise pytest.UsageError(f"{settings.out} can't be written ({error.strerror}): choose another --out") from None
    if not previous.events:
        log.header(settings, catalogue)
    return log


def _with_budget(kept: list[Event], settings: Settings) -> list[Event]:
    """The events of the previous run, whose header has the budget of this one, which may be larger."""
    if not kept:
        return kept
    options = {**kept[0]["options"], "budget": settings.budget}
    head = {**kept[0], "share": settings.own_budget, "options": options}
    return [head, *kept[1:]]


def connect(settings: Settings, log: EventLog, previous: PreviousRun) -> Target:
    """The target of a run, with its budget as the previous run left it."""
    budget = Budget(
        settings.own_budget,
        log.ledger,
        spent=previous.spent,
        sent=previous.last_send,
        trust_refusals=settings.budget is None or previous.trusted,
        held=previous.held,
    )
    target = Target(
        settings.base_url,
        settings.key,
        settings.second_key,
        remote=settings.remote,
        headers=settings.connection.headers,
        route=settings.connection.route,
        budget=budget,
        rate_limiter=RateLimiter(REMOTE_PER_SECOND) if settings.remote else None,
        timeout=settings.connection.timeout,
        reconnect_seconds=settings.connection.reconnect_seconds,
        retry_seconds=300.0 if settings.remote else 30.0,
        on_exchange=log.exchange,
    )
    target.before_billed = RefusalCheck(target, CONTROLS)
    return target


def start_poller(settings: Settings, target: Target) -> TaskPoller:
    """The poller of all accepted tasks."""
    workers = max(_LEAST_POLLS, settings.concurrency)
    return TaskPoller(target, interval=settings.poll_seconds, timeout=settings.task_timeout, workers=workers)


def prefer_planned_body(context: Context, items: Iterable[pytest.Item]) -> None:
    """Let the check of refusals send the first valid body of the run that needs no media, before other bodies."""
    check = context.target.before_billed
    found = [(item, case) for item in items if (case := combined_case_of(item)) and _needs_no_media(case)]
    if found and isinstance(check, RefusalCheck):
        item, combined = found[0]
        check.prefer(item.name, body_of(combined, context.addresses))


def _needs_no_media(combined: CombinedCase) -> bool:
    return not any(step.media for step in combined.steps())


def restore(previous: PreviousRun, context: Context, log: EventLog, *, same_target: bool) -> None:
    """Continue where the previous run was stopped.

    The log gets the releases that the previous run didn't write, and the time. A mock that `conform` started has ended
    with its run, so a resumed run has another target (`same_target` is false).
    """
    target, media = context.target, context.media
    target.log.extend(exchanges(previous.kept))
    target.outages.found += past_outages(previous.kept)
    context.poller.restore(target.log, previous.orphans, poll=same_target)
    if same_target:
        here = media.public_port if isinstance(media, MediaServer) else None
        target.resumed = PreviousAnswers(previous.sent, here, previous.media_ports)
    for send in previous.refused_and_not_released:
        log.ledger({"event": "released", "send": send, "why": "refused"})
    reopen_cases(previous.kept, context, ended=not same_target)
    log.write({"event": "resumed", "time": datetime.now(UTC).isoformat(timespec="seconds")})
