"""Whether a refusal is explained as a whole: nothing in it could be an id that `answers.task_ids` doesn't know.

`task_ids` knows names and sentences of ids, but gateways invent new ones. So this module lists what a refusal may
contain, and reports everything else: a value below a name that isn't one of an error and that isn't a sentence, a
text of which `answers.plain_words` leaves something, a header that isn't one of HTTP, of a gateway or of a log.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlsplit

from seedance_conformance.transport.answers.known_headers import unknown_header
from seedance_conformance.transport.answers.markup import marked_up, without_markup
from seedance_conformance.transport.answers.plain_words import LONGEST, name_of, remainder
from seedance_conformance.transport.exchange import Exchange

Path = tuple[str, ...]

_CODE_NAMES: Final = re.compile(
    "(?:error|err|http|sub|inner|status|ret)?code|errno|error|status|(?:error)?type|httpstatus|ret|rule|错误码|状态码"
)
_TIMES: Final = re.compile("timestamp|time|ts|date|datetime|reset(at)?")
_NUMBER_NAMES: Final = re.compile(
    "(min|max)(imum|length|width|height|size|duration|count|value)?|limits?|limitvalue|[gl][et]|actuallength"
    "|balance|credits|remaining|quota|required|needed"
    "|available|retryafter(seconds|ms)?|line|column|position|index|offset|expected|allowed|width|height|size"
    "|duration|cost|price"
    "|window|count"
)
_REPEATS: Final = re.compile("value|input|given|got|received|actual|instance|request")
_MAY_BE_TRUE: Final = re.compile("(is|has)?error|failed|retryable|fatal|(should)?retry|(credits)?refunded")
_TEXT_NAMES: Final = re.compile(
    "messages?|msg|errors|err|(error|err|status)(msg|message)|statustext|details?|reason|failreason"
    "|(error)?description|desc"
    "|title|hint|help|remedy|problems?|suggestion|solution|cause|category|severity|params?|parameter|fields?|loc"
    "|path|pointer"
    "|property|name|source|domain|target|service|method|baseresp|metadata|innererror|errorinfo|issues"
    "|(field)?violations|invalid(fields|params)"
    "|documentation|docs|docurl|documentationurl|moreinfo|helpurl|body|url|links|object|(api)?version|mode|ctx"
    "|context|allowed"
    "|expected|(allowed|valid)values|supported|pattern|unit|currency|server|host|错误|消息|信息|原因|提示"
    "|model|prompt|aspectratio|generateaudio|(first|last)image|reference(image|video|audio)s"
)
_NAMING: Final = re.compile(
    "category|severity|params?|parameter|fields?|loc|path|pointer|property|name|source|domain|target|service|method"
    "|object|(api)?version|mode|allowed|expected|(allowed|valid)values|supported|pattern|unit|currency|server|host"
    "|(error)?(type|code)|rule|metadata|model|ctx|context|invalid(fields|params)|value|input|given|got|received|actual"
    "|instance|documentation|docs|docurl|documentationurl|moreinfo|helpurl|url|links|reason"
)
# Names of single words that aren't in a language: the name of a field, a unit, a host.
_SUCCESS: Final = (
    *(
        "ok",
        "success",
        "succeed",
        "succeeded",
        "successful",
        "successfully",
        "accepted",
        "created",
        "submitted",
        "queued",
    ),
    *("pending", "processing", "running", "started", "成功", "操作成功", "提交成功", "请求成功"),
)
_GOOD_CODES: Final = ("0", "200", "201", "202", "20000")
_DOUBTFUL_CODES: Final = ("408", "409", "425", "499", "504", "524")
_CODE: Final = re.compile(
    r"-?\d{1,7}|[A-Za-z][A-Za-z._ /-]*|[A-Z]{1,4}[-_]?\d{2,6}|[A-Z]+(?:-(?:[A-Z]+|\d{1,2})){1,6}"
    r"|[A-Z]+(?:_(?:[A-Z]+|\d{1,3})){1,8}"
    r"|(?!Task|Job|Order|Video)[A-Z][A-Za-z]*(?:\.[A-Z][A-Za-z]*)*[._-]?\d{1,6}"
)
# With a digit only as a count of parts of a request or of an error.
_NAME: Final = re.compile(
    r"\D*|(?:arg|audio|clip|column|detail|error|field|file|frame|image|img|item|line|message|param|reason|step)s?\d\d?"
)
_SENTENCE: Final = re.compile(r"\s|[\u4e00-\u9fff].*[\u4e00-\u9fff]")
_WHOLE: Final = re.compile(r"(-?\d{1,15})(\.0+)?")
# An answer may quote a number of so many digits as a text, perhaps cut.
_LONG: Final = 10**15
_LONGEST_NUMBER: Final = 10**4000  # Python doesn't write longer ones
_DEEPEST_QUOTE: Final = 4
# An answer to a longer request may repeat nothing of it: reading it would take four times its size.
_LONGEST_REQUEST: Final = 4_000_000
_QUOTED_FIELD: Final = re.compile(
    r"""["']([^"'\\{},]{1,64})\\{0,7}["']\s{0,9}:\s{0,9}(?:\\{0,7}["']([^"'\\]{0,2000})|(-?\d[\d.]{0,40}))"""
)


class _Object(list[tuple[str, Any]]):
    """A JSON object with all its names, also repeated ones."""


def unexplained(exchange: Exchange) -> str:
    """What in a refusal could be an id or claims that something was started; empty if everything is explained."""
    reader = _Reader(exchange)
    return unknown_header(exchange.headers) or reader.document(exchange.body, exchange.status or 0)


class _Reader:
    """Reads the answer to one request, which may repeat the request."""

    def __init__(self, exchange: Exchange) -> None:
        path = urlsplit(exchange.url).path
        request = exchange.request_body if exchange.request_size <= _LONGEST_REQUEST else b""
        sent = list(_leaves(_json(request)))
        values = [(path_, value) for path_, value in sent if value not in (None, "")]
        long = (str(value) for _, value in values if type(value) is int and _LONG <= abs(value) < _LONGEST_NUMBER)
        self._texts = frozenset(
            {path, exchange.method, *long, *(value for _, value in values if isinstance(value, str))}
        )
        self._names = {name for names, _ in sent for name in names}
        self._numbers = {
            (names[-1] if names else "", value) for names, value in values if isinstance(value, int | float)
        }

    def document(self, body: bytes, status: int) -> str:
        """What of a body isn't explained."""
        if len(body) > LONGEST:
            return "a long text"
        text = body.decode(json.detect_encoding(body), "replace")
        document = _json(text)
        if document is _NOTHING:
            return self._text((), text, 0)
        if document == status:
            return ""
        codes = [value for name, value in document if name == "code"] if isinstance(document, _Object) else []
        if any(_whole(code) in _GOOD_CODES for code in codes):
            return "a code of success"
        return self._all(
            (names, value)
            for names, value in _leaves(document)
            if status >= 300 or names != ("code",) or _whole(value) not in ("504", "524")
        )

    def _all(self, values: Iterator[tuple[Path, Any]], quoted: int = 0) -> str:
        return next(filter(None, (self._value(names, value, quoted) for names, value in values)), "")

    def _value(self, names: Path, value: Any, quoted: int) -> str:
        name = names[-1] if names else ""
        if key := next((name for name in names if not self._is_a_name(name)), ""):
            return key  # a name may be the id: {"tasks": {"q1a2": {}}}
        if isinstance(value, str):
            return self._text(names, value.strip(), quoted) if value.strip() else ""
        if value is True:
            repeated = any(map(_REPEATS.fullmatch, names)) and any(number is True for _, number in self._numbers)
            return "" if repeated or _MAY_BE_TRUE.fullmatch(name) else f"{name}: true"
        return (
            ""
            if (not value and not isinstance(value, int)) or value is False or self._counts(names, value)
            else f"{value}"
        )

    def _is_a_name(self, name: str) -> bool:
        return name in self._names or _NAME.fullmatch(name) is not None

    def _counts(self, names: Path, value: float) -> bool:
        """Whether a number is a code, a count, a time, or one of the request."""
        name, size = names[-1] if names else "", abs(value)
        if _CODE_NAMES.fullmatch(name) and _whole(value) in _DOUBTFUL_CODES:
            return False
        if (name, value) in self._numbers:
            return True
        if not names or not all(map(_is_known, names)):
            return False
        if _TIMES.fullmatch(name):
            return size < 1e6 or 1.5e9 < size < 2.3e9 or 1.5e12 < size < 2.3e12
        if _REPEATS.fullmatch(name):
            return size < 100 or any(value == number for _, number in self._numbers)
        return size < (10**7 if _CODE_NAMES.fullmatch(name) or _NUMBER_NAMES.fullmatch(name) else 1000)

    def _text(self, names: Path, text: str, quoted: int) -> str:
        if text.strip(" .!。\uff01").casefold() in _SUCCESS:
            return text
        if (len(text) >= 3 or any(map(_REPEATS.fullmatch, names))) and text in self._texts:
            return ""
        if text[:1] in ("{", "[") and quoted < _DEEPEST_QUOTE and (inner := _json(text)) is not _NOTHING:
            return self._all((((*names, *below), value) for below, value in _leaves(inner)), quoted + 1)
        pairs = (((name_of(key),), word or float(number or 0)) for key, word, number in _QUOTED_FIELD.findall(text))
        if found := self._all(pairs, _DEEPEST_QUOTE):
            return found
        if "<" in text:
            if found := self._all(marked_up(text), _DEEPEST_QUOTE):
                return found
            text = without_markup(text)
        return self._words(names, text)

    def _words(self, names: Path, text: str) -> str:
        name = names[-1] if names else ""
        if _CODE_NAMES.fullmatch(name):
            if _whole(text) in _DOUBTFUL_CODES:
                return text
            if _CODE.fullmatch(text):
                return remainder(re.sub(r"[\d._-]+", " ", text), word=" " not in text)
            if name == "type":  # the address of a kind of problem, RFC 9457
                text = re.sub("^(https?://)", r"\1errors/", text)
        is_sentence = _SENTENCE.search(text)
        if not is_sentence and not all(map(_is_known, names)):
            return text[:40] or name
        names_something = not is_sentence and text.isascii() and _NAMING.fullmatch(name) is not None
        return remainder(text, self._texts, word=names_something)


def _is_known(name: str) -> bool:
    return any(
        names.fullmatch(name) for names in (_CODE_NAMES, _TEXT_NAMES, _NUMBER_NAMES, _TIMES, _REPEATS, _MAY_BE_TRUE)
    )


_NOTHING: Final = object()


def _json(text: str | bytes) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_Object)
    except (ValueError, RecursionError):
        return _NOTHING


def _leaves(document: Any) -> Iterator[tuple[Path, Any]]:
    """Each value that isn't an object or a list with something in it, with the names above it."""
    waiting: list[tuple[Path, Any]] = [((), document)]
    while waiting:
        names, value = waiting.pop()
        if isinstance(value, list) and not value:
            yield names, None
        elif isinstance(value, _Object):
            waiting += (((*names[-40:], name_of(name)), inner) for name, inner in value)
        elif isinstance(value, list):
            waiting += ((names, inner) for inner in value)
        elif value is not _NOTHING:
            yield names, value


def _whole(code: object) -> str:
    """A whole number as text, also of 504.0 or "504"; empty for anything else."""
    found = None if isinstance(code, bool) else _WHOLE.fullmatch(str(code).strip())
    return str(int(found[1])) if found else ""
