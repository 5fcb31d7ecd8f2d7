"""Monitors of the fields of a query answer: those that depend on its status, and those that never vary."""

from collections.abc import Callable, Container
from functools import partial
from typing import Final
from urllib.parse import urlsplit

from seedance_conformance.suite.log.history import History
from seedance_conformance.suite.log.registry import monitor
from seedance_conformance.suite.log.values import as_documented, is_number, is_whole, number, same
from seedance_conformance.suite.verdicts import Breach

STATUSES = ("queued", "processing", "completed", "failed")
_NOT_COMPLETED = ("queued", "processing", "failed")
_NOT_FAILED = ("queued", "processing", "completed")


@monitor("QR-ID-ECHO")
def id_echo(history: History) -> int:
    """`id` equals the requested id."""
    for task in history.tasks:
        for answer in task.answers:
            # CS-ID judges an id that is a number in both answers; it is the requested id.
            if answer.value("id") != task.id and not same(answer.value("id"), task.given):
                raise Breach(f"id {task.id}", answer.show("id"), answer.exchange)
    return len(history.queries)


@monitor("QR-OBJECT")
def kind(history: History) -> int:
    """`object` is `video`."""
    for answer in history.queries:
        if answer.value("object") != "video":
            raise Breach('object "video"', answer.show("object"), answer.exchange)
    return len(history.queries)


@monitor("QR-STATUS-ENUM")
def status(history: History) -> int:
    """`status` is one of the four words."""
    for answer in history.queries:
        if answer.status not in STATUSES:
            raise Breach("queued, processing, completed or failed", answer.show("status"), answer.exchange)
    return len(history.queries)


@monitor("QR-ERR-FAILED")
def error_when_failed(history: History) -> int:
    """`error` is a non-empty string when failed; on a remote target a non-empty object will do."""
    valid = _says_something if history.remote else _is_text
    return _check(("failed",), "error", valid, "a non-empty string when failed", history)


def _check(
    statuses: Container[object], name: str, valid: Callable[[object], bool], expected: str, history: History
) -> int:
    """Judge a field in the answers with one of the statuses; unknown status words show nothing here."""
    shown = set()
    for answer in history.queries:
        if answer.status not in statuses:
            continue
        value = answer.value(name)
        if not valid(as_documented(value, remote=history.remote) if name in _NUMBERS else value):
            observed = f"{answer.show(name)} with status {answer.status}"
            raise Breach(expected, observed, answer.exchange)
        shown.add(answer.exchange.subject)
    return len(shown)


_NUMBERS = frozenset({"actualDuration", "totalTokens"})


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


def _says_something(value: object) -> bool:
    return _is_text(value) or (isinstance(value, dict) and bool(value))


_FIELDS: Final = (
    ("QR-URL-COMPLETED", ("completed",), "video_url", _is_address, "an http(s) URL when completed"),
    ("QR-URL-ELSE", _NOT_COMPLETED, "video_url", _is_none, "video_url null or absent"),
    ("QR-ADUR-COMPLETED", ("completed",), "actualDuration", _is_positive, "a number above 0 when completed"),
    ("QR-ADUR-ELSE", _NOT_COMPLETED, "actualDuration", _is_none, "actualDuration null or absent"),
    ("QR-TOK-COMPLETED", ("completed",), "totalTokens", _is_count, "a whole number from 0 when completed"),
    ("QR-TOK-ELSE", _NOT_COMPLETED, "totalTokens", _is_none, "totalTokens null or absent"),
    ("QR-ERR-ELSE", _NOT_FAILED, "error", _is_none, "error null or absent"),
)
"""By rule: the statuses that it is about, the field, the check of its value, and what is expected."""

for _rule, _statuses, _name, _valid, _expected in _FIELDS:
    monitor(_rule)(partial(_check, _statuses, _name, _valid, _expected))
