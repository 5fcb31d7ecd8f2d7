"""Observations of create answers."""

from seedance_conformance.suite.log.history import History, succeeded
from seedance_conformance.suite.log.registry import observation
from seedance_conformance.suite.log.values import id_forms, tally
from seedance_conformance.transport.answers.answer import Outcome, create_outcome, describe, task_id

_DOCUMENTED = {"id", "object", "created", "model", "status", "error"}
_UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


@observation("CS-ID-FORMAT")
def id_format(history: History) -> str | None:
    """Whether task ids look like `video_` and a UUID."""
    return id_forms(map(task_id, (answer.exchange for answer in history.named)), f"video_{_UUID}", "video_ and a UUID")


@observation("CS-HTTP")
def http_status(history: History) -> str | None:
    """The HTTP status of a successful create."""
    accepted = {
        answer.exchange.number: answer.exchange for answer in (*history.creates, *history.without_task, *history.named)
    }
    return tally(f"HTTP {exchange.status}" for exchange in accepted.values())


@observation("CS-EXTRA")
def extra_fields(history: History) -> str | None:
    """Further fields in the create answer."""
    if not history.creates:
        return None
    extra = tally(name for answer in history.creates for name in answer.fields if name not in _DOCUMENTED)
    return extra or f"none in {len(history.creates)} answers"


@observation("CS-FAILED-200")
def refused_inside_success(history: History) -> str | None:
    """Creates that were refused by a 2xx answer."""
    creates = [exchange for exchange in history.log if exchange.operation == "create"]
    refused = [exchange for exchange in creates if create_outcome(exchange) is Outcome.REFUSED]
    inside = [exchange for exchange in refused if succeeded(exchange, "POST")]
    if not refused:
        return None
    if not inside:
        return f"none of {len(refused)} refused creates was answered by a 2xx"
    return f"{len(inside)} of {len(refused)} refused creates, for example {describe(inside[0])}"
