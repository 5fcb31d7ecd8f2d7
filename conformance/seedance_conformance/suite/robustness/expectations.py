"""The expectations of the RB family: an answer, nothing started, or no success. Otherwise they raise Breach.

`transport/answers/answer.py` defines what counts as refused. Rate-limit responses (429, or 503 with Retry-After) never
get here: the transport waits and repeats the request.
"""

from seedance_conformance.suite.server_errors import is_no_evidence
from seedance_conformance.suite.verdicts import Breach, Inconclusive
from seedance_conformance.transport.answers.answer import (
    Outcome,
    asset_id,
    call_outcome,
    create_outcome,
    describe,
    task_id,
)
from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.reproduction.script import ONCE, Repetition


def expect_answer(exchange: Exchange, name: str, *, method: bool = False, repetition: Repetition = ONCE) -> None:
    """Judge that there was an answer, and that it isn't a server error.

    `name` is that of the odd input, which may be the method: then 501 is allowed. `repetition` says how often such a
    request was sent. Raises Breach without an answer, or on a server error.
    """
    if is_no_evidence(exchange, method=method):
        observed = f"{name}: {describe(exchange)}"
        raise Breach("an answer without a server error", observed, exchange, repetition=repetition)


def expect_nothing_started(exchange: Exchange, name: str, *, method: bool = False) -> None:
    """Judge that there was an answer, without a new task or a new asset."""
    expect_answer(exchange, name, method=method)
    if _started(exchange):
        raise Breach("nothing is started", f"{name}: {describe(exchange)}", exchange)


def expect_refusal(exchange: Exchange, name: str) -> None:
    """Judge that the call was refused; raises Inconclusive for a redirect, which is neither success nor refusal."""
    expect_answer(exchange, name)
    outcome = create_outcome(exchange) if exchange.operation == "create" else call_outcome(exchange)
    if outcome is Outcome.REFUSED:
        return
    if exchange.status is not None and 300 <= exchange.status < 400:
        raise Inconclusive(f"{name}: redirected, {describe(exchange)}")
    raise Breach("refused", f"{name}: {describe(exchange)}", exchange, is_forbidden=True)


def expect_no_success(exchange: Exchange, name: str) -> None:
    """Judge as `expect_refusal` does, but allow a redirect: some routers answer odd paths with one."""
    try:
        expect_refusal(exchange, name)
    except Inconclusive:
        return


def expect_exists(exchange: Exchange, name: str) -> None:
    """Judge that a task or an asset still exists for its owner after something was tried on it."""
    if call_outcome(exchange) is not Outcome.ACCEPTED:
        raise Breach("it is still there for its owner", f"after {name}: {describe(exchange)}", exchange)


def _started(exchange: Exchange) -> bool:
    if exchange.operation == "upload":
        return call_outcome(exchange) is Outcome.ACCEPTED and asset_id(exchange) is not None
    if create_outcome(exchange) is Outcome.ACCEPTED:
        return task_id(exchange) is not None
    succeeded = exchange.status is not None and 200 <= exchange.status < 300
    return exchange.operation == "other" and succeeded and asset_id(exchange) is not None
