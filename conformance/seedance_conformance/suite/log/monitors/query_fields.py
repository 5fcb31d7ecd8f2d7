"""Monitors of the fields of a query answer that depend on its status, and of those that never vary."""

from collections.abc import Callable, Container
from urllib.parse import urlsplit

from seedance_conformance.suite.log.monitors.history import History
from seedance_conformance.suite.log.monitors.read import as_documented, is_number, is_whole, number, same
from seedance_conformance.suite.log.monitors.registry import monitor
from seedance_conformance.suite.verdicts import Breach

STATUSES = ("queued", "processing", "completed", "failed")
_NOT_COMPLETED = ("queued", "processing", "failed")
_NOT_FAILED = ("queued", "processing", "completed")


@monitor("QR-ID-ECHO")
def id_echo(history: History) -> int:
    """`id` equals the id asked for."""
    for task in history.tasks:
        for answer in task.answers:
            # An id that is a number in both answers is CS-ID's affair, and no wrong echo.
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


@monitor("QR-URL-COMPLETED")
def url_when_completed(history: History) -> int:
    """`video_url` is a non-empty http(s) address when completed."""
    return _check(history, ("completed",), "video_url", _is_address, "an http(s) URL when completed")


@monitor("QR-URL-ELSE")
def url_else(history: History) -> int:
    """`video_url` is null or absent in every other status."""
    return _check(history, _NOT_COMPLETED, "video_url", _is_none, "video_url null or absent")


@monitor("QR-ADUR-COMPLETED")
def duration_when_completed(history: History) -> int:
    """`actualDuration` is a number above 0 when completed."""
    return _check(history, ("completed",), "actualDuration", _is_positive, "a number above 0 when completed")


@monitor("QR-ADUR-ELSE")
def duration_else(history: History) -> int:
    """`actualDuration` is null or absent in every other status."""
    return _check(history, _NOT_COMPLETED, "actualDuration", _is_none, "actualDuration null or absent")


@monitor("QR-TOK-COMPLETED")
def tokens_when_completed(history: History) -> int:
    """`totalTokens` is a whole number from 0 when completed."""
    return _check(history, ("completed",), "totalTokens", _is_count, "a whole number from 0 when completed")


@monitor("QR-TOK-ELSE")
def tokens_else(history: History) -> int:
    """`totalTokens` is null or absent in every other status."""
    return _check(history, _NOT_COMPLETED, "totalTokens", _is_none, "totalTokens null or absent")


@monitor("QR-ERR-FAILED")
def error_when_failed(history: History) -> int:
    """`error` is a non-empty string when failed; on a remote target an object that says something will do."""
    sound = _says_something if history.remote else _is_text
    return _check(history, ("failed",), "error", sound, "a non-empty string when failed")


@monitor("QR-ERR-ELSE")
def error_else(history: History) -> int:
    """`error` is null or absent in every other status."""
    return _check(history, _NOT_FAILED, "error", _is_none, "error null or absent")


def _check(
    history: History, statuses: Container[object], name: str, sound: Callable[[object], bool], expected: str
) -> int:
    """Judge a field in the answers with one of the statuses; unknown words show nothing here."""
    shown = set()
    for answer in history.queries:
        if answer.status not in statuses:
            continue
        value = answer.value(name)
        if not sound(as_documented(value, remote=history.remote) if name in _NUMBERS else value):
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
