"""A server error, or no answer, proves nothing about a request: only the rules about answering are broken by it.

A proxy that answers 502 now and then looks like a refusal of whatever was sent. RB-NO-5XX and RB-NO-HANG are red then.
"""

from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import Final

from seedance_conformance.suite.verdicts import AnswerLost, Breach, Inconclusive
from seedance_conformance.transport.answers.answer import describe
from seedance_conformance.transport.exchange import Exchange

ABOUT_ANSWERING: Final = (
    *("RB-NO-5XX", "RB-NO-HANG", "RB-BODY-*", "RB-TEXT-*", "RB-ID-ODD", "RB-METHOD", "RB-PARALLEL"),
)
"""The rules whose statement demands an answer without a server error."""

_FIRST: Final = 500
_AGAIN: Final = 4
"""How often a request is repeated: with 10 % of server errors, one in 100,000 still has one at the end."""

NOT_IMPLEMENTED: Final = 501
"""The one server error that is allowed, and only for a method."""


def answered(send: Callable[[], Exchange], *, remote: bool) -> Exchange:
    """The answer to a request that other tests build on; where it is free, it is repeated after a server error.

    A proxy answers some requests in a hundred with 502. One of them must not take the evidence from all the tests that
    need what the request makes.
    """
    answer = send()
    for _ in range(0 if remote else _AGAIN):
        if answer.status is None or answer.status < _FIRST:
            break
        answer = send()
    return answer


def is_success(exchange: Exchange) -> bool:
    """Whether a request got a complete 2xx answer."""
    return exchange.status is not None and 200 <= exchange.status < 300 and not exchange.failure


def is_no_evidence(exchange: Exchange, *, method: bool = False) -> bool:
    """Whether there is no answer, or a server error; 501 is an answer if the method is the odd input."""
    if exchange.status is None or _is_lost(exchange):
        return True
    return exchange.status >= _FIRST and not (method and exchange.status == NOT_IMPLEMENTED)


def expect_evidence(exchange: Exchange, *, method: bool = False) -> None:
    """Raise Inconclusive unless an answer is evidence about its request.

    For a missing answer it is AnswerLost, which ends the test, as each costs time.
    """
    if is_no_evidence(exchange, method=method):
        raise (AnswerLost if _is_lost(exchange) else Inconclusive)(_why(exchange))


def without_proof(rule: str, breach: Breach) -> str | None:
    """Why the answer doesn't prove a breach of the rule; None if it does."""
    exchange = breach.exchange
    if exchange is None or not is_no_evidence(exchange):
        return None
    return None if any(fnmatchcase(rule, pattern) for pattern in ABOUT_ANSWERING) else _why(exchange)


def _is_lost(exchange: Exchange) -> bool:
    return exchange.status is None or exchange.failure is not None


def _why(exchange: Exchange) -> str:
    judge = "RB-NO-HANG" if _is_lost(exchange) else "RB-NO-5XX"
    return f"{describe(exchange)}: this proves nothing about the request; {judge} judges it"
