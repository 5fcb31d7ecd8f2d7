# Copied from openapi/companion/_sdk/create/id_search.py by scripts/regenerate: edit it there.
# pyright: standard
"""Search any answer for a task's id: incomplete, damaged, an HTML page, XML, a form, a text, a header.

`find_task_id` returns the likeliest id, which may be the only trace of a paid task; `named_task` says whether a refusal
names one. Both take linear time.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import unquote

from .explained.lazy import lazily
from .id_fields import pairs
from .ids import (
    BARE,
    LONGEST,
    OTHER_NAMES,
    TASK_NAMES,
    TASK_NOUNS,
    candidates,
    likeliest_id,
    nameless_id,
    normalized_name,
    usable_id,
)
from .spoken import spoken_id

HOLDERS: Final = frozenset(
    (
        *("data", "result", "results", "output", "task", "tasks", "job", "jobs", "video", "videos", "list", "items"),
        *("response", "payload", "generation", "prediction", "operation"),
    )
)
"""Fields in which any string or number may be an id."""
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
RESULT: Final = lazily(r"/v1/result/([^\s\"'<>/?#&\\{}]{1,4096})(?=[\s\"'<>/?#&\\])")
"""The documented path of a query."""
WHOLE_ID: Final = lazily(r"\bvideo_[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\b")
"""An id as in the examples of the documents."""
RUN: Final = lazily(r"(?<![\w-])(?:video_[\w-]{8}|(?:task_|cgt-)[\w-]{4})[\w-]*+", re.ASCII)
"""A word that begins like the ids of this service, of gateways and of the vendor."""


def decoded(content: bytes) -> str:
    """The text of an answer; bytes that can't be decoded become U+FFFD."""
    return content.decode(json.detect_encoding(content), errors="replace")


def named_task(content: bytes) -> str:
    """Words that name a task, wherever in an answer they stand, or empty: only without them a refusal is certain."""
    raw = decoded(content)
    found = WHOLE_ID.search(raw) or RESULT.search(raw) or ID_IN_SENTENCE.search(raw)
    return str(found[0]) if found else _loose(raw, whole=True) or ""


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


def whole_text_id(raw: str) -> str | None:
    """An id that is the whole text: a single word with a digit, at least 6 characters."""
    found = raw.strip().strip('"')
    if len(found) > LONGEST or not re.fullmatch(r"[\w=+/.:~-]{6,}", found) or "://" in found:
        return None
    return found if re.search(r"\d", found) else None


def find_task_id(content: bytes, *, whole: bool = False) -> str | None:
    """The likeliest id of the new task, or None. If the body isn't whole, an id at its end may be cut."""
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
    nested = name in HOLDERS and (name not in BARE or isinstance(held, dict | list))
    return nested or name.removesuffix("s") in (*TASK_NAMES, "id", *OTHER_NAMES)


def _loose(raw: str, whole: bool) -> str | None:
    """A word that begins like an id; if the text may be incomplete, not at its end."""
    found = (run for run in RUN.finditer(raw) if len(run[0]) <= LONGEST and (whole or run.end() < len(raw)))
    return next((run[0] for run in found if re.search(r"\d", run[0])), None)
