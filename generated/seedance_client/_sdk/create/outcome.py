# Copied from openapi/companion/_sdk/create/outcome.py by scripts/regenerate: edit it there.
# pyright: standard
"""Decide what an answer to a create means for the money: accepted, refused, or unknown.

A request is free only if it was certainly refused. Every request that starts a task is billed, gateways answer in
undocumented shapes, and the API doesn't have idempotency keys. So a refusal is certain only if nothing in the answer
could be a task's id or state (a string or number in `data`, `result`, `id` or a field whose name ends in "id", a
`status` or a `status_url`), and the answer is

- HTTP 4xx, except 408, 409, 425 and 499: a proxy may send these, or they are about a request accepted before;
- HTTP 429, or 503 with Retry-After, which mean "later"; or
- HTTP 2xx, except 201 and 202, with a non-empty `error`, or with a code that was observed to mean "no": negative, 204,
  401 to 599, 1001, or the vendor's words with dots, such as `InputImageSensitiveContentDetected.PrivacyInformation`.

`explained` decides that: each part of a refusal must be explained, because any other word or number may be an id, too.

An incomplete answer is never certain: the missing part may have the id.

Everything else counts as billed. A code other than 0 doesn't prove a refusal: 200, "success", 10000, 20000 and 1 were
all observed with a billed task. A string or number in `data` may be the id. `failed` with an id may be billed.

`TABLE` is this rule; the first matching row decides. Sources: the service's pages show one accepted answer, with the id
in `id`, and no refusal. Operators of gateways for this service and similar ones reported the other shapes (new-api and
its adapters, fal, kie.ai, Kling, DashScope). See also docs/design.md#refused-is-not-the-same-as-free.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Final, Literal

from attrs import frozen

from ..answers.reading import Unreadable, is_busy, parse
from ..answers.service_errors import reason
from ..answers.values import as_text, meaning_of
from ..transport.effects import Answer
from .ambiguous_fields import each_name_once, name_with_two_values
from .explained.fields import unexplained_field
from .explained.headers import unexplained_header
from .explained.said import Said
from .id_search import named_task
from .ids import STATES, TaskId, candidates, certain_id, normalized_name, usable_id

MAYBE_TAKEN: Final = (408, 409, 425, 499)
MADE: Final = (201, 202)
"""Created and accepted: the status contradicts an error in the body."""
NO_CODES: Final = {204, 1001, *range(401, 600)} - set(MAYBE_TAKEN)
"""Codes in a 2xx that were observed to mean "no", besides negative ones."""
YES_CODES: Final = (0, 1, 200, 201, 202, 10000, 20000)
"""Codes that were observed with a task."""
YES: Final = ("success", "succeed", "succeeded", "successful", "ok")
GOOD: Final = (*YES, "accepted", "created", "submitted", "queued", "pending", "processing")
"""Words that don't mean an error, not even as an `error` or in a code with dots."""
NOTHING: Final = ("", "null", "none", "nil", "false", "undefined")
_FIELDS: Final = frozenset(("id", "object", "created", "model", "status"))
DOCUMENTED_FIELDS: Final = (_FIELDS, _FIELDS | {"error"})
"""The fields of the answer to a create (docs/contract.md#answers); `error` is null."""
DOTTED: Final = re.compile(r"[A-Z][A-Za-z0-9]+(\.[A-Z][A-Za-z0-9]+)+")
TAKEN_PART: Final = re.compile(
    r"succe|accept|creat|submi(?!ssion)|queue|pending|process(?!or)|running|started|schedule|deduct|charged|billed|consumed"
    r"|duplicate|exists|progress|received|registered|paid(?!Required)|done|complete|finished|ready|(?:^|\.)ok(?:ay)?(?:\.|$)",
    re.I,
)
"""A part of a code with dots that may mean that something was started or charged: `Ok.Created`, `Quota.Deducted`."""
ERROR_STATES: Final = frozenset(map(str, range(400, 600)))
"""Numbers as states of a task that has ended without a video."""


@frozen
class Outcome:
    """What an answer means.

    Attributes:
        kind: `accepted`, `refused` (certainly), or `unknown`.
        why: the reason for the decision, in words.
        task: the task's id if it is accepted, otherwise None.
    """

    kind: Literal["accepted", "refused", "unknown"]
    why: str
    task: TaskId | None = None


@frozen
class AnswerFacts:
    """The facts about an answer that the table uses.

    Attributes:
        status: the HTTP status.
        busy: whether it is 429, or 503 with Retry-After.
        unreadable: why the body can't be read, or empty.
        incomplete: whether a part of the body is missing.
        task: the id of the task, if there is exactly one certain id.
        doubt: what indicates that the task was not accepted, or empty.
        unexplained: a part of a refusal that isn't explained, or empty.
        says_no: whether the code or the `error` means "no".
    """

    status: int
    busy: bool
    unreadable: str
    incomplete: bool
    task: TaskId | None
    doubt: str
    unexplained: str
    says_no: bool

    @property
    def good(self) -> bool:
        """HTTP 2xx."""
        return 200 <= self.status < 300

    @property
    def rejects(self) -> bool:
        """HTTP 4xx, except those that may be about an accepted request."""
        return 400 <= self.status < 500 and self.status not in MAYBE_TAKEN


Row = tuple[Callable[[AnswerFacts], bool], Literal["accepted", "refused", "unknown"], str]

TABLE: Final[tuple[Row, ...]] = (
    (lambda it: it.incomplete, "unknown", "{it.unreadable}"),
    (lambda it: it.good and it.task is not None and not it.doubt, "accepted", "the answer has a task id"),
    (lambda it: it.good and it.task is not None, "unknown", "the answer has a task id, but also {it.doubt}"),
    (lambda it: it.good and bool(it.unreadable), "unknown", "{it.unreadable}"),
    (
        lambda it: bool(it.unexplained),
        "unknown",
        "the answer has {it.unexplained!r}, which could name a task or mean that one was started",
    ),
    (lambda it: it.busy, "refused", "the service is busy"),
    (lambda it: it.rejects, "refused", "the answer refuses the request"),
    (
        lambda it: it.good and it.says_no and it.status not in MADE,
        "refused",
        "the answer refuses the request with HTTP 2xx",
    ),
    (lambda it: it.good, "unknown", "the answer has neither an id nor a known refusal"),
    (lambda it: True, "unknown", "the answer doesn't say whether the request was accepted"),
)
"""Condition, meaning of the answer, and reason."""


def decide(answer: Answer, said: Said | None = None) -> Outcome:
    """What an answer to a create means; it may repeat what the request said."""
    task = _documented_task(answer)
    return by_table(answer, said) if task is None else Outcome("accepted", "the answer has a task id", task)


def by_table(answer: Answer, said: Said | None = None) -> Outcome:
    """What the table says that an answer means."""
    it = facts(answer, said)
    _, kind, why = next(row for row in TABLE if row[0](it))
    return Outcome(kind, why.format(it=it) if "{" in why else why, it.task if kind == "accepted" else None)


def _documented_task(answer: Answer) -> TaskId | None:
    """The task of an answer exactly as documented, nearly always; the table comes to the same result, but later."""
    if answer.broken or not 200 <= answer.status < 300:
        return None
    try:
        value = json.loads(answer.body, object_pairs_hook=each_name_once)
    except (ValueError, RecursionError):
        return None
    if type(value) is not dict or value.get("object") != "video" or value.get("error") is not None:
        return None
    if value.keys() not in DOCUMENTED_FIELDS:
        return None
    id_ = usable_id(value["id"]) if isinstance(value["id"], str) else None
    return TaskId(id_, "id", "id", 0, value) if id_ and value["status"] in ("queued", "processing") else None


def facts(answer: Answer, said: Said | None = None) -> AnswerFacts:
    """What the table asks about an answer to a request that said this."""
    said = said or Said()
    unreadable, value = "", None
    try:
        value = parse(answer)
    except Unreadable as error:
        unreadable = str(error)
    task = certain_id(candidates(value))
    document = value if isinstance(value, dict) else {}
    unexplained = ""
    if not answer.broken and not (200 <= answer.status < 300 and (task or unreadable)):  # this costs more than all else
        unexplained = (
            named_task(answer.body)
            or unexplained_field(answer.body, answer.status, said)
            or unexplained_header(answer.headers, said)
        )
    return AnswerFacts(
        status=answer.status,
        busy=is_busy(answer),
        unreadable=unreadable,
        incomplete=bool(answer.broken),
        task=task,
        doubt=_doubt(document, task, name_with_two_values(answer.body)) if task else "",
        unexplained=unexplained[:80],
        says_no=means_no(document.get("code")) or is_error(document.get("error")),
    )


def means_no(code: object) -> bool:
    """Whether a code means "no"; it may be a number or a string."""
    if code is None:
        return False
    said = as_text(code) or ""
    if (number := _whole(said)) is not None:
        return number < 0 or number in NO_CODES
    return DOTTED.fullmatch(said) is not None and TAKEN_PART.search(said) is None


def is_error(error: object) -> bool:
    """Whether an `error` reports an error: not if it is empty, or has a code of success."""
    if error is None:  # nearly always
        return False
    waiting = [error]
    while waiting:
        value = waiting.pop()
        if isinstance(value, Mapping):
            waiting += [] if _means_yes(value.get("code")) else value.values()
        elif isinstance(value, list):
            waiting += value
        elif value is True or not (_lower(value) in (*NOTHING, *GOOD) or _means_yes(value)):
            return True
    return False


def _doubt(document: Mapping[str, Any], task: TaskId, doubled: str) -> str:
    """What indicates that a task was not accepted, or that it isn't the only one, or empty."""
    if doubled:
        return f"two values of {doubled!r:.40}"
    for fields in (document,) if task.fields is document else (document, task.fields):
        for name, value in fields.items():
            if _is_bad(normalized_name(name), value):
                return f"{name} = {value!r:.40}"
        code = fields.get("code")
        if code is not None and _lower(code) and not _is_accepted(fields):
            return f"code = {code!r:.40}"
        if is_error(fields.get("error")) and not _is_documented(task):
            return f"an error ({reason(fields)})"
    return ""


def _is_documented(task: TaskId) -> bool:
    """Whether a task is described as documented: by `id` with a status."""
    return task.place == "id" and any(
        _lower(value) for name, value in task.fields.items() if normalized_name(name) in STATES
    )


def _is_accepted(fields: Mapping[str, Any]) -> bool:
    """Whether the code means "yes", or is unknown while the message means "yes"."""
    code, message = fields.get("code"), fields.get("message") or fields.get("msg")
    return _means_yes(code) or (not means_no(code) and _means_yes(message))


def _is_bad(name: str, value: object) -> bool:
    """Whether a field means that something has failed."""
    if name in ("success", "ok"):
        return value is False
    if name not in STATES:
        return False
    said = as_text(value) or ""
    return said.lower() in ERROR_STATES or meaning_of(said) == "failed"


def _means_yes(code: object) -> bool:
    return _lower(code) in YES or _whole(_lower(code)) in YES_CODES


def _lower(value: object) -> str:
    return (as_text(value) or "").lower()


def _whole(said: str) -> int | None:
    """A string as a whole number, or None; "401.0" is 401."""
    return int(said.partition(".")[0]) if re.fullmatch(r"-?\d{1,15}(\.0+)?", said) else None
