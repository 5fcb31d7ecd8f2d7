"""Monitors of single fields: the value of a field in each answer of a kind, or in those with some statuses."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, Literal
from urllib.parse import urlsplit

from attrs import frozen

from seedance_conformance.suite.log.history import Answer, History
from seedance_conformance.suite.log.registry import monitor
from seedance_conformance.suite.log.values import as_documented, is_number, is_whole, number
from seedance_conformance.suite.verdicts import Breach

MODELS: Final = ("seedance_2_0", "seedance_2_0_fast", "seedance_2_0_pro", "seedance_2_0_fast_pro")
STATUSES: Final = ("queued", "processing", "completed", "failed")

_ASSET_STATUSES: Final = ("Processing", "Active", "Failed")
_NOT_COMPLETED: Final = ("queued", "processing", "failed")
_NOT_FAILED: Final = ("queued", "processing", "completed")
_NUMBERS: Final = frozenset({"actualDuration", "totalTokens"})

Valid = Callable[[object], bool]


@frozen
class Field:
    """What a rule demands of a field in answers of a kind, with some statuses; unknown status words show nothing."""

    rule: str
    kind: Literal["creates", "queries", "details"]
    name: str
    valid: Valid
    expected: str
    statuses: tuple[str, ...] = ()


def _one_of(*values: object) -> Valid:
    return lambda value: value in values


def _is_none(value: object) -> bool:
    return value is None


def _is_address(value: object) -> bool:
    if not isinstance(value, str) or value != value.strip():
        return False
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme.lower() in ("http", "https") and bool(parts.hostname)


def _is_positive(value: object) -> bool:
    return is_number(value) and (number(value) or 0) > 0


def _is_count(value: object) -> bool:
    return is_whole(value) and (number(value) or 0) >= 0


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


FIELDS: Final = (
    Field("CS-OBJECT", "creates", "object", _one_of("video"), 'object "video"'),
    Field("CS-MODEL-ENUM", "creates", "model", _one_of(*MODELS), "one of the four model names"),
    # An answer with `failed` is a refusal, not evidence.
    Field("CS-STATUS-QUEUED", "creates", "status", _one_of("queued"), 'status "queued"'),
    Field("CS-ERROR-NULL", "creates", "error", _is_none, "error null or absent"),
    Field("QR-OBJECT", "queries", "object", _one_of("video"), 'object "video"'),
    Field("QR-STATUS-ENUM", "queries", "status", _one_of(*STATUSES), "queued, processing, completed or failed"),
    Field("QR-URL-COMPLETED", "queries", "video_url", _is_address, "an http(s) URL when completed", ("completed",)),
    Field("QR-URL-ELSE", "queries", "video_url", _is_none, "video_url null or absent", _NOT_COMPLETED),
    Field(
        *("QR-ADUR-COMPLETED", "queries", "actualDuration"),
        *(_is_positive, "a number above 0 when completed", ("completed",)),
    ),
    Field("QR-ADUR-ELSE", "queries", "actualDuration", _is_none, "actualDuration null or absent", _NOT_COMPLETED),
    Field(
        *("QR-TOK-COMPLETED", "queries", "totalTokens"),
        *(_is_count, "a whole number from 0 when completed", ("completed",)),
    ),
    Field("QR-TOK-ELSE", "queries", "totalTokens", _is_none, "totalTokens null or absent", _NOT_COMPLETED),
    Field("QR-ERR-FAILED", "queries", "error", _is_text, "a non-empty string when failed", ("failed",)),
    Field("QR-ERR-ELSE", "queries", "error", _is_none, "error null or absent", _NOT_FAILED),
    Field("AS-DT-STATUS-ENUM", "details", "status", _one_of(*_ASSET_STATUSES), "Processing, Active or Failed"),
)


def _check(field: Field, history: History) -> int:
    """Judge a field; the count is that of the creates, or of the tasks and assets, however often each was polled."""
    answers: Sequence[Answer] = getattr(history, field.kind)
    shown = [answer for answer in answers if not field.statuses or answer.status in field.statuses]
    for answer in shown:
        value = answer.value(field.name)
        tolerated = history.remote and field.rule == "QR-ERR-FAILED" and isinstance(value, dict) and bool(value)
        if field.name in _NUMBERS:
            value = as_documented(value, remote=history.remote)
        if not (tolerated or field.valid(value)):
            status = f" with status {answer.status}" if field.statuses else ""
            raise Breach(field.expected, answer.show(field.name) + status, answer.exchange)
    return len({answer.exchange.subject or answer.exchange.number for answer in shown})


for _field in FIELDS:
    monitor(_field.rule)(partial(_check, _field))
