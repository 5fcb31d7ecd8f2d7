"""Observations of refusals, about which nothing is documented."""

from seedance_conformance.suite.log.history import History, calls
from seedance_conformance.suite.log.registry import observation
from seedance_conformance.suite.log.values import tally
from seedance_conformance.transport.answers.answer import Outcome, call_outcome, create_outcome, describe
from seedance_conformance.transport.exchange import NOT_JSON, Exchange


@observation("ER-ENVELOPE")
def envelope(history: History) -> str | None:
    """The body shape of refused creates and queries."""
    refused = [*_refused(history), *_refused(history, "query")]
    return tally(f"{exchange.operation} {_shape(exchange)}" for exchange in refused)


@observation("ER-STATUS")
def status(history: History) -> str | None:
    """The HTTP status of refused creates."""
    return tally(f"HTTP {exchange.status}" for exchange in _refused(history))


@observation("ER-AUTH-200")
def bad_key_inside_success(history: History) -> str | None:
    """Whether a bad key is answered by HTTP 200 with code "204"."""
    answers = _bad_keys(history)
    if not answers:
        return None
    inside = [exchange for exchange in answers if exchange.status == 200]
    example = f", for example {describe(inside[0])}" if inside else ""
    return f"{len(inside)} of {len(answers)} calls with a bad key were answered by HTTP 200{example}"


@observation("ER-AUTH-401")
def bad_key_unauthorized(history: History) -> str | None:
    """The HTTP status and body shape of calls with a bad key."""
    return tally(f"HTTP {exchange.status} {_shape(exchange)}" for exchange in _bad_keys(history))


@observation("ER-AUTH-TRANSIENT")
def passing_unauthorized(history: History) -> str | None:
    """Transient 401 answers to polls with a good key."""
    polls = [one for one in history.log if one.operation == "query" and one.key == "first"]
    if not polls:
        return None
    refused = sum(1 for exchange in polls if exchange.status == 401)
    return f"{refused or 'none'} of the polls about {calls(polls)} tasks with a good key were answered by 401"


@observation("ER-SYNC-ASYNC")
def when_refused(history: History) -> str | None:
    """Whether accepted tasks failed later, and why."""
    if not history.tasks:
        return None
    failed = [answer for task in history.tasks for answer in task.own[-1:] if answer.status == "failed"]
    refused = len(_refused(history))
    example = f", the first with {failed[0].show('error')}" if failed else ""
    return f"{refused} creates were refused at once; {len(failed)} accepted tasks failed later{example}"


@observation("ER-NO-ID")
def no_id(history: History) -> str | None:
    """Whether refused creates carry a task id."""
    refused = _refused(history)
    if not refused:
        return None
    named = [one for one in refused if (one.document or {}).get("id")]
    example = f", for example {describe(named[0])}" if named else ""
    return f"{len(named)} of {len(refused)} refused creates carry an id{example}"


@observation("ER-429")
def over_limit(history: History) -> str | None:
    """Rate-limit responses, and their Retry-After."""
    if not history.log:
        return None
    limited = [one for one in history.log if one.status == 429 or (one.status == 503 and "retry-after" in one.headers)]
    seen = tally(f"HTTP {one.status}, Retry-After {one.headers.get('retry-after', 'absent')}" for one in limited)
    return seen or f"none in {calls(history.log)} calls"


def _refused(history: History, operation: str = "create") -> list[Exchange]:
    outcome = create_outcome if operation == "create" else call_outcome
    calls = [one for one in history.log if one.operation == operation and one.key in ("first", "second")]
    return [one for one in calls if outcome(one) is Outcome.REFUSED and one.status != 429]


def _bad_keys(history: History) -> list[Exchange]:
    """Refused calls with a wrong key, or without one."""
    calls = [one for one in history.log if one.key in ("none", "other")]
    return [one for one in calls if one.operation != "other" and call_outcome(one) is Outcome.REFUSED]


def _shape(exchange: Exchange) -> str:
    """The keys of a refusal, for example `{error: {code, message}}`; values are left out."""
    document = exchange.document
    if document is None:
        return "not JSON" if exchange.json is NOT_JSON else "no object"
    return "{" + ", ".join(_key(name, value) for name, value in document.items()) + "}"


def _key(name: str, value: object) -> str:
    return f"{name}: {{{', '.join(value)}}}" if isinstance(value, dict) else name
