"""Where an answer may name a task, wherever in the answer that stands.

Gateways put the id of a task under many names: `id`, `task_id`, `data.taskId`, or as the bare text of `data`. This
module finds every place that could hold one, and picks the likeliest. It judges nothing: `wire.billing` asks whether
there is any such place, and `wire.answer` asks which id a create answer gives.
"""

import json
import math
import re
from collections import deque
from collections.abc import Iterator
from enum import IntEnum
from functools import lru_cache
from typing import Any, Final

from attrs import frozen


class Kind(IntEnum):
    """What a place may hold, the likeliest id first."""

    DOCUMENTED = 0  # `id` as text, at top level or in `data`
    TASK = 1  # a name that means a task: task_id, video_id, job, uuid
    ID = 2  # `id` anywhere else, or as a number
    BARE = 3  # the text or number right under `data` or `result`, or a whole answer that is one word
    OTHER = 4  # any other name that ends in id: request_id, user_id
    IN_ERROR = 5  # any of these inside an error
    HINT = 6  # no id, but a sign of a task: `status`, `status_url`


@frozen
class Place:
    """One place of an answer that could hold an id, or that speaks of a task.

    Attributes:
        path: names and list positions that lead to it, as text, for example `data.list[0].id`.
        kind: what it may hold.
        value: what stands there: a text that isn't blank, or a number.
        sure: the place is the documented one, or that in a `data` wrapper.
        status: the `status` that stands beside it.
    """

    path: str
    kind: Kind
    value: str | int | float
    sure: bool = False
    status: object = None

    @property
    def name(self) -> str:
        """The last name of the path, without list positions."""
        return re.sub(r"(\[\d+\])+$", "", self.path).rpartition(".")[2]

    @property
    def id(self) -> str | None:
        """The value as the id of a task: one word of at most 2,000 characters, or a whole number above 0.

        In its documented place a text may look like anything.
        """
        if self.kind is Kind.HINT:
            return None
        if self.sure and isinstance(self.value, str):
            return self.value
        if isinstance(self.value, str):
            text = self.value.strip()
            word = self.kind is Kind.BARE and _WORDS.fullmatch(text)
            return text if len(text) <= _LONGEST and not word and not _NO_ID.search(text) else None
        whole = math.isfinite(self.value) and self.value > 0 and self.value == int(self.value)
        return str(int(self.value)) if whole else None


_LONGEST: Final = 2_000
_NO_ID: Final = re.compile(r"\s|://|^[{\[]")
# What shows that a text is a sentence, an address or JSON.
_WORDS: Final = re.compile("ok|success|succeeded|accepted|created|submitted|queued|pending|processing|done|true", re.I)
# What stands under `data` or `result` where no id does.
_TASKS: Final = re.compile(
    "uuid|guid|(task|video|job|ticket|generation|prediction)(id)?|(project|operation|order)id|(task|job)(no|ids)"
)
_BARE: Final = re.compile("data|results?|list|items|ids|tasks|videos|jobs")
_HINTS: Final = re.compile("status|((status|polling|poll|query|task|job|response|result|video)url)")
_ERRORS: Final = re.compile("(error|problem|detail)s?")
_PAIR: Final = re.compile(
    r"""["'](?P<name>[^"'\\\s:,{}]{1,80})\\{0,8}["']\s{0,99}:\s{0,99}"""
    r"""(?=\\{0,8}(?P<quote>["'])(?P<text>(?:(?!(?P=quote)).){1,2001})(?P<end>(?P=quote))?"""
    r"""|(?P<number>-?\d[\d.]{0,30})(?P<after>[\s,}\]])?)""",
    re.DOTALL,
)
# A name and its text or number, in what is no JSON as a whole: cut, inside a page, or quoted with backslashes.
_WORD_WITH_DIGIT: Final = re.compile(r"""(?=\S*\d)[^\s<>{}\[\]"']+""")
_DEEPEST_QUOTE: Final = 3


def places(body: bytes) -> tuple[Place, ...]:
    """Every place of an answer's body that could hold an id or speaks of a task, the likeliest id first."""
    return _places(body)


def likeliest(body: bytes) -> Place | None:
    """The place that most likely holds the id of a task, or None."""
    return next((place for place in places(body) if place.id is not None), None)


@lru_cache(maxsize=2048)
def _places(body: bytes) -> tuple[Place, ...]:
    try:
        document = json.loads(body, object_pairs_hook=_Pairs)
    except (ValueError, RecursionError):
        found = list(_in_text(body.decode("utf-8", "replace")))
    else:
        found = list(_in_document(document))
    return tuple(sorted(found, key=lambda place: (place.kind, place.path.count("."))))


class _Pairs(list[tuple[str, Any]]):
    """A JSON object with every name that it has, also one that comes twice."""


def _in_document(document: Any, quoted: int = 0) -> Iterator[Place]:
    """Walk through a parsed answer without recursion, which deep answers would overflow."""
    waiting: deque[tuple[tuple[str, ...], str, Any, object]] = deque([((), "", document, None)])
    while waiting:
        names, path, value, status = waiting.popleft()
        if isinstance(value, _Pairs):
            beside = dict(value).get("status")
            dot = "." if path else ""
            waiting += [((*names, name), f"{path}{dot}{name}", inner, beside) for name, inner in value]
        elif isinstance(value, list):
            waiting += [(names, f"{path}[{position}]", inner, status) for position, inner in enumerate(value)]
        else:
            yield from _at(names, path, value, status, quoted)


def _at(names: tuple[str, ...], path: str, value: Any, status: object, quoted: int) -> Iterator[Place]:
    """What one text or number is; a text that is JSON itself is looked through."""
    if isinstance(value, str) and quoted < _DEEPEST_QUOTE and value.lstrip()[:1] in ("{", "["):
        try:
            yield from _in_document(json.loads(value, object_pairs_hook=_Pairs), quoted + 1)
        except (ValueError, RecursionError):
            yield from _in_text(value)
    if isinstance(value, bool) or not isinstance(value, str | int | float) or not str(value).strip():
        return
    kind = _kind(names, value)
    if kind is not None:
        sure = not quoted and path in ("id", "data.id")
        yield Place(path or "the whole answer", kind, value, sure, status)


def _in_text(text: str) -> Iterator[Place]:
    for found in _PAIR.finditer(text):
        name, value = found["name"], found["number"] or _unescaped(found["text"])
        kind = _kind((name,), value)
        if kind is None or not value.strip():
            continue
        # An id that breaks off is a sign of a task, and no id to ask with.
        whole = found["end"] or found["after"]
        yield Place(name, max(kind, Kind.TASK) if whole else Kind.HINT, value)
    if _WORD_WITH_DIGIT.fullmatch(text.strip()):
        yield Place("the whole answer", Kind.BARE, text.strip())


def _unescaped(text: str) -> str:
    """The text that was written in JSON, with the backslash before a closing quote that was itself quoted left out."""
    text = text.rstrip("\\")
    try:
        return str(json.loads(f'"{text}"'))
    except ValueError:
        return text


def _kind(names: tuple[str, ...], value: str | float) -> Kind | None:
    """What the place at the end of some names may hold; None if it is of no interest."""
    if not names:
        return Kind.BARE if not isinstance(value, str) or _WORD_WITH_DIGIT.fullmatch(value) else None
    known = [_plain(name) for name in names]
    kind = _kind_of_name(known[-1])
    if kind is None or kind is Kind.HINT:
        return kind
    if any(_ERRORS.fullmatch(name) for name in known[:-1]):
        return Kind.IN_ERROR
    documented = known in (["id"], ["data", "id"]) and isinstance(value, str)
    return Kind.DOCUMENTED if documented else kind


def _kind_of_name(name: str) -> Kind | None:
    if _TASKS.fullmatch(name):
        return Kind.TASK
    if name == "id":
        return Kind.ID
    if _BARE.fullmatch(name):
        return Kind.BARE
    if _HINTS.fullmatch(name):
        return Kind.HINT
    return Kind.OTHER if name.endswith("id") else None


def _plain(name: str) -> str:
    """A name without what differs between spellings: `task_id`, `taskId` and `Task-ID` are one."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())
