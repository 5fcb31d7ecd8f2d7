"""Find the id of a new task in a JSON answer, even if it isn't where the documents say.

`candidates` lists the possible ids, `certain_id` returns the one that is certain, `likeliest_id` the best guess.
`id_search` handles answers that aren't valid JSON.

Names of fields are compared in lower case without `_` and `-`, so `task_id`, `taskId` and `TaskID` are the same name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from attrs import frozen

from ..answers.values import as_text
from .explained.lazy import lazily

LONGEST: Final = 4096
"""Maximum characters of an id. Real ones have up to about 300."""

TASK_NOUNS: Final = "task|job|video|generation|prediction|operation"
"""What services call a task, for regular expressions; some know more words."""
TASK_NAMES: Final = ("taskid", "taskno", "taskuuid")
"""Names that gateways give a task's id, sometimes next to an `id` that is a row number or the id of a log line."""
OTHER_NAMES: Final = ("videoid", "jobid", "generationid", "predictionid", "projectid", "creationid", "operationid")
NOT_TASKS: Final = lazily(
    r"(request|trace|log|span|session|user|account|org|tenant|team|client|app|key|token|model|asset|channel|group|message"
    r"|msg|event)s?id|u?uid|guid|.*(valid|void|paid|grid)"
)
"""Names that end in "id", but name something else than a task."""

WRAPPERS: Final = ("data", "result", "results", "output", "task", "tasks", "job", "video", "videos", "response")
"""Fields in which gateways nest the task."""
BARE: Final = ("data", "result")
"""Fields that may be the id itself."""
LINKS: Final = ("statusurl", "responseurl", "resulturl", "cancelurl", "taskurl", "pollurl", "pollingurl")
"""URLs of the new task."""
STATES: Final = ("status", "state", "taskstatus", "taskstate")
WORDS: Final = frozenset(
    (
        *("success", "succeed", "succeeded", "ok", "okay", "done", "created", "accepted", "submitted", "queued"),
        *("pending", "waiting", "preparing", "running", "processing", "in_queue", "in_progress", "not_start"),
        *("complete", "completed", "finished", "failed", "fail", "failure", "error", "cancelled", "canceled"),
        *("expired", "timeout", "rejected", "null", "none", "nil", "undefined", "true", "false", "unknown"),
    )
)
"""Words that aren't ids."""

DEEPEST: Final = 4
MOST_PLACES: Final = 200
"""Maximum objects that are searched."""
_NOT_A_NAMELESS_ID: Final = lazily(
    r".*(?:\s|://|[{}<>\u3000-\u9fff\uac00-\ud7af\uff00-\uffef]).*|-\d+|\d{1,3}|[A-Z]?[a-z]{0,20}|[A-Z]{1,20}|[^\x00-\x7f]\D*"
    rf"|(?i:(?:{TASK_NOUNS})?[_-]?(?:id|no|uuid)[:=].+)"
)
"""A sentence (in Chinese without spaces), a field of a form, a URL, a small number (a count), or a single word."""


@frozen
class TaskId:
    """A possible id of the task.

    Attributes:
        text: the id.
        place: its path, for example `data.task_id`.
        name: the normalized name of its field.
        depth: the number of objects around it.
        fields: the object that has it; empty if it is the whole value of a field like `data`.
        sure: whether its name or path is typical of task ids.
    """

    text: str
    place: str
    name: str
    depth: int
    fields: Mapping[str, Any]
    sure: bool = True

    @property
    def oddity(self) -> str:
        """How the id differs from the documented one, or empty."""
        if self.place != "id":
            return f"the id of a new task is in {self.place!r}, not in 'id'"
        return "" if isinstance(self.fields.get("id"), str) else "the id of a new task is a number, not a string"


def normalized_name(name: str) -> str:
    """The name of a field in lower case, without `_` and `-`."""
    return name.lower().replace("_", "").replace("-", "")


def usable_id(value: object) -> str | None:
    """A value as an id: a printable string that fits in a URL, or a whole number above 0; None for other values."""
    if isinstance(value, float) or (isinstance(value, int) and value <= 0):
        return None
    found = as_text(value)
    if found is None or len(found) > LONGEST or found.lower() in WORDS or not found.strip("."):
        return None
    damaged = "\ufffd" in found or re.search(r"\\ud[89a-f]", found)  # undecodable, or a lone surrogate
    return found if found.isprintable() and not damaged else None


def nameless_id(value: object) -> str | None:
    """A value without a name as an id; None for a sentence, a word, a URL or a small number."""
    found = usable_id(value)
    return None if found is None or _NOT_A_NAMELESS_ID.fullmatch(found) else found


def candidates(document: object) -> list[TaskId]:
    """The possible ids of the task at known paths, the outermost first."""
    found: list[TaskId] = []
    places: list[tuple[str, str, object, int]] = [("", "", document, 0)]
    for place, name, value, depth in places:  # the loop appends to it
        if isinstance(value, dict):
            found += _own(place, value, depth)
            inner = [
                (_join(place, key), normalized_name(key), _opened(held), depth + 1) for key, held in _wrapped(value)
            ]
        elif isinstance(value, list):
            inner = [(f"{place}[{n}]", name, _opened(held), depth) for n, held in enumerate(value[:MOST_PLACES])]
        else:
            alone = nameless_id(value) if name in BARE else None
            found += [TaskId(alone, place, name, depth, {})] if alone else []
            continue
        if depth <= DEEPEST:
            places += inner[: max(0, MOST_PLACES - len(places))]
    return found


def _join(place: str, key: str) -> str:
    return f"{place}.{key[:40]}" if place else key[:40]


def _wrapped(fields: dict[str, Any]) -> list[tuple[str, Any]]:
    """The fields that may have the task, except those that repeat the answer's code."""
    found = [(key, value) for key, value in fields.items() if normalized_name(key) in WRAPPERS]
    code = as_text(fields.get("code")) if found else None
    return found if code is None else [(key, value) for key, value in found if as_text(value) != code]


def _opened(value: object) -> object:
    """A value; decoded if it is a string with JSON."""
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            pass
    return value


def _own(place: str, fields: dict[str, Any], depth: int) -> list[TaskId]:
    """The id of an object itself, if it has one."""
    given = {
        plain: (key, id_)
        for key, value in fields.items()
        if (plain := normalized_name(key)).endswith(("id", *TASK_NAMES)) and (id_ := usable_id(value))
    }
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
    return [TaskId(id_, _join(place, key), name, depth, fields, sure)]


def _named(fields: dict[str, Any], given: Mapping[str, tuple[str, str]]) -> str | None:
    """`id`, unless another field is named as the task's id, and the object isn't the documented one."""
    task = next((name for name in TASK_NAMES if name in given), None)
    documented = fields.get("object") == "video" and isinstance(fields.get("id"), str)
    if "id" in given and (task is None or documented):
        return "id"
    return task or next((name for name in OTHER_NAMES if name in given), None)


def _requested(fields: dict[str, Any], given: Mapping[str, tuple[str, str]]) -> str | None:
    """`request_id`, if the object has a state or a link, and no error; otherwise it is only for logs."""
    follows = any(normalized_name(key) in (*LINKS, *STATES) and value for key, value in fields.items())
    return "requestid" if "requestid" in given and follows and not fields.get("error") else None


def _is_linked(fields: dict[str, Any], id_: str) -> bool:
    """Whether a URL of the new task has the id in its path."""
    links = [value for key, value in fields.items() if normalized_name(key) in LINKS and isinstance(value, str)]
    return any(id_ in map(unquote, _path(link).split("/")) for link in links)


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def certain_id(found: list[TaskId]) -> TaskId | None:
    """The id of the task, or None if no id is certain.

    An id without a name counts only if there is no other. Of several, it is the documented one (`id` with
    `object: video`), otherwise the only outermost one that is named as a task's id.
    """
    if len(found) == 1:
        return found[0] if found[0].sure else None
    sure = [id_ for id_ in found if id_.sure]
    sure = [id_ for id_ in sure if id_.fields] or sure
    if len({id_.text for id_ in sure}) <= 1:
        return sure[0] if sure else None
    if sure[0].place == "id" and sure[0].fields.get("object") == "video" and isinstance(sure[0].fields.get("id"), str):
        return sure[0]
    named = [id_ for id_ in sure if id_.name in TASK_NAMES]
    outermost = [id_ for id_ in named if id_.depth == named[0].depth]
    return outermost[0] if len({id_.text for id_ in outermost}) == 1 else None


def likeliest_id(found: list[TaskId]) -> str | None:
    """The likeliest id; numbers come last, because they may be row numbers."""
    known = certain_id(found)
    ranked = sorted(found, key=lambda id_: (not id_.sure, id_.text.isdecimal(), id_.depth))
    return known.text if known else ranked[0].text if ranked else None
