"""Search any answer for a task's id: incomplete, damaged, an HTML page, XML, a form, a text, a header.

`find_task_id` returns the likeliest id, which may be the only trace of a paid task. `possible_id_field` says whether
anything in an answer could be an id: only if nothing could, a refusal is certain. Both take linear time.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import unquote

from .explained.lazy import lazily
from .id_fields import pairs
from .ids import (
    BARE,
    LINKS,
    LONGEST,
    OTHER_NAMES,
    STATES,
    TASK_NAMES,
    TASK_NOUNS,
    candidates,
    likeliest_id,
    nameless_id,
    normalized_name,
    usable_id,
)
from .spoken import spoken_id

__all__ = ["find_task_id", "possible_id_field", "possible_id_header", "task_id_in_headers"]

HOLDERS: Final = (
    *("data", "result", "results", "output", "task", "tasks", "job", "jobs", "video", "videos", "list", "items"),
    *("response", "payload", "generation", "prediction", "operation"),
)
"""Fields in which any string or number may be an id."""
EXPLANATIONS: Final = ("message", "msg", "code", "type", "reason", "detail", "details", "description", "param", "field")
"""Fields that explain a refusal; inside the fields of `CONTENT`, they count as possible ids, too."""
CONTENT: Final = (*BARE, "results", "output", "outputs", "payload")
MESSAGES: Final = ("error", "message", "msg")
"""Fields in which a sentence isn't an id, but a word with a digit may be one."""
CHINESE: Final = lazily("[\u3400-\u9fff].*[\u3400-\u9fff]", re.DOTALL)
"""A sentence without spaces, as in `explained.words`, which read its numbers."""

RPC_NO: Final = (
    *("INVALID_ARGUMENT", "FAILED_PRECONDITION", "OUT_OF_RANGE", "UNAUTHENTICATED", "PERMISSION_DENIED", "NOT_FOUND"),
    "RESOURCE_EXHAUSTED",
)
"""gRPC's words for the status of an error; they aren't states of a task."""

OTHER_ID_NAMES: Final = (
    "orderno",
    "jobno",
    "ticket",
    "reference",
    "ref",
    "taskkey",
    "tasknumber",
    "identifier",
    "payload",
)
"""Names that don't end in "id", but may be ids."""
NAMED: Final = (*TASK_NAMES, "id", *OTHER_NAMES, "jobno", "jobuuid", *BARE)
"""Names of an id, the likeliest first."""
HEADERS: Final = lazily(rf"(.*-)?location|(.*-)?({TASK_NOUNS})-?id", re.I)
"""Headers that may name a new task. Request ids don't count, because every service sends them."""
ID_IN_SENTENCE: Final = lazily(
    r"\b(?:task|job|video|generation|prediction|order)[ _-]{0,2}(?:id|key|no|number)\W{1,4}(?:is\s)?['\"]?"
    r"(?=[\w-]*\d)[\w-]{4}|\b(?:tasks?|jobs?|operations?|videos?)/(?=[\w-]*\d)[\w-]{3}"
    r"|\b(?:task|cgt)[_-](?=[\w-]*\d)[\w-]{4}",
    re.I,
)
"""An id in a sentence: `task id: task_7k`, `jobs/9912`, `task_7kQ2`."""
ID_FIELD: Final = lazily(
    r"(?<=[\w-])(?<!val)(?<!vo)(?<!pa)(?<!gr)id[\"']?\s{0,9}[:=>]\s{0,9}[\"']?[\w/+=-]"
    r"|[\"']id[\"']\s{0,9}:|\b(?:status|state)[\"']?\s{0,9}[:=>]",
    re.I,
)
"""A field whose name ends in "id", or a state, in a text that isn't JSON: a form, XML, or incomplete JSON."""

RESULT: Final = lazily(r"/v1/result/([^\s\"'<>/?#&\\{}]{1,4096})(?=[\s\"'<>/?#&\\])")
"""The documented path of a query."""
WHOLE_ID: Final = lazily(r"\bvideo_[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\b")
"""An id as in the examples of the documents."""
RUN: Final = lazily(r"(?<![\w-])(?:video_[\w-]{8}|(?:task_|cgt-)[\w-]{4})[\w-]*+", re.ASCII)
"""A word that begins like the ids of this service, of gateways and of the vendor."""


def decoded(content: bytes) -> str:
    """The text of an answer; bytes that can't be decoded become U+FFFD."""
    return content.decode(json.detect_encoding(content), errors="replace")


class _Pairs(list[Any]):
    """The names and values of a JSON object, including repeated names."""


def possible_id_field(content: bytes, status: int = 0) -> str:
    """The name of a field that could be a task's id or state, or empty if there isn't one.

    It is a text or number whose name ends in "id" or "ids", or that stands under `data`, `result` or the like; a status
    that is neither an HTTP status nor an error's; an address to ask at; or an id as documented, anywhere.
    """
    raw = decoded(content)
    if WHOLE_ID.search(raw):
        return "video_..."
    if found := _loose(raw, whole=True):
        return found
    if match := ID_IN_SENTENCE.search(raw) or RESULT.search(raw):
        return match[0]
    try:
        document = json.loads(raw, object_pairs_hook=_Pairs)
    except (ValueError, RecursionError):
        alone = whole_text_id(raw) and not CHINESE.search(raw)
        return _field_in_text(raw, status) or ("the text" if ID_FIELD.search(raw) or alone else "")
    waiting: list[tuple[str, object, str]] = [("", document, "")]
    while waiting:
        key, value, under = waiting.pop()
        if isinstance(value, _Pairs):
            waiting += [(name, inner, _under(name, under)) for name, inner in value]
        elif isinstance(value, list):
            waiting += [(key, inner, under) for inner in value]
        elif _could_be(normalized_name(key), value, under, status):
            return key or "the text"
        elif isinstance(value, str) and re.search("[:=<]|is ", value) and (found := _field_in_text(value, status)):
            return found
    return ""


def possible_id_header(headers: Mapping[str, str]) -> str:
    """The name of a header that may name a task, or empty."""
    return next((name for name in headers if HEADERS.fullmatch(name) and headers[name].strip()), "")


def task_id_in_headers(headers: Mapping[str, str]) -> str | None:
    """The id in a header that names a task, or None. Of a Location, only the documented path of a query counts."""
    named = [name for name in headers if HEADERS.fullmatch(name)]
    leads = [name for name in named if "location" in name.lower()]
    given = (nameless_id(headers[name]) for name in named if name not in leads)
    return next(filter(None, (*given, *(_queried(f"{headers[name]} ") for name in leads))), None)


def _queried(text: str) -> str | None:
    """The id in a URL with the documented path of a query, or None; at the end of a text it may be cut."""
    found = RESULT.search(text)
    return usable_id(unquote(found[1])) if found and re.search(r"\d", found[1]) else None


def _field_in_text(raw: str, status: int) -> str:
    found = pairs(raw, whole=True)
    return next((key for key, value in found if _could_be(normalized_name(key), value, _under(key, ""), status)), "")


def _under(key: str, under: str) -> str:
    """The kind of field that the value of a field is nested in."""
    name = normalized_name(key)
    if under == "data" or name in CONTENT:
        return "data"
    return "holder" if name in HOLDERS else "error" if name in ("error", "errors") else under


def _could_be(name: str, value: object, under: str, status: int) -> bool:
    if isinstance(value, bool) or not (isinstance(value, int | float) or (isinstance(value, str) and value.strip())):
        return False
    if under == "data":
        return True
    if name in STATES:
        repeated = name == "status" and str(value).strip() == str(status)
        return not (repeated or (under == "error" and value in RPC_NO))
    if not name or (name in MESSAGES and isinstance(value, str)):
        return whole_text_id(str(value)) is not None and not CHINESE.search(str(value))
    is_named = name.endswith(("id", "ids")) or name in (*TASK_NAMES, *LINKS, *OTHER_ID_NAMES)
    return is_named or (under == "holder" and name not in EXPLANATIONS)


def whole_text_id(raw: str) -> str | None:
    """An id that is the whole text: a single word with a digit, at least 6 characters."""
    found = raw.strip().strip('"')
    if len(found) > LONGEST or not re.fullmatch(r"[\w=+/.:~-]{6,}", found) or "://" in found:
        return None
    return found if re.search(r"\d", found) else None


def find_task_id(content: bytes, *, whole: bool = False) -> str | None:
    """The likeliest id of the new task, or None.

    Args:
        content: the answer's body.
        whole: whether the body is complete, so that an id at its end is complete, too.
    """
    raw = decoded(content)
    try:
        document = json.loads(raw)
    except (ValueError, RecursionError):
        document, whole = None, whole and '"' not in raw  # invalid JSON may be incomplete, even if the body isn't
    if known := likeliest_id(candidates(document)):
        return known
    documented = WHOLE_ID.search(raw)
    if documented:
        return documented[0]
    return (
        _named(raw, whole)
        or _loose(raw, whole)
        or _listed(document)
        or spoken_id(document, raw, whole=whole)
        or _queried(f"{raw} " if whole else raw)
        or whole_text_id(raw)
    )


def _named(raw: str, whole: bool) -> str | None:
    """The id with the best name."""
    found: dict[str, str] = {}
    codes: list[str] = []
    for key, value in pairs(raw, whole=whole):
        name = normalized_name(key)
        codes += [str(value)] if name == "code" else []
        if name in NAMED and (id_ := (nameless_id if name in BARE else usable_id)(value)):
            found.setdefault(name, id_)
    found = {name: id_ for name, id_ in found.items() if name not in BARE or id_ not in codes}
    return next((found[name] for name in NAMED if name in found), None)


def _listed(document: object) -> str | None:
    """An id without its own name: in a list, or as the value of a field for the task."""
    waiting = [document]
    for value in waiting:  # the loop appends to it
        if isinstance(value, dict):
            waiting += [held for key, held in value.items() if _holds(normalized_name(key), held)]
        elif isinstance(value, list):
            waiting += value
        elif isinstance(value, str | int) and not isinstance(value, bool) and (found := whole_text_id(str(value))):
            return found
    return None


def _holds(name: str, held: object) -> bool:
    """Whether a field may have an id without its own name; `data` and `result` themselves are read before."""
    return (name in HOLDERS and (name not in BARE or isinstance(held, dict | list))) or name.removesuffix("s") in (
        *TASK_NAMES,
        "id",
        *OTHER_NAMES,
    )


def _loose(raw: str, whole: bool) -> str | None:
    """A word that begins like an id; if the text may be incomplete, not at its end."""
    found = (run for run in RUN.finditer(raw) if len(run[0]) <= LONGEST and (whole or run.end() < len(raw)))
    return next((run[0] for run in found if re.search(r"\d", run[0])), None)
