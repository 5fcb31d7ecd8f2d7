"""The monitor of the form of successful answers, EP-RESP-JSON."""

from collections.abc import Iterator

from seedance_conformance.suite.log.history import Answer, History, calls, succeeded
from seedance_conformance.suite.log.registry import Tolerated, monitor
from seedance_conformance.suite.verdicts import Breach
from seedance_conformance.transport.answers.answer import describe
from seedance_conformance.transport.exchange import Exchange

_METHODS = {"create": "POST", "query": "GET", "upload": "POST", "detail": "GET", "delete": "DELETE"}


@monitor("EP-RESP-JSON")
def one_object(history: History) -> int:
    """A success is one JSON object, with a task's fields at top level and an upload's result in `data`.

    A refusal inside a 2xx answer is an object, too. A wrapper around an asset's detail is open, and CS-NO-WRAP judges
    the place of the fields in create answers.
    """
    successes = list(_successes(history))
    for exchange in successes:
        if exchange.document is None:
            raise Breach("one JSON object", describe(exchange), exchange)
    _places(history.queries, wrapper=None, remote=history.remote)
    _places(history.uploads, wrapper="data", remote=history.remote)
    return calls(successes)


def _successes(history: History) -> Iterator[Exchange]:
    """The 2xx answers of the five endpoints to calls in the documented form, about ids that the target assigned."""
    known = {task.id for task in history.tasks} | {asset.id for asset in history.assets}
    for exchange in history.log:
        method = _METHODS.get(exchange.operation)
        if method is None or exchange.key not in ("first", "second") or not succeeded(exchange, method):
            continue
        if exchange.operation in ("create", "upload") or exchange.subject in known:
            yield exchange


def _places(answers: list[Answer], *, wrapper: str | None, remote: bool) -> None:
    for answer in answers:
        if answer.wrapper == wrapper or not answer.fields.keys() & {"id", "status", "assetId"}:
            continue
        expected = f"the result in {wrapper}" if wrapper else "the fields at top level"
        where = f"under {answer.wrapper}" if answer.wrapper else "at top level"
        observed = f"{answer.exchange.operation} answers have them {where}"
        if remote:
            raise Tolerated(observed)
        raise Breach(expected, observed, answer.exchange)
