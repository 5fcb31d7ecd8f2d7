"""What a run begins with: its log, and the connection to its target."""

from collections.abc import Callable

import pytest

from seedance_conformance.cases.bodies import CONTROLS
from seedance_conformance.catalogue import Catalogue
from seedance_conformance.runner.event_log import EventLog, LogInUse
from seedance_conformance.runner.previous_run import PreviousRun
from seedance_conformance.runner.settings import Settings
from seedance_conformance.transport.budget import Budget
from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.proof import Proof
from seedance_conformance.transport.rate_limit import REMOTE_PER_SECOND, Pace
from seedance_conformance.transport.target import Target

REMOTE_TIMEOUT = 60.0
"""Seconds to wait for an answer of a remote target."""


def open_log(settings: Settings, catalogue: Catalogue, previous: PreviousRun) -> EventLog:
    """The log of the run, with what the previous one wrote.

    Raises:
        pytest.UsageError: it can't be written.
    """
    path, durable = settings.out / "run.jsonl", settings.remote
    try:
        log = EventLog(path, kept=previous.kept, seconds=previous.seconds, durable=durable)
    except LogInUse as error:
        raise pytest.UsageError(str(error)) from None
    except OSError as error:
        raise pytest.UsageError(f"{settings.out} can't be written ({error.strerror}): choose another --out") from None
    if not previous.events:
        log.header(settings, catalogue)
    return log


def connect(settings: Settings, log: EventLog, previous: PreviousRun, listen: Callable[[Exchange], None]) -> Target:
    """The target, with a budget that knows what the previous run has spent.

    Args:
        settings: of the run.
        log: has each step of the budget.
        previous: the run that is resumed.
        listen: called with each exchange, from the thread that sent it.
    """
    target = Target(
        settings.base_url,
        settings.key,
        settings.second_key,
        budget=Budget(
            settings.budget,
            log.ledger,
            spent=previous.spent,
            sent=previous.last_send,
            on_trust=settings.budget is None or previous.trusted,
            held=previous.held,
        ),
        pace=Pace(REMOTE_PER_SECOND) if settings.remote else None,
        timeout=REMOTE_TIMEOUT if settings.remote else 10.0,
        patience=300.0 if settings.remote else 30.0,
        on_exchange=listen,
    )
    target.before_billed = Proof(target, CONTROLS)
    return target
