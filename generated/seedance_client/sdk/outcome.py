"""Decide what an answer to a create means for the money: taken, refused, or unknown.

The rule: a request is free only if it was refused for certain. Every request that starts a task is billed, gateways
answer in shapes that no document shows, and no key makes it harmless to send one again. So a refusal is certain only if
nothing in the answer could be a task's id or state (no text or number under `data`, `result`, `id` or any name ending
in "id", no `status` and no `status_url`), and the answer is

- HTTP 4xx, but not 408, 409, 425 or 499: these also come from a proxy, or about a request that was taken before;
- HTTP 429, or 503 with Retry-After, which say "later"; or
- HTTP 2xx with a code that was seen to mean "no" (negative, 204, 401 to 599, 1001, or the vendor's words with dots,
  such as `InputImageSensitiveContentDetected.PrivacyInformation`), or with a non-empty `error`.

An answer whose body didn't come whole is never certain: the id may be in what is missing.

Everything else counts as billed. A code that isn't 0 proves no refusal: 200, "success", 10000, 20000 and 1 were all
seen beside a task that was billed. A text or number under `data` may be the id. `failed` beside an id may be billed.

`TABLE` is this rule; the first row that fits decides. Sources: the service's pages show one accepted answer, with the
id at `id`, and no refused one. The other shapes were reported by people who run gateways for this service and its
siblings (new-api and its adapters, fal, kie.ai, Kling, DashScope); the rule is also in
docs/design.md#refused-is-not-the-same-as-free.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final, Literal

from attrs import frozen

from .effects import Answer
from .ids import STATES, Id, candidates, clear, plain
from .reading import Unreadable, is_busy, parse, reason, text
from .salvage import header_hint, hint

__all__ = ["TABLE", "Outcome", "decide"]

MAYBE_TAKEN: Final = (408, 409, 425, 499)
NO_CODES: Final = {204, 1001, *range(401, 600)} - set(MAYBE_TAKEN)
"""Codes within a 2xx that were seen to mean "no", beside the negative ones."""
YES_CODES: Final = (0, 1, 200, 201, 202, 10000, 20000)
"""Codes that were seen beside a task."""
YES: Final = ("success", "succeed", "succeeded", "successful", "ok")
GOOD: Final = (*YES, "accepted", "created", "submitted", "queued", "pending", "processing")
"""Words that are no error, not even as an `error` or within a code with dots."""
NOTHING: Final = ("", "null", "none", "nil", "false", "undefined")
DOTTED: Final = re.compile(r"[A-Z][A-Za-z0-9]+(\.[A-Z][A-Za-z0-9]+)+")
ENDED_BADLY: Final = (
    *("failed", "fail", "failure", "error", "cancelled", "canceled", "expired", "timeout", "rejected"),
    *map(str, range(400, 600)),
)
"""States that are no state of a task that goes on."""


@frozen
class Outcome:
    """What an answer means.

    Attributes:
        kind: `taken`, `refused` (for certain), or `unknown`.
        why: what decided, in words.
        task: the task's id where it is taken, else None.
    """

    kind: Literal["taken", "refused", "unknown"]
    why: str
    task: Id | None = None


@frozen
class Facts:
    """What the table asks about an answer.

    Attributes:
        status: the HTTP status.
        busy: it is 429, or 503 with Retry-After.
        trouble: why the body can't be read, or empty.
        cut: the body didn't come whole.
        task: the id of a task, if there is exactly one beyond doubt.
        doubt: what speaks against its being taken, or empty.
        hint: the field that could be an id or a state, or empty.
        says_no: the code or the `error` means "no".
    """

    status: int
    busy: bool
    trouble: str
    cut: bool
    task: Id | None
    doubt: str
    hint: str
    says_no: bool

    @property
    def good(self) -> bool:
        """HTTP 2xx."""
        return 200 <= self.status < 300

    @property
    def rejects(self) -> bool:
        """HTTP 4xx that can't be about a request that was taken."""
        return 400 <= self.status < 500 and self.status not in MAYBE_TAKEN


Row = tuple[Callable[[Facts], bool], Literal["taken", "refused", "unknown"], str]

TABLE: Final[tuple[Row, ...]] = (
    (lambda it: it.cut, "unknown", "{it.trouble}"),
    (lambda it: it.good and it.task is not None and not it.doubt, "taken", "it has a task's id"),
    (lambda it: it.good and it.task is not None, "unknown", "it has a task's id, but also {it.doubt}"),
    (lambda it: it.good and bool(it.trouble), "unknown", "{it.trouble}"),
    (lambda it: bool(it.hint), "unknown", "it has {it.hint!r}, which could belong to a task"),
    (lambda it: it.busy, "refused", "the service is busy"),
    (lambda it: it.rejects, "refused", "it refuses the request"),
    (lambda it: it.good and it.says_no, "refused", "it refuses the request within a success"),
    (lambda it: it.good, "unknown", "it has neither an id nor a known refusal"),
    (lambda it: True, "unknown", "it doesn't say what became of the request"),
)
"""Whether a row fits, what the answer means then, and why."""


def decide(answer: Answer) -> Outcome:
    """What an answer to a create means."""
    it = facts(answer)
    kind, why = next((kind, why) for fits, kind, why in TABLE if fits(it))
    return Outcome(kind, why.format(it=it), it.task if kind == "taken" else None)


def facts(answer: Answer) -> Facts:
    """What the table asks about an answer."""
    trouble, value = "", None
    try:
        value = parse(answer)
    except Unreadable as error:
        trouble = str(error)
    task = clear(candidates(value))
    document = value if isinstance(value, dict) else {}
    return Facts(
        status=answer.status,
        busy=is_busy(answer),
        trouble=trouble,
        cut=bool(answer.broken),
        task=task,
        doubt=_doubt(document, task) if task else "",
        hint=(hint(answer.body, answer.status) or header_hint(answer.headers))[:40],
        says_no=means_no(document.get("code")) or is_error(document.get("error")),
    )


def means_no(code: object) -> bool:
    """Whether a code was seen to mean "no"; numbers may be texts."""
    said = text(code) or ""
    if (number := _whole(said)) is not None:
        return number < 0 or number in NO_CODES
    return DOTTED.fullmatch(said) is not None and not set(GOOD) & set(said.lower().split("."))


def is_error(error: object) -> bool:
    """Whether an `error` says anything: not if all in it is empty, or if it has a code of success."""
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


def _doubt(document: Mapping[str, Any], task: Id) -> str:
    """What speaks against a task's being taken, or empty."""
    documented = task.place == "id" and any(_lower(task.fields[key]) for key in task.fields if plain(key) in STATES)
    for fields in (document, task.fields):
        if bad := next((key for key in fields if _is_bad(plain(key), fields[key])), ""):
            return f"{bad} = {fields[bad]!r:.40}"
        code = fields.get("code")
        if _lower(code) and not _is_accepted(fields):
            return f"code = {code!r:.40}"
        if is_error(fields.get("error")) and not documented:
            return f"an error ({reason(fields)})"
    return ""


def _is_accepted(fields: Mapping[str, Any]) -> bool:
    """Whether the code means "yes", or is a new one beside a message that does."""
    code, message = fields.get("code"), fields.get("message") or fields.get("msg")
    return _means_yes(code) or (not means_no(code) and _means_yes(message))


def _is_bad(name: str, value: object) -> bool:
    """Whether a field says that something has failed."""
    return value is False if name in ("success", "ok") else name in STATES and _lower(value) in ENDED_BADLY


def _means_yes(code: object) -> bool:
    return _lower(code) in YES or _whole(_lower(code)) in YES_CODES


def _lower(value: object) -> str:
    return (text(value) or "").lower()


def _whole(said: str) -> int | None:
    """The whole number that a text is, or None; "401.0" is 401."""
    return int(said.partition(".")[0]) if re.fullmatch(r"-?\d{1,15}(\.0+)?", said) else None
