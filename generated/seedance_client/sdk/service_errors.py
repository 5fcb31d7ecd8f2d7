"""What an error of the service says: its code, which tells the user what to do next, and its reason.

An error comes as a text, as an object, as the JSON text of an object, as `CODE: message`, as a list of these (`errors`,
too), and as any of these inside another one's message.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from .discretion import without_queries
from .values import at, text

__all__ = ["EXCERPT", "REASONS", "error_code", "find_reason", "is_silent", "own_code", "reason", "refusal"]

EXCERPT = 300
"""Characters of a reason, and of an answer, that an error repeats."""

CODES = ("code", "error_code", "errorCode", "err_code", "failCode", "fail_code", "failureCode", "base_resp.status_code")
"""Where a code stands, in an error and beside it."""

REASONS = (
    "error",
    "errors",
    "fail_reason",
    "failReason",
    "failure_reason",
    "failure",
    "failMsg",
    "fail_msg",
    "error_message",
    "errorMessage",
    "error_msg",
    "err_msg",
    "task_status_msg",
    "base_resp.status_msg",
)
"""Where a reason stands that is surely one."""

MESSAGES = ("msg", "message", "reason", "detail")
"""Where a reason may stand, beside other messages."""

SILENT = frozenset(["0", "0.0", "1", "200", "10000", "20000", "ok", "success", "succeeded", "none", "null"])
"""Codes and messages that mean success (docs/contract.md#gateway-shapes); they are no codes of errors."""

_CODE_TEXT = re.compile(
    r"((?:[A-Z][a-z0-9]+){2,12}(?:\.[A-Z]\w{1,60}){0,4}|[A-Z][a-z0-9]+(?:\.[A-Z]\w{1,60}){1,4}"
    r"|[A-Z][A-Z0-9]{0,40}(?:_[A-Z0-9]{1,40}){1,8}|(?!ERROR|HTTP|WARN)[A-Z][A-Z0-9]{2,40}|\d{3,6}"
    r"|(?!(?:Error|Exception|Fail|Failed|Failure|Reason|Message|Details?|Warning|Note|Info|Sorry|Status|Code|Https?"
    r"|Request|Response|Task|Job|Model|Prompt|Image|Video|Audio|Duration)\b)[A-Z][a-z]{2,40})\s*[:\uff1a](?!//)",
    re.ASCII,
)
"""`CODE: message`, where the code is in words like InvalidParameter.TaskType, RATE_LIMITED, or Timeout."""
_CODE_ALONE = re.compile(r"[A-Za-z]+(?:[._][A-Za-z0-9]+|[a-z][A-Z])[A-Za-z0-9._]*", re.ASCII)
"""A text that is a code and nothing else, as only a program writes it."""
_CODE_QUOTED = re.compile(r"""\\?['"]code\\?['"]\s*:\s*\\?['"]([\w.-]{2,120})""", re.ASCII)
"""A code in a text that has an object, but no sound JSON: Python's repr, or cut off."""
LONGEST_CODE = 120

DEPTH = 5
"""Errors inside of errors that are looked into."""
MOST = 8
"""Errors in a list that are looked into."""


def is_silent(said: str | None) -> bool:
    """Whether a code or a message says success, or nothing."""
    return said is None or said.strip().lower() in SILENT


def own_code(document: Mapping[str, Any]) -> str | None:
    """The code that an object has itself, or None; words of success are no codes."""
    return next((code for code in (text(at(document, place)) for place in CODES) if not is_silent(code)), None)


def _inside(value: object) -> object:
    """An object or list for a text that has the JSON of one, also after other words; else the value itself."""
    if not isinstance(value, str):
        return value
    start, whole = value.find("{"), value.lstrip()[:1] == "["
    try:
        if whole:  # "[1] no face" is a text
            return json.loads(value)
        return json.JSONDecoder().raw_decode(value, start)[0] if start >= 0 else value
    except (ValueError, RecursionError):
        return value


def _parts(value: object, depth: int = DEPTH) -> Iterator[tuple[str | None, str | None]]:
    """Each code and reason in an error, the innermost first."""
    value = _inside(value)
    if isinstance(value, Mapping) and depth:
        for place in (*REASONS, *MESSAGES):
            yield from _parts(at(value, place), depth - 1)
        yield own_code(value), None
        yield from _by_field(value)
    elif isinstance(value, Sequence) and not isinstance(value, str) and depth:
        for entry in value[:MOST]:
            yield from _parts(entry, depth - 1)
    elif isinstance(value, str | int | float):
        said = text(value)
        if said is not None and not is_silent(said):
            yield _code_in(said), said


def _by_field(errors: Mapping[str, Any]) -> Iterator[tuple[None, str]]:
    """The texts of errors that are listed by the field that they are about."""
    for name, texts in islice(errors.items(), MOST):
        if isinstance(texts, list) and texts and isinstance(texts[0], str) and name not in (*REASONS, *MESSAGES):
            yield None, f"{name}: {texts[0]}"


def _code_in(said: str) -> str | None:
    """The code at the beginning of a text, or the text itself where it is one."""
    if len(said) <= LONGEST_CODE and _CODE_ALONE.fullmatch(said):
        return said
    match = _CODE_TEXT.match(said[: 2 * LONGEST_CODE]) or _CODE_QUOTED.search(said[: 20 * LONGEST_CODE])
    return match[1] if match else None


def error_code(document: Mapping[str, Any]) -> str | None:
    """The service's own code of an error, or None: an inner code before an outer one, a word before a number.

    Args:
        document: a whole answer, or the part of it that tells of a task.
    """
    found = [code for code, _ in _parts(document) if not is_silent(code)]
    return next((code for code in found if code and not code.lstrip("-").isdigit()), found[0] if found else None)


def find_reason(
    document: Mapping[str, Any], places: Sequence[str] = (*REASONS, *MESSAGES)
) -> tuple[str | None, str | None]:
    """Why the service says no, without signed queries, and the place where it says so; both None if it doesn't."""
    for place in places:
        for code, said in _parts(at(document, place)):
            if said or code:
                return place, without_queries(said or str(code))[:EXCERPT]
    return None, None


def reason(document: Mapping[str, Any]) -> str:
    """Why the service says no, from wherever it says so; empty if it doesn't."""
    inner = document.get("data")
    nested = find_reason(inner)[1] if isinstance(inner, Mapping) else None
    return find_reason(document)[1] or nested or ""


def refusal(document: Mapping[str, Any]) -> bool:
    """Whether an object within a 2xx says no: a code that doesn't mean success, or an error."""
    error = document.get("error")
    if isinstance(error, Mapping) and "code" in error and is_silent(text(error["code"])):
        return own_code(document) is not None
    return own_code(document) is not None or (bool(error) and not is_silent(text(error) or "an error"))
