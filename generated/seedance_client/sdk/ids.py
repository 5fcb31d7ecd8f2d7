"""Read the id of a new task from a JSON answer that may have it elsewhere than documented.

`candidates` lists what may be the id, `clear` gives the one that it is beyond doubt, `likely` the best guess. What is
no sound JSON is for `salvage`.

Names of fields are compared in lower case without `_` and `-`, so `task_id`, `taskId` and `TaskID` are one name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from attrs import frozen

from .reading import text

__all__ = ["Id", "bare", "candidates", "clear", "likely", "plain", "usable"]

LONGEST: Final = 4096
"""Characters of an id. Real ones have up to about 300; a longer text than this is something else."""

TASK_NAMES: Final = ("taskid", "taskno", "taskuuid")
"""What gateways call a task's id, at times beside an `id` that is a row number or the id of a log line."""
OTHER_NAMES: Final = ("videoid", "jobid", "generationid", "predictionid", "projectid", "creationid", "operationid")
NOT_TASKS: Final = re.compile(
    r"(request|trace|log|span|session|user|account|org|tenant|team|client|app|key|token|model|asset|channel|group|message"
    r"|msg|event)s?id|u?uid|guid|.*(valid|void|paid|grid)"
)
"""Names that end in "id" and don't name a task, or are no such names but words."""

WRAPPERS: Final = ("data", "result", "results", "output", "task", "tasks", "job", "video", "videos", "response")
"""Fields in which gateways put the task."""
BARE: Final = ("data", "result")
"""Fields that may hold the id itself."""
LINKS: Final = ("statusurl", "responseurl", "resulturl", "cancelurl", "taskurl", "pollurl", "pollingurl")
"""Addresses of what was started."""
STATES: Final = ("status", "state", "taskstatus", "taskstate")
WORDS: Final = (
    *("success", "succeed", "succeeded", "ok", "okay", "done", "created", "accepted", "submitted", "queued", "pending"),
    *("waiting", "preparing", "running", "processing", "in_queue", "in_progress", "not_start", "complete", "completed"),
    *("finished", "failed", "fail", "failure", "error", "cancelled", "canceled", "expired", "timeout", "rejected"),
    *("null", "none", "nil", "undefined", "true", "false", "unknown"),
)
"""Texts that are no id."""

DEEPEST: Final = 4
MOST_PLACES: Final = 200
"""Objects that are looked into."""
_NO_NAMELESS_ID: Final = re.compile(
    r".*(?:\s|://|[{}<>\u3000-\u9fff\uac00-\ud7af\uff00-\uffef]).*|-\d+|\d{1,3}|[A-Z]?[a-z]{0,20}|[A-Z]{1,20}|[^\x00-\x7f]\D*"
)
"""A sentence, also one in Chinese, which has no spaces; an address; a small number, which is a count; a single word."""


@frozen
class Id:
    """What may be a task's id.

    Attributes:
        text: the id.
        place: where it stands, for example `data.task_id`.
        name: the name of its field, to compare.
        depth: how many objects it stands in.
        fields: the object that has it; empty if it is all that a wrapper like `data` holds.
        sure: its name, or its place, is one that task ids have.
    """

    text: str
    place: str
    name: str
    depth: int
    fields: Mapping[str, Any]
    sure: bool = True


def plain(name: str) -> str:
    """A field's name, to compare."""
    return name.lower().replace("_", "").replace("-", "")


def usable(value: object) -> str | None:
    """An id as text: any printable text that can stand in an address, or a whole number above 0."""
    if isinstance(value, float) or (isinstance(value, int) and value <= 0):
        return None
    found = text(value)
    if found is None or len(found) > LONGEST or found.lower() in WORDS or not found.strip("."):
        return None
    damaged = "\ufffd" in found or re.search(r"\\ud[89a-f]", found)  # undecodable, or half a pair of UTF-16
    return found if found.isprintable() and not damaged else None


def bare(value: object) -> str | None:
    """An id that stands without a name: no sentence, no word, no address, and no small number."""
    found = usable(value)
    return None if found is None or _NO_NAMELESS_ID.fullmatch(found) else found


def candidates(document: object) -> list[Id]:
    """Everything at known places that may be the task's id, the outermost first."""
    found: list[Id] = []
    places: list[tuple[str, str, object, int]] = [("", "", document, 0)]
    for place, name, value, depth in places:  # which grows on the way
        if isinstance(value, dict):
            found += _own(place, value, depth)
            inner = [(_join(place, key), plain(key), _opened(held), depth + 1) for key, held in _wrapped(value)]
        elif isinstance(value, list):
            inner = [(f"{place}[{n}]", name, _opened(held), depth) for n, held in enumerate(value[:MOST_PLACES])]
        else:
            alone = bare(value) if name in BARE else None
            found += [Id(alone, place, name, depth, {})] if alone else []
            continue
        if depth <= DEEPEST:
            places += inner[: max(0, MOST_PLACES - len(places))]
    return found


def _join(place: str, key: str) -> str:
    return f"{place}.{key[:40]}" if place else key[:40]


def _wrapped(fields: dict[str, Any]) -> list[tuple[str, Any]]:
    """What may have the task, but for a repetition of the answer's code."""
    code = text(fields.get("code"))
    return [
        (key, value)
        for key, value in fields.items()
        if plain(key) in WRAPPERS and (code is None or text(value) != code)
    ]


def _opened(value: object) -> object:
    """A value, or what it says if it is a text that is JSON itself."""
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            pass
    return value


def _own(place: str, fields: dict[str, Any], depth: int) -> list[Id]:
    """The id that an object itself has: one at most."""
    given = {plain(key): (key, id_) for key, value in fields.items() if (id_ := usable(value))}
    if name := _named(fields, given):
        sure = True
    elif name := _requested(fields, given):
        sure = _is_linked(fields, given[name][1])
    else:
        others = [other for other in given if other.endswith("id") and not NOT_TASKS.fullmatch(other)]
        if len(others) != 1 or fields.get("error"):
            return []
        name, sure = others[0], False
    key, id_ = given[name]
    return [Id(id_, _join(place, key), name, depth, fields, sure)]


def _named(fields: dict[str, Any], given: Mapping[str, tuple[str, str]]) -> str | None:
    """`id`, unless another field says that it is the task's, and the object isn't the documented one."""
    task = next((name for name in TASK_NAMES if name in given), None)
    documented = fields.get("object") == "video" and isinstance(fields.get("id"), str)
    if "id" in given and (task is None or documented):
        return "id"
    return task or next((name for name in OTHER_NAMES if name in given), None)


def _requested(fields: dict[str, Any], given: Mapping[str, tuple[str, str]]) -> str | None:
    """`request_id`, where it is more than a mark for a log: the object tells of a state, and of no error."""
    follows = any(plain(key) in (*LINKS, *STATES) and value for key, value in fields.items())
    return "requestid" if "requestid" in given and follows and not fields.get("error") else None


def _is_linked(fields: dict[str, Any], id_: str) -> bool:
    """Whether an address of what was started has the id as a part of its path."""
    links = [value for key, value in fields.items() if plain(key) in LINKS and isinstance(value, str)]
    return any(id_ in map(unquote, _path(link).split("/")) for link in links)


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def clear(found: list[Id]) -> Id | None:
    """The one id of the task, or None if there is none or it could be another one.

    One without a name counts only if none has one. Of several that differ it is the documented one (`id` beside
    `object: video`), or else the outermost that is named after a task, if there is only one such.
    """
    sure = [id_ for id_ in found if id_.sure]
    sure = [id_ for id_ in sure if id_.fields] or sure
    if len({id_.text for id_ in sure}) <= 1:
        return sure[0] if sure else None
    if sure[0].place == "id" and sure[0].fields.get("object") == "video" and isinstance(sure[0].fields.get("id"), str):
        return sure[0]
    named = [id_ for id_ in sure if id_.name in TASK_NAMES]
    outermost = [id_ for id_ in named if id_.depth == named[0].depth]
    return outermost[0] if len({id_.text for id_ in outermost}) == 1 else None


def likely(found: list[Id]) -> str | None:
    """The id that it most likely is: a row's number least of all."""
    known = clear(found)
    ranked = sorted(found, key=lambda id_: (not id_.sure, id_.text.isdecimal(), id_.depth))
    return known.text if known else ranked[0].text if ranked else None
