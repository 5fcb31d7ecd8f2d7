"""The two expectations of a create: a violation must be refused, a valid body accepted.

They raise Breach if the target broke the rule, AnswerLost without an answer, and Inconclusive if the answer proves
nothing: the target refuses the control, too, or can't reach our media.
"""

from seedance_conformance.cases.case import Case
from seedance_conformance.suite.context import Context
from seedance_conformance.suite.media.reachability import expect_reached
from seedance_conformance.suite.server_errors import expect_evidence, is_no_evidence
from seedance_conformance.suite.verdicts import AnswerLost, Breach, Inconclusive
from seedance_conformance.transport.answers.answer import Outcome, create_outcome, describe, maybe_accepted
from seedance_conformance.transport.exchange import Exchange

# To a body without a control these may mean that the address is wrong.
_NO_ROUTE = (404, 405)


def expect(context: Context, case: Case) -> None:
    """Send a case and judge the answer by what the case expects."""
    if case.expect == "refused":
        expect_refused(context, case)
    else:
        expect_accepted(context, case)


def expect_refused(context: Context, case: Case, exchange: Exchange | None = None) -> None:
    """Judge that a violation is refused, at once or, where the case allows it, late.

    `exchange` is the answer, if the case was sent already.
    """
    exchange = exchange or context.target.create(case.body)
    if exchange.status is None or exchange.failure:
        # RB-NO-HANG judges whether a target answers at all.
        raise AnswerLost(f"{case.name}: {describe(exchange)}")
    outcome = create_outcome(exchange)
    if outcome is Outcome.REFUSED:
        return
    if _is_silent(exchange):
        raise Inconclusive(f"{case.name}: {describe(exchange)}")
    if outcome is Outcome.ACCEPTED and case.late:
        context.defer(case, exchange)
        return
    if case.late and maybe_accepted(exchange):
        # It may be refused late, which can't be seen without an id; CS-ID judges the missing id.
        raise Inconclusive(f"{case.name}: accepted without an id, so its end is unknown: {describe(exchange)}")
    observed = f"{outcome.value}: {describe(exchange)}"
    context.settle(case.rule, Breach("refused", observed, exchange, disputed=case.disputed, is_forbidden=True))


def expect_accepted(context: Context, case: Case) -> None:
    """Judge that a valid body is accepted; if it is refused, the control tells whether the rule is the reason."""
    exchange = context.target.create(case.body)
    if maybe_accepted(exchange):
        context.promise(case, exchange)
        return
    expect_evidence(exchange)
    if case.control is not None:
        control = context.target.create(case.control)
        expect_evidence(control)
        if not maybe_accepted(control):
            raise Inconclusive(f"a simpler valid body is refused too, by {describe(control)}")
    elif _is_silent(exchange) or exchange.status in _NO_ROUTE:
        raise Inconclusive(f"{case.name}: {describe(exchange)}")
    expect_reached(context, case.body)
    context.settle(case.rule, Breach("accepted", describe(exchange), exchange, disputed=case.disputed))


def _is_silent(exchange: Exchange) -> bool:
    """Whether an answer says nothing about the body: none, a server error, a redirect, or an empty success."""
    if exchange.status is None or is_no_evidence(exchange):
        return True
    return exchange.status < 400 and (exchange.status >= 300 or not exchange.body.strip())
