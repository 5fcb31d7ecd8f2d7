# Copied from openapi/companion/_sdk/create/explained/fields.py by scripts/regenerate: edit it there.
# pyright: standard
"""Whether every field of a refusal is explained.

A field is explained if all names on its path belong to refusals (`names`), or it repeats the request, or it is a
sentence; and its words are explained (`words`). A word or a number below any other name could be an id. So could
anything below `data` or `result`, or below a name that ends in "id"; a `status` could be a task's.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

from ..id_search import HOLDERS
from ..ids import LINKS, STATES, TASK_NAMES
from .lazy import lazily
from .names import CODES, COUNTS, ECHOES, FLAGS, IDENTIFIERS, KNOWN, MOMENTS, plain_name
from .pages import elements, without_markup
from .said import Pairs, Said, leaves
from .words import LONGEST_TEXT, unexplained_words
from .work import word_set

YES: Final = word_set(
    "success succeed succeeded successful successfully ok accepted created submitted queued pending processing running "
    "started 成功 操作成功 提交成功 请求成功"
)
"""Texts that mean the opposite of a refusal."""
YES_CODES: Final = (0, 200, 201, 202, 20000)
MAYBE_CODES: Final = (408, 409, 425, 499, 504, 524)
"""Codes of requests that may have been accepted; as the code that refuses a 2xx, 504 and 524 aren't doubtful."""
REFUSING_TIMEOUTS: Final = (504, 524)
DEEPEST: Final = 4
"""Maximum levels of JSON in texts."""
SMALL: Final = 1000
"""Numbers below it aren't ids, where a refusal has numbers."""
TASKS: Final = frozenset((*TASK_NAMES, *LINKS)) | word_set(
    "data result results output outputs payload orderno jobno ticket reference ref taskkey tasknumber identifier"
)
"""Fields in which even a sentence could be about a task."""
RPC_NO: Final = word_set(
    "INVALID_ARGUMENT FAILED_PRECONDITION OUT_OF_RANGE UNAUTHENTICATED PERMISSION_DENIED NOT_FOUND RESOURCE_EXHAUSTED"
)
"""gRPC's words for the status of an error; they aren't states of a task."""
_CODE: Final = lazily(
    r"-?\d{1,7}|[A-Za-z][A-Za-z._ /-]*|[A-Z]{1,4}[-_]?\d{2,6}|[A-Z]+(?:-[A-Z]+|-\d{1,2}){1,6}"
    r"|[A-Z]+(?:_[A-Z]+|_\d{1,3}){1,8}"
    r"|(?!Task|Job|Order|Video)[A-Z][A-Za-z]*(?:\.[A-Z][A-Za-z]*)*(?:[._-]?\d{1,6})?"
)
"""A code: 1001, invalid_parameter, E1001, CR-X-1, InvalidParameter.1001."""
_NAME: Final = lazily(
    r"\D*|(?:image|img|audio|clip|frame|file|line|field|item|step|param|arg|error|message|detail|reason|column)s?\d{1,2}"
)
"""A name; one with a digit counts parts of a request or of an error."""
_PAIR: Final = lazily(
    r"""["']([^"'\\{},]{1,64})\\{0,7}["']\s{0,9}:\s{0,9}(?:\\{0,7}["']([^"'\\]{0,2000})|(-?\d[\d.]{0,40}))"""
)
"""A field in a text that isn't JSON as a whole."""

_ID_OR_STATE: Final = lazily(
    r"(?<=[\w-])(?<!val)(?<!vo)(?<!pa)(?<!gr)id[\"']?\s{0,9}[:=>]\s{0,9}[\"']?[\w/+=-]"
    r"|[\"']id[\"']\s{0,9}:|\b(?:uuid|status|state)[\"']?\s{0,9}[:=>]",
    re.I,
)
"""A field whose name ends in "id", or a state, in a text that isn't JSON: a form, XML, or incomplete JSON."""


def unexplained_field(content: bytes, status: int, said: Said) -> str:
    """What in the body of a refusal could be an id or means that something was started, or empty."""
    if len(content) > LONGEST_TEXT:
        return "a long text"
    raw = content.decode(json.detect_encoding(content), errors="replace")
    try:
        document = json.loads(raw, object_pairs_hook=Pairs)
    except (ValueError, RecursionError):
        found = _ID_OR_STATE.search(raw)
        return found[0] if found else _of_text((), raw, said, 0)
    if document == status:
        return ""
    codes = [value for name, value in document if name == "code"] if isinstance(document, Pairs) else []
    if any(_number(code) in YES_CODES for code in codes):
        return f"code: {codes[0]}"
    fields = [
        (names, value)
        for names, value in leaves(document)
        if (status >= 300 or names != ("code",) or _number(value) not in REFUSING_TIMEOUTS)
        and not (names[-1:] == ("status",) and str(value).strip() == str(status))
    ]
    name, colon, value = _first(fields, said, 0).partition(":")
    given = (key for key in re.findall(r'"([^"\\]{1,64})"\s{0,9}:', raw) if plain_name(key) == name)
    return f"{next(given, name)}{colon}{value}"


def _first(fields: list[tuple[tuple[str, ...], Any]], said: Said, depth: int) -> str:
    for names, value in fields:
        if strange := next((name for name in names if not _is_a_name(name, said)), ""):
            return strange[:40]
        if found := _of_value(names, value, said, depth):
            return f"{names[-1]}: {found}" if names else found
    return ""


def _is_a_name(name: str, said: Said) -> bool:
    """Whether a name isn't an id itself, as in `{"tasks": {"q1a2": {}}}`."""
    return name in KNOWN or name in said.names or _NAME.fullmatch(name) is not None


def _is_of_a_task(name: str) -> bool:
    return name in TASKS or (name not in KNOWN and name.endswith(("id", "ids")))


def _of_value(names: tuple[str, ...], value: Any, said: Said, depth: int) -> str:
    if value is None or value is False:
        return "false" if value is False and names and names[-1].endswith("refunded") else ""
    if value is True:
        echoed = not ECHOES.isdisjoint(names) and any(number is True for _, number in said.numbers)
        return "" if echoed or (names and names[-1] in FLAGS) else "true"
    if isinstance(value, str) and not value.strip():
        return ""
    is_state = bool(names) and names[-1] in STATES and not (value in RPC_NO and {"error", "errors"}.intersection(names))
    is_held = bool(names) and names[-1] not in KNOWN and not HOLDERS.isdisjoint(names)
    is_an_object = names[-1:] == ("object",) and value != "error"
    if is_state or is_held or is_an_object or any(map(_is_of_a_task, names)):
        return str(value)[:40]
    if isinstance(value, str):
        return _of_text(names, value, said, depth)
    return "" if _is_explained_number(names, value, said) else str(value)[:40]


def _is_explained_number(names: tuple[str, ...], value: float, said: Said) -> bool:
    name, size = names[-1] if names else "", abs(value)
    if name in CODES and value in MAYBE_CODES:
        return False
    if (name, value) in said.numbers:
        return True
    if not names or not KNOWN.issuperset(names):
        return False
    if name in MOMENTS:
        return size < 1e6 or 1.5e9 < size < 2.3e9 or 1.5e12 < size < 2.3e12
    if name in ECHOES:
        return size < 100 or any(value == number for _, number in said.numbers)
    return size < (10**7 if name in CODES | COUNTS else SMALL)


def _of_text(names: tuple[str, ...], text: str, said: Said, depth: int) -> str:
    text = text.strip()
    if text.strip(" .!。\uff01").casefold() in YES:
        return text
    if text in said.words or (not ECHOES.isdisjoint(names) and text in said.texts):
        return ""
    if text[:1] in ("{", "[") and depth < DEEPEST:
        try:
            fields = [((*names, *inner), value) for inner, value in leaves(json.loads(text, object_pairs_hook=Pairs))]
            return _first(fields, said, depth + 1)
        except (ValueError, RecursionError):
            pass
    for key, word, number in _PAIR.findall(text):
        if found := _first(list(leaves(Pairs([(key, word or float(number or 0))]))), said, DEEPEST):
            return found
    if "<" in text:
        if found := _first(list(elements(text)), said, DEEPEST):
            return found
        text = without_markup(text)
    return _of_words(names, text.strip(), said)


def _of_words(names: tuple[str, ...], text: str, said: Said) -> str:
    """What in a text without markup isn't explained."""
    name = names[-1] if names else ""
    if name in CODES and _number(text) in MAYBE_CODES:
        return text
    if name == "type" and re.match(r"https?://", text):  # of a problem, RFC 9457
        text = text.replace("://", "://errors/", 1)
    if name in CODES and _CODE.fullmatch(text):
        return unexplained_words(re.sub(r"[\d._-]+", " ", text), said.words, sentence=" " in text)
    sentence = re.search(r"\s|[\u4e00-\u9fff].*[\u4e00-\u9fff]", text)
    if not sentence and (not KNOWN.issuperset(names) or (not names and re.search(r"\d", text))):
        return text[:40]
    is_word = not sentence and text.isascii() and name in IDENTIFIERS
    return unexplained_words(text, said.words, sentence=not is_word)


def _number(value: object) -> int | None:
    """A whole number, also in a string, or None."""
    text = str(value).strip()
    return int(float(text)) if not isinstance(value, bool) and re.fullmatch(r"-?\d{1,15}(\.0+)?", text) else None
