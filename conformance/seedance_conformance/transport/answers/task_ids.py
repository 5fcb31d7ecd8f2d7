"""Find the places in an answer that may name a task.

Gateways put the id of a task under many names: `id`, `task_id`, `data.taskId`, or as the bare text of `data`. This
module finds every place that could hold one, and picks the likeliest. It judges nothing: `answers.billing` asks
whether there is any such place, and `answers.answer` asks which id a create answer gives.
"""

import html
import json
import math
import re
from collections import deque
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final, NamedTuple

from seedance_conformance.transport.answers.task_place import ERRORS, Kind, Place, plain

__all__ = ["Kind", "Leaf", "Place", "leaves", "likeliest", "places"]

_TASKS: Final = ("taskid", "taskno", "taskuuid")
# Where one object has several, the first of them counts.
_PRODUCTS: Final = ("videoid", "jobid", "generationid", "predictionid", "projectid", "creationid", "operationid")
_NOUNS: Final = re.compile("uuid|guid|task|video|job|ticket|generation|prediction|jobno|(task|job)ids")
# Wrappers around the task; an id below another name (user, channel) is that of something else.
_AROUND: Final = re.compile("data|results?|outputs?|tasks?|jobs?|videos?|response|payload|list|items")
_BARE: Final = re.compile("data|results?|list|items|ids|tasks|videos|jobs")
_HINTS: Final = re.compile(
    r"\w*(status|state)|(status|polling|poll|query|task|job|response|result|video)(url|uri|link)"
)
_NOUN: Final = "(?:task|video|job|ticket|generation|prediction|operation|order|render|workflow)"
# Names that mean a task, but don't hold its id: `order_no`, `task_key`, `video_ids`.
_STARTED: Final = re.compile(
    f"{_NOUN}s?(ids|uuids?|no|num|number|key|code|name|ref|reference|handle|token)?"
    "|(reference|tracking|serial)(no|num|number|code|key)?|ref(no)?|sn|identifier|handle|\\w*ids"
)
_CONTENT: Final = re.compile("data|results?|outputs?|payload")
_MESSAGES: Final = re.compile(
    "message|msg|detail|reason|description|error|errormessage|errormsg|errmsg|title|remedy|hint"
)
# Names of an error document: under them a word with a digit isn't a sign of a task.
_ENVELOPE: Final = re.compile(
    r"\w*(code|status|errno|type|param|parameters?|field|rule|path|pointer|property|loc|location|target|timestamp|time)"
    r"|instance|date|created|\w*version|model|method|service|host|server|domain|source|allowed|expected|limits?|min|max"
    r"|retryafter|balance|credits|quota|remaining|docs?|docurl|documentationurl|helpurl|moreinfo"
)
# Names inside an error: parts of the request, and links to documentation.
_ECHOES: Final = re.compile("input|values?|ctx|context|given|got|received|body|request|url|links?|href|help")
_SHORTEST: Final = 6
_LARGE: Final = 10_000  # Smaller numbers are limits and counts.
_ID_WORD: Final = r"(?=[\w/-]{0,99}\d)(?!\d{1,5}x\d{1,5}\b)[\w/-]{6,200}"
# A sentence that names a task. "Request id: 0217..." doesn't: the vendor and gateways end each message so.
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
_TAG: Final = re.compile(r"<(?P<name>[\w:.-]{1,80})(?:\s[^<>]{0,200})?>\s{0,99}(?P<text>[^<>\s][^<>]{0,2000})</")
# A name and its value in text that isn't JSON as a whole: cut, inside a page, or quoted with backslashes.
_PAIR: Final = re.compile(
    r"""["'](?P<name>[^"'\\\s:,{}]{1,80})\\{0,8}["']\s{0,99}:\s{0,99}"""
    r"""(?=\\{0,8}(?P<quote>["'])(?P<text>(?:(?!(?P=quote)).){1,2001})(?P<end>(?P=quote))?"""
    r"""|(?P<number>-?\d[\d.]{0,30})(?P<after>[\s,}\]])?)""",
    re.DOTALL,
)
_ELEMENT: Final = re.compile(r"<([\w:.-]{1,80})(\s[^<>]{1,8000})>")
_ATTRIBUTE: Final = re.compile(
    r"""([\w:.-]{1,80})\s{0,9}=\s{0,9}(?:"([^"]{1,4000})"|'([^']{1,4000})'|([^\s"'>]{1,4000}))"""
)
# A line of a form, a script or a sentence; the end of the text may be cut.
_ASSIGNED: Final = re.compile(
    r"""\b((?:task|job|video|generation|prediction)[ _-]?(?:id|no|uuid))\s{0,9}(?:[:=]|\bis\b)\s{0,9}"""
    r"""(?:["']([^"'<>\s]{1,4000})["']|([^\s"'<>&]{1,4000})(?=[\s"'<>&]))""",
    re.I,
)
_WORD_WITH_DIGIT: Final = re.compile(r"""(?=\S*\d)[^\s<>{}\[\]"']+""")
# A sentence without spaces; `answers.plain_words` reads its numbers.
_CHINESE: Final = re.compile("[\u3400-\u9fff].*[\u3400-\u9fff]", re.DOTALL)
_DEEPEST_QUOTE: Final = 3


@lru_cache(maxsize=256)
def places(body: bytes) -> tuple[Place, ...]:
    """All places of a body that could hold an id or are a sign of a task, the likeliest id first."""
    try:
        found = list(_in_json(body))
    except (ValueError, RecursionError):
        found = list(_in_text(body.decode("utf-8", "replace")))
    return tuple(sorted(found, key=lambda place: (place.kind, place.path.count("."), _rank(place))))


def likeliest(body: bytes) -> Place | None:
    """The place that most likely holds the id of a task, or None."""
    return next((place for place in places(body) if place.id is not None), None)


def _rank(place: Place) -> int:
    name = plain(place.name)
    known = (*_TASKS, *_PRODUCTS)
    return known.index(name) if name in known else len(known)


class _Pairs(list[tuple[str, Any]]):
    """A JSON object with all its names, also repeated ones."""


class Leaf(NamedTuple):
    """A value of a JSON document: the names above it, its path, itself, and the fields of its object."""

    names: tuple[str, ...]
    path: str
    value: Any
    beside: dict[str, Any]


def leaves(text: str | bytes) -> Iterator[Leaf]:
    """The values of a JSON text that aren't lists or objects, and None for an empty one. Raises what `json.loads` does.

    Without recursion, which a deep answer would overflow.
    """
    waiting = deque([Leaf((), "", json.loads(text, object_pairs_hook=_Pairs), {})])
    while waiting:
        names, path, value, beside = leaf = waiting.popleft()
        if not isinstance(value, list):
            yield leaf
        elif not value:
            yield leaf._replace(value=None)
        elif isinstance(value, _Pairs):
            beside = dict(value)
            dot = "." if path else ""
            waiting += [Leaf((*names, name), f"{path}{dot}{name}", inner, beside) for name, inner in value]
        else:
            waiting += [Leaf(names, f"{path}[{position}]", inner, beside) for position, inner in enumerate(value)]


def _in_json(text: str | bytes, quoted: int = 0) -> Iterator[Place]:
    for leaf in leaves(text):
        yield from _at(*leaf, quoted)


def _at(names: tuple[str, ...], path: str, value: Any, beside: dict[str, Any], quoted: int) -> Iterator[Place]:
    """The places of one value; a text that is JSON is searched, too."""
    if isinstance(value, str) and quoted < _DEEPEST_QUOTE and value.lstrip()[:1] in ("{", "["):
        try:
            yield from _in_json(value, quoted + 1)
        except (ValueError, RecursionError):
            yield from _in_text(value)
    elif isinstance(value, str) and not _is_echo([*map(plain, names)]) and _names_a_task(value):
        yield Place(path or "the whole answer", Kind.HINT, value)
    if isinstance(value, bool) or not isinstance(value, str | int | float) or not str(value).strip():
        return
    kind = _kind_or_sign(names, value)
    if kind is not None:
        sure = not quoted and path in ("id", "data.id")
        if sure and path == "id" and isinstance(value, str) and beside.get("object") == "video":
            kind = Kind.DOCUMENTED
        yield Place(path or "the whole answer", kind, value, sure, beside.get("status"))


def _in_text(text: str) -> Iterator[Place]:
    text = html.unescape(text)
    for tag in _TAG.finditer(text):
        kind = _kind_of_name(plain(tag["name"].rpartition(":")[2]))
        if kind in (Kind.TASK, Kind.ID, Kind.PRODUCT) and not re.search(r"\s", tag["text"].strip()):
            yield Place(tag["name"], kind, tag["text"].strip())
    yield from _in_attributes(text)
    for found in _PAIR.finditer(text):
        name, value = found["name"], found["number"] or _unescaped(found["text"])
        kind = _kind_or_sign((name,), value)
        if kind is not None and value.strip():
            # An id that is cut off is a sign of a task, but not usable.
            yield Place(name, kind if found["end"] or found["after"] else Kind.HINT, value)
    for name, quoted, word in _ASSIGNED.findall(re.sub("</?[A-Za-z][^<>]{0,300}>", " ", text)):
        if re.search(r"\d", value := quoted or word.rstrip(".,;:")):
            yield Place(name, Kind.TASK, value)
    if _WORD_WITH_DIGIT.fullmatch(text.strip()) and not _CHINESE.search(text):
        yield Place("the whole answer", Kind.BARE, text.strip())
    elif _names_a_task(text):
        yield Place("the text", Kind.HINT, text)


def _in_attributes(text: str) -> Iterator[Place]:
    """The ids in tags: `data-task-id=".."`, `<task id=".."/>`, `<input name="task_id" value="..">`."""
    for tag, attributes in _ELEMENT.findall(text):
        found = {name.lower(): "".join(values).strip() for name, *values in _ATTRIBUTE.findall(attributes)}
        named = {name.removeprefix("data-"): value for name, value in found.items()}
        if _kind_of_name(plain(tag)) is Kind.OTHER:
            named["taskid"] = found.get("id", "")
        field = next((found[name] for name in ("name", "property", "itemprop", "key") if name in found), "")
        named[field] = found.get("value") or found.get("content") or ""
        for name, value in named.items():
            if value and _kind_of_name(plain(name)) in (Kind.TASK, Kind.PRODUCT):
                yield Place(name, Kind.TASK, value)


def _names_a_task(text: str) -> bool:
    """Whether a text that isn't JSON names a task: in a sentence, in quoted JSON, or in a tag."""
    pairs = ((found["name"], found["number"] or _unescaped(found["text"])) for found in _PAIR.finditer(text))
    tags = ((plain(found["name"].rpartition(":")[2]), found["text"].strip()) for found in _TAG.finditer(text))
    return (
        any(value.strip() and _kind_or_sign((name,), value) is not None for name, value in pairs)
        or any(_is_task_tag(name) and not re.search(r"\s", value) for name, value in tags)
        or _SPOKEN.search(re.sub(r"<[^<>]*>", " ", text)) is not None
    )


def _is_task_tag(name: str) -> bool:
    return _kind_of_name(name) is not None or _STARTED.fullmatch(name) is not None


def _kind_or_sign(names: tuple[str, ...], value: str | float) -> Kind | None:
    kind = _kind(names, value)
    return Kind.HINT if kind is None and _is_sign(names, value) else kind


def _is_sign(names: tuple[str, ...], value: str | float) -> bool:
    """Whether a value is a sign of a task although its name doesn't hold ids.

    Under `data` and similar names every value is one. Elsewhere it is a word below a name that means a task, or a word
    with a digit or a large number below a name that isn't known from error documents.
    """
    known = [plain(name) for name in names]
    if not known or _is_echo(known):
        return False
    if any(_CONTENT.fullmatch(name) for name in known):
        return True
    in_message, in_envelope = _MESSAGES.fullmatch(known[-1]), _ENVELOPE.fullmatch(known[-1])
    if not isinstance(value, str):
        large = math.isfinite(value) and value == int(value) and abs(value) >= _LARGE
        return large and not (in_message or in_envelope)
    word = value.strip()
    digit = _WORD_WITH_DIGIT.fullmatch(word) is not None
    if in_message:
        return digit and len(word) >= _SHORTEST and not _CHINESE.search(value)
    return not (in_envelope or re.search(r"\s", word)) and (digit or any(map(_STARTED.fullmatch, known)))


def _is_echo(names: list[str]) -> bool:
    """Whether a place is inside an error, in a part that repeats the request. The names are `plain`."""
    in_error = False
    for name in names:
        if _CONTENT.fullmatch(name):
            return False
        if in_error and _ECHOES.fullmatch(name):
            return True
        in_error = in_error or ERRORS.fullmatch(name) is not None
    return False


def _unescaped(text: str) -> str:
    """The decoded JSON text; drops the backslash of an escaped closing quote."""
    text = text.rstrip("\\")
    try:
        return str(json.loads(f'"{text}"'))
    except ValueError:
        return text


def _kind(names: tuple[str, ...], value: str | float) -> Kind | None:
    """The kind of the place at a path of names, or None."""
    if not names:
        return Kind.BARE if not isinstance(value, str) or _WORD_WITH_DIGIT.fullmatch(value) else None
    known = [plain(name) for name in names]
    kind = _kind_of_name(known[-1])
    if kind is None or kind is Kind.HINT:
        return kind
    if any(ERRORS.fullmatch(name) for name in known[:-1]):
        return Kind.IN_ERROR
    return kind if all(_AROUND.fullmatch(name) for name in known[:-1]) else Kind.OTHER


def _kind_of_name(name: str) -> Kind | None:
    if name in _TASKS:
        return Kind.TASK
    if name == "id":
        return Kind.ID
    if name in _PRODUCTS:
        return Kind.PRODUCT
    if _NOUNS.fullmatch(name):
        return Kind.OTHER
    if _BARE.fullmatch(name):
        return Kind.BARE
    if _HINTS.fullmatch(name):
        return Kind.HINT
    return Kind.OTHER if name.endswith("id") else None
