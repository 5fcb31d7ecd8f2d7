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
    HINT = 6  # no id to ask with, but a sign of a task: `status`, `status_url`, `order_no`, a sentence that names one


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
_HINTS: Final = re.compile(
    r"\w*(status|state)|(status|polling|poll|query|task|job|response|result|video)(url|uri|link)"
)
_ERRORS: Final = re.compile("(error|problem|detail)s?")
_NOUN: Final = "(?:task|video|job|ticket|generation|prediction|operation|order|render|workflow)"
_STARTED: Final = re.compile(
    f"{_NOUN}s?(ids|uuids?|no|num|number|key|code|name|ref|reference|handle|token)?"
    "|(reference|tracking|serial)(no|num|number|code|key)?|ref(no)?|sn|identifier|handle|\\w*ids"
)
# Names that mean a task, but give no id to ask with: `order_no`, `task_key`, `video_ids`.
_CONTENT: Final = re.compile("data|results?|outputs?|payload")
_MESSAGES: Final = re.compile(
    "message|msg|detail|reason|description|error|errormessage|errormsg|errmsg|title|remedy|hint"
)
_ENVELOPE: Final = re.compile(
    r"\w*(code|status|errno|type|param|parameters?|field|rule|path|pointer|property|loc|location|target|timestamp|time)"
    r"|instance|date|created|\w*version|model|method|service|host|server|domain|source|allowed|expected|limits?|min|max"
    r"|retryafter|balance|credits|quota|remaining|docs?|docurl|documentationurl|helpurl|moreinfo"
)
# What an error document tells about itself: there a word with a digit in it is no sign of a task.
_ECHOES: Final = re.compile("input|values?|ctx|context|given|got|received|body|request|url|links?|href|help")
# Inside an error: what the server refuses, and where its pages explain that.
_SHORTEST: Final = 6
_LARGE: Final = 10_000  # Smaller numbers are limits and counts.
_ID_WORD: Final = r"(?=[\w/-]{0,99}\d)[\w/-]{6,200}"
_SPOKEN: Final = re.compile(
    rf"(?<![a-z]){_NOUN}[\s_-]?(?:ids?|uuid|no|number|key|name|ref|reference)\b(?:\s(?:is|was))?[^\w,;!?]{{1,9}}"
    r"(?=[\w/-]{0,99}\d)[\w/-]"
    rf"|(?<![a-z]){_NOUN}(?:\s(?:is|was|named|called))?[\s:=#\"'`(]{{1,9}}{_ID_WORD}"
    rf"|(?:started|queued|submitted|accepted|created)(?:\sas)?[\s:=#\"'`(]{{1,9}}{_ID_WORD}"
    r"|(?:^|[,;.(!:]|\b(?:the|its|your|with|and|under|as))\s{0,3}id\s{0,3}[:=#]\s{0,3}(?=[\w/-]{0,99}\d)[\w/-]"
    rf"|(?<![\w./-])(?:{_NOUN}s?|cgt|gen|vid)[_/-](?=[a-z0-9-]{{0,99}}\d)[a-z0-9-]{{4,200}}"
    r"|/(?:results?|tasks?|jobs?|operations?|generations?|predictions?)/(?=[\w-]{0,99}\d)[\w-]{4,200}(?![\w.-])",
    re.I,
)
# A sentence that names a task. "Request id: 0217..." is none: the vendor and gateways end each message so.
_TAG: Final = re.compile(r"<(?P<name>[\w:.-]{1,80})(?:\s[^<>]{0,200})?>\s{0,99}(?P<text>[^<>\s][^<>]{0,2000})</")
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
    elif isinstance(value, str) and not _is_echo(names) and _names_a_task(value):
        yield Place(path or "the whole answer", Kind.HINT, value)
    if isinstance(value, bool) or not isinstance(value, str | int | float) or not str(value).strip():
        return
    kind = _kind_or_sign(names, value)
    if kind is not None:
        sure = not quoted and path in ("id", "data.id")
        yield Place(path or "the whole answer", kind, value, sure, status)


def _in_text(text: str) -> Iterator[Place]:
    for found in _PAIR.finditer(text):
        name, value = found["name"], found["number"] or _unescaped(found["text"])
        kind = _kind_or_sign((name,), value)
        if kind is None or not value.strip():
            continue
        # An id that breaks off is a sign of a task, and no id to ask with.
        whole = found["end"] or found["after"]
        yield Place(name, max(kind, Kind.TASK) if whole else Kind.HINT, value)
    if _WORD_WITH_DIGIT.fullmatch(text.strip()):
        yield Place("the whole answer", Kind.BARE, text.strip())
    elif _names_a_task(text):
        yield Place("the text", Kind.HINT, text)


def _names_a_task(text: str) -> bool:
    """Whether a text that is no JSON names a task: in a sentence, in JSON that it quotes, or in a tag."""
    pairs = ((found["name"], found["number"] or _unescaped(found["text"])) for found in _PAIR.finditer(text))
    tags = ((found["name"].rpartition(":")[2], found["text"].strip()) for found in _TAG.finditer(text))
    if any(value.strip() and _kind_or_sign((name,), value) is not None for name, value in pairs):
        return True
    if any(_is_task_tag(_plain(name)) and not re.search(r"\s", value) for name, value in tags):
        return True
    return _SPOKEN.search(re.sub(r"<[^<>]*>", " ", text)) is not None


def _is_task_tag(name: str) -> bool:
    return _kind_of_name(name) is not None or _STARTED.fullmatch(name) is not None


def _kind_or_sign(names: tuple[str, ...], value: str | float) -> Kind | None:
    kind = _kind(names, value)
    return Kind.HINT if kind is None and _is_sign(names, value) else kind


def _is_sign(names: tuple[str, ...], value: str | float) -> bool:
    """Whether a text or number shows a task although its name is none that holds an id.

    Under `data` and the like everything does but a sentence in a message. Elsewhere it is one word, below a name that
    means a task; or one with a digit, or a large number, in a name that isn't known from error documents.
    """
    known = [_plain(name) for name in names]
    if not known or _is_echo(names):
        return False
    sentence = isinstance(value, str) and re.search(r"\s", value.strip()) is not None
    if any(_CONTENT.fullmatch(name) for name in known):
        return not (sentence and _MESSAGES.fullmatch(known[-1]))
    if sentence:
        return False
    large = not isinstance(value, str) and math.isfinite(value) and value == int(value) and abs(value) >= _LARGE
    digits = large or (isinstance(value, str) and _WORD_WITH_DIGIT.fullmatch(value.strip()) is not None)
    if _MESSAGES.fullmatch(known[-1]):
        return digits and isinstance(value, str) and len(value.strip()) >= _SHORTEST
    if _ENVELOPE.fullmatch(known[-1]):
        return False
    return digits or (isinstance(value, str) and any(_STARTED.fullmatch(name) for name in known))


def _is_echo(names: tuple[str, ...]) -> bool:
    """Whether a place is inside an error, in what that repeats of the request."""
    known = [_plain(name) for name in names]
    in_error = False
    for name in known:
        if _CONTENT.fullmatch(name):
            return False
        if in_error and _ECHOES.fullmatch(name):
            return True
        in_error = in_error or _ERRORS.fullmatch(name) is not None
    return False


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
