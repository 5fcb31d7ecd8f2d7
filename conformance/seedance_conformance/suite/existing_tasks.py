"""Existing tasks of the run: on a target that bills each create, a test that needs a task uses one of them."""

import json

from seedance_conformance.suite.context import Context
from seedance_conformance.transport.answers.answer import Outcome, create_outcome, task_id
from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.paths import CREATE_PATH


def existing_task(context: Context, *, key: str = "first", model: str | None = None) -> Exchange | None:
    """An accepted create of a remote run with the key of a role; None if there isn't one, or if a new one is free."""
    if not context.remote:
        return None
    return next(
        (one for one in tuple(context.target.log) if one.key == key and _fits(one, model)),
        None,
    )


def _fits(exchange: Exchange, model: str | None) -> bool:
    documented = (exchange.operation, exchange.method) == ("create", "POST") and exchange.url.endswith(CREATE_PATH)
    if not documented or create_outcome(exchange) is not Outcome.ACCEPTED or task_id(exchange) is None:
        return False
    return model is None or f'"model": {json.dumps(model)}' in exchange.request_body.decode("utf-8", "replace")
