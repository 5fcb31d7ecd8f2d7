# Copied from openapi/companion/_sdk/answers/service_errors.py by scripts/regenerate: edit it there.
# pyright: standard
"""Read the service's errors: the code, and the reason in words.

An error may be a string, an object, a string with the JSON of an object, `CODE: message`, a list of these (also in
`errors`), or any of these inside the message of another one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from ..transport.log_redaction import without_queries
from .values import as_text, value_at

EXCERPT = 300
"""Maximum characters of a reason or an answer that an error repeats."""

CODES = ("code", "error_code", "errorCode", "err_code", "failCode", "fail_code", "failureCode", "base_resp.status_code")
"""Paths of a code, in an error or next to it."""

_REASONS = (
    "error errors fail_reason failReason failure_reason failure failMsg fail_msg error_message errorMessage "
    "error_msg err_msg task_status_msg base_resp.status_msg"
)
REASONS = tuple(_REASONS.split())
"""Paths that are certainly a reason."""

MESSAGES = ("msg", "message", "reason", "detail")
"""Paths that may be a reason or another message."""

SILENT = frozenset(["0", "0.0", "1", "200", "10000", "20000", "ok", "success", "succeeded", "none", "null"])
"""Codes and messages that mean success (docs/contract.md#gateway-shapes)."""

_CODE_TEXT = re.compile(
    r"((?:[A-Z][a-z0-9]+){2,12}(?:\.[A-Z]\w{1,60}){0,4}|[A-Z][a-z0-9]+(?:\.[A-Z]\w{1,60}){1,4}"
    r"|[A-Z][A-Z0-9]{0,40}(?:_[A-Z0-9]{1,40}){1,8}|(?!ERROR|HTTP|WARN)[A-Z][A-Z0-9]{2,40}|\d{3,6}"
    r"|(?!(?:Error|Exception|Fail|Failed|Failure|Reason|Message|Details?|Warning|Note|Info|Sorry|Status|Code|Https?"
    r"|Request|Response|Task|Job|Model|Prompt|Image|Video|Audio|Duration)\b)[A-Z][a-z]{2,40})\s*[:\uff1a](?!//)",
    re.ASCII,
)
"""`CODE: message`, with a code such as InvalidParameter.TaskType, RATE_LIMITED or Timeout."""
_CODE_ALONE = re.compile(r"[A-Za-z]+(?:[._][A-Za-z0-9]+|[a-z][A-Z])[A-Za-z0-9._]*", re.ASCII)
"""A string that is only a code, in a spelling that only programs use."""
_CODE_QUOTED = re.compile(r"""\\?['"]code\\?['"]\s*:\s*\\?['"]([\w.-]{2,120})""", re.ASCII)
"""A code in a string with an object that isn't valid JSON, such as Python's repr, or is incomplete."""
LONGEST_CODE = 120

DEPTH = 5
"""Maximum levels of errors inside errors."""
MOST = 8
"""Maximum errors of a list that are read."""


def is_silent(said: str | None) -> bool:
    """Whether a code or a message means success, or is missing."""
    return said is None or said.strip().lower() in SILENT


def own_code(document: Mapping[str, Any]) -> str | None:
    """The code of an object itself, or None; codes that mean success don't count."""
    return next((code for code in (as_text(value_at(document, place)) for place in CODES) if not is_silent(code)), None)


def _inside(value: object) -> object:
    """The object or list in a string with its JSON, even after other words; otherwise the value itself."""
    if not isinstance(value, str):
        return value
    start, whole = value.find("{"), value.lstrip()[:1] == "["
    try:
        if whole:  # but not "[1] no face"
            return json.loads(value)
        return json.JSONDecoder().raw_decode(value, start)[0] if start >= 0 else value
    except (ValueError, RecursionError):
        return value


def _parts(value: object, depth: int = DEPTH) -> Iterator[tuple[str | None, str | None]]:
    """The codes and reasons in an error, the innermost first."""
    if value is None:
        return
    value = _inside(value)
    if isinstance(value, Mapping) and depth:
        for place in (*REASONS, *MESSAGES):
            yield from _parts(value_at(value, place), depth - 1)
        yield own_code(value), None
        yield from _by_field(value)
    elif isinstance(value, Sequence) and not isinstance(value, str) and depth:
        for entry in value[:MOST]:
            yield from _parts(entry, depth - 1)
    elif isinstance(value, str | int | float):
        said = as_text(value)
        if said is not None and not is_silent(said):
            yield _code_in(said), said


def _by_field(errors: Mapping[str, Any]) -> Iterator[tuple[None, str]]:
    """The messages of errors that are listed by field."""
    for name, texts in islice(errors.items(), MOST):
        if isinstance(texts, list) and texts and isinstance(texts[0], str) and name not in (*REASONS, *MESSAGES):
            yield None, f"{name}: {texts[0]}"


def _code_in(said: str) -> str | None:
    """The code at the beginning of a string, or the whole string if it is a code."""
    if len(said) <= LONGEST_CODE and _CODE_ALONE.fullmatch(said):
        return said
    match = _CODE_TEXT.match(said[: 2 * LONGEST_CODE]) or _CODE_QUOTED.search(said[: 20 * LONGEST_CODE])
    return match[1] if match else None


def error_code(document: Mapping[str, Any]) -> str | None:
    """The service's error code, or None: an inner code rather than an outer one, a word rather than a number."""
    found = [code for code, _ in _parts(document) if not is_silent(code)]
    return next((code for code in found if code and not code.lstrip("-").isdigit()), found[0] if found else None)


def find_reason(
    document: Mapping[str, Any], places: Sequence[str] = (*REASONS, *MESSAGES)
) -> tuple[str | None, str | None]:
    """The path and the text of the service's reason, without signed queries; None and None if there isn't one."""
    for place in places:
        value = value_at(document, place)
        for code, said in () if value is None else _parts(value):
            if said or code:
                return place, without_queries(said or str(code))[:EXCERPT]
    return None, None


def reason(document: Mapping[str, Any]) -> str:
    """The service's reason, wherever it is in the answer; empty if there isn't one."""
    inner = document.get("data")
    nested = find_reason(inner)[1] if isinstance(inner, Mapping) else None
    return find_reason(document)[1] or nested or ""


def refusal(document: Mapping[str, Any]) -> bool:
    """Whether an object in a 2xx is a refusal: it has a code that doesn't mean success, or an error."""
    error = document.get("error")
    if isinstance(error, Mapping) and "code" in error and is_silent(as_text(error["code"])):
        return own_code(document) is not None
    return own_code(document) is not None or (bool(error) and not is_silent(as_text(error) or "an error"))
