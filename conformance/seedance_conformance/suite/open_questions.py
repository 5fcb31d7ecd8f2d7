"""Requests about open questions, and their outcomes in a few words."""

from collections.abc import Iterable, Mapping

from seedance_conformance.suite.context import Context
from seedance_conformance.transport.answers.answer import (
    Outcome,
    call_outcome,
    create_outcome,
    describe,
    task_id,
    task_status,
)
from seedance_conformance.transport.exchange import Exchange


def outcome(exchange: Exchange) -> str:
    """How the target answered a request, in two or three words."""
    if exchange.status is None:
        return describe(exchange)
    kind = create_outcome(exchange) if exchange.operation == "create" else call_outcome(exchange)
    return f"{kind.name.lower()} ({exchange.status})"


def final_outcome(context: Context, exchange: Exchange) -> str:
    """How the target answered a create and, if it accepted, how the task ended."""
    name = task_id(exchange)
    if create_outcome(exchange) is not Outcome.ACCEPTED or name is None:
        return outcome(exchange)
    ended = context.poller.wait_task(name)
    return f"{outcome(exchange)}, then {task_status(ended) if ended else 'no end in time'}"


def observe_each(context: Context, sent: Mapping[str, Exchange], shown: Exchange | None = None) -> None:
    """Record in one line how the target answered labelled requests; `shown` is the exchange that the report shows."""
    context.observe("; ".join(f"{label} {outcome(answer)}" for label, answer in sent.items()), shown)


def observe_creates(context: Context, bodies: Iterable[tuple[str, object]], *, to_the_end: bool = False) -> None:
    """Send labelled create bodies and record in one line how the target answered each, and how the tasks ended."""
    sent = [(label, context.target.create(body)) for label, body in bodies]
    parts = [f"{label} {final_outcome(context, one) if to_the_end else outcome(one)}" for label, one in sent]
    context.observe("; ".join(parts), sent[0][1])
