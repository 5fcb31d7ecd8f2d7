"""Probes: requests about open questions, sent to see what the target does, and their outcome in a few words."""

from collections.abc import Iterable

from seedance_conformance.suite.context import Context
from seedance_conformance.transport.answer import Outcome, call_outcome, create_outcome, describe, task_id, task_status
from seedance_conformance.transport.exchange import Exchange


def took(exchange: Exchange) -> str:
    """How a request was taken, in two or three words."""
    if exchange.status is None:
        return describe(exchange)
    outcome = create_outcome(exchange) if exchange.operation == "create" else call_outcome(exchange)
    words = {Outcome.ACCEPTED: "accepted", Outcome.REFUSED: "refused", Outcome.UNCLEAR: "unclear"}
    return f"{words[outcome]} ({exchange.status})"


def took_in_the_end(context: Context, exchange: Exchange) -> str:
    """How a create was taken; for an accepted one, also how its task ended."""
    name = task_id(exchange)
    if create_outcome(exchange) is not Outcome.ACCEPTED or name is None:
        return took(exchange)
    ended = context.poller.wait_task(name)
    return f"{took(exchange)}, then {task_status(ended) if ended else 'no end in time'}"


def observe_creates(context: Context, probes: Iterable[tuple[str, object]], *, to_the_end: bool = False) -> None:
    """Send bodies to create and record in one line how each was taken.

    Args:
        context: of the run.
        probes: what is open about each body, and the body.
        to_the_end: wait for accepted tasks, where a refusal may come late.
    """
    sent = [(label, context.target.create(body)) for label, body in probes]
    parts = [f"{label} {took_in_the_end(context, one) if to_the_end else took(one)}" for label, one in sent]
    context.observe("; ".join(parts), sent[0][1])
