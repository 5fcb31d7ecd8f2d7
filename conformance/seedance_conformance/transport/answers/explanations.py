"""Whether a refusal is explained as a whole: nothing in it could be an id that `answers.task_ids` doesn't know.

`task_ids` knows names and sentences of ids, but gateways invent new ones. So this module lists what a refusal may
contain; everything else isn't explained: a value below a name that isn't one of an error and that isn't a sentence, a
text that `answers.plain_words` doesn't explain, a header that isn't one of HTTP, of a gateway or of a log.
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final
from urllib.parse import urlsplit

from seedance_conformance.transport.answers.known_headers import has_unknown_header
from seedance_conformance.transport.answers.markup import marked_up, without_markup
from seedance_conformance.transport.answers.plain_words import LONGEST, explains, name_of
from seedance_conformance.transport.answers.task_ids import Leaf, leaves
from seedance_conformance.transport.exchange import Exchange

Path = tuple[str, ...]

_CODE_NAMES: Final = re.compile(
    "(?:error|err|http|sub|inner|status|ret)?code|errno|error|status|(?:error)?type|httpstatus|ret|rule|错误码|状态码"
)
_TIMES: Final = re.compile("timestamp|time|ts|date|datetime|reset(at)?")
_NUMBER_NAMES: Final = re.compile(
    "(min|max)(imum|length|width|height|size|duration|count|value)?|limits?|limitvalue|[gl][et]|actuallength|balance"
    "|credits|remaining|quota|required|needed|available|retryafter(seconds|ms)?|line|column|index|offset"
    "|expected|allowed|width|height|size|duration|window|count"
)
_REPEATS: Final = re.compile("value|input|given|got|received|actual|instance|request")
_MAY_BE_TRUE: Final = re.compile("(is|has)?error|failed|retryable|fatal|(should)?retry|(credits)?refunded")
_TEXT_NAMES: Final = re.compile(
    "messages?|msg|errors|err|(error|err|status)(msg|message)|statustext|details?|reason|failreason|(error)?description"
    "|desc|title|hint|help|remedy|problems?|suggestion|solution|cause|category|severity|params?|parameter|fields?|loc"
    "|path|pointer|property|name|source|domain|target|service|method|baseresp|metadata|innererror|errorinfo|issues"
    "|(field)?violations|invalid(fields|params)|documentation|docs|docurl|documentationurl|moreinfo|helpurl|body|url"
    "|links|object|(api)?version|mode|ctx|context|allowed|expected|(allowed|valid)values|supported|pattern|unit"
    "|currency|server|host|错误|消息|信息|原因|提示"
    "|model|prompt|aspectratio|generateaudio|(first|last)image|reference(image|video|audio)s"
)
_NAMING: Final = re.compile(
    "category|severity|params?|parameter|fields?|loc|path|pointer|property|name|source|domain|target|service|method"
    "|object|(api)?version|mode|allowed|expected|(allowed|valid)values|supported|pattern|unit|currency|server|host"
    "|(error)?(type|code)|rule|metadata|model|ctx|context|invalid(fields|params)|value|input|given|got|received|actual"
    "|instance|documentation|docs|docurl|documentationurl|moreinfo|helpurl|url|links|reason"
)
_SUCCESS: Final = re.compile(
    "ok|success|succeed|succeeded|successful|successfully|accepted|created|submitted|queued|pending|processing|running"
    "|started|(操作|提交|请求)?成功",
    re.I,
)
_GOOD_CODES: Final = (0, 200, 201, 202, 20000)
_DOUBTFUL_CODES: Final = (408, 409, 425, 499, 504, 524)
_CODE: Final = re.compile(
    r"-?\d{1,7}|[A-Za-z][A-Za-z._ /-]*|[A-Z]{1,4}[-_]?\d{2,6}|[A-Z]+(?:-(?:[A-Z]+|\d{1,2})){1,6}"
    r"|[A-Z]+(?:_(?:[A-Z]+|\d{1,3})){1,8}|(?!Task|Job|Order|Video)[A-Z][A-Za-z]*(?:\.[A-Z][A-Za-z]*)*[._-]?\d{1,6}"
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


def is_explained(exchange: Exchange) -> bool:
    """Whether nothing in a refusal could be an id, or says that something was started."""
    known = not has_unknown_header(exchange.headers)
    return known and _Reader(exchange).explains(exchange.body, exchange.status or 0)


class _Reader:
    """Reads the answer to one request, which may repeat the request."""

    def __init__(self, exchange: Exchange) -> None:
        path = urlsplit(exchange.url).path
        request = exchange.request_body if exchange.request_size <= _LONGEST_REQUEST else b""
        texts = {path, exchange.method}
        self._names, self._numbers = set[str](), set[tuple[str, float]]()
        for name, value in _sent(request):
            self._names.add(name)
            if isinstance(value, str):
                texts.add(value)
            elif isinstance(value, int | float):
                self._numbers.add((name, value))
                if type(value) is int and _LONG <= abs(value) < _LONGEST_NUMBER:
                    texts.add(str(value))
        self._texts = frozenset(filter(None, texts))

    def explains(self, body: bytes, status: int) -> bool:
        """Whether all of a body is explained."""
        if len(body) > LONGEST:
            return False
        text = body.decode(json.detect_encoding(body), "replace")
        if text.strip() == str(status):
            return True
        values = _leaves(text)
        if values is None:
            return self._text((), text, 0)
        if any(leaf.path == "code" and _whole(leaf.value) in _GOOD_CODES for leaf in values):
            return False
        if status < 300:
            values = [leaf for leaf in values if leaf.names != ("code",) or _whole(leaf.value) not in (504, 524)]
        return self._all((leaf.names, leaf.value) for leaf in values)

    def _all(self, values: Iterable[tuple[Path, Any]], quoted: int = 0) -> bool:
        return all(self._value(names, value, quoted) for names, value in values)

    def _value(self, names: Path, value: Any, quoted: int) -> bool:
        if not all(map(self._is_a_name, names)):
            return False  # a name may be the id: {"tasks": {"q1a2": {}}}
        if value is False and _last(names).endswith("refunded"):
            return False
        if _last(names) == "object" and value not in ("error", None):
            return False  # what the object is that was made
        if isinstance(value, str):
            return not value.strip() or self._text(names, value.strip(), quoted)
        if value is True:
            repeated = any(map(_REPEATS.fullmatch, names)) and any(number is True for _, number in self._numbers)
            return repeated or _MAY_BE_TRUE.fullmatch(_last(names)) is not None
        return (not value and type(value) is not int) or self._counts(names, value)

    def _is_a_name(self, name: str) -> bool:
        return name in self._names or _NAME.fullmatch(name) is not None

    def _counts(self, names: Path, value: float) -> bool:
        """Whether a number is a code, a count, a time, or one of the request."""
        name, size = _last(names), abs(value)
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

    def _text(self, names: Path, text: str, quoted: int) -> bool:
        if _SUCCESS.fullmatch(text.strip(" .!。\uff01")):
            return False
        if (len(text) >= 3 or any(map(_REPEATS.fullmatch, names))) and text in self._texts:
            return True
        if text[:1] in ("{", "[") and quoted < _DEEPEST_QUOTE and (inner := _leaves(text)) is not None:
            return self._all((((*names, *leaf.names), leaf.value) for leaf in inner), quoted + 1)
        try:
            pairs = [((name_of(key),), word or float(number or 0)) for key, word, number in _QUOTED_FIELD.findall(text)]
        except ValueError:  # 1.2.3
            return False
        if not self._all(pairs, _DEEPEST_QUOTE):
            return False
        if "<" not in text:
            return self._words(names, text)
        return self._all(marked_up(text), _DEEPEST_QUOTE) and self._words(names, without_markup(text))

    def _words(self, names: Path, text: str) -> bool:
        name = _last(names)
        if _CODE_NAMES.fullmatch(name):
            if _whole(text) in _DOUBTFUL_CODES:
                return False
            if _CODE.fullmatch(text):
                return explains(re.sub(r"[\d._-]+", " ", text), word=" " not in text)
            if name == "type":  # the address of a kind of problem, RFC 9457
                text = re.sub("^(https?://)", r"\1errors/", text)
        is_sentence = _SENTENCE.search(text)
        if not is_sentence and not all(map(_is_known, names)):
            return not (text or name)
        names_something = not is_sentence and text.isascii() and _NAMING.fullmatch(name) is not None
        return explains(text, self._texts, word=names_something)


def _last(names: Path) -> str:
    return names[-1] if names else ""


def _is_known(name: str) -> bool:
    return any(
        names.fullmatch(name) for names in (_CODE_NAMES, _TEXT_NAMES, _NUMBER_NAMES, _TIMES, _REPEATS, _MAY_BE_TRUE)
    )


def _sent(request: bytes) -> Iterator[tuple[str, Any]]:
    """The values of a request in JSON, each with the last name above it. They may be many, so no paths are made."""
    try:
        waiting: list[tuple[str, Any]] = [("", json.loads(request, object_pairs_hook=tuple))]
    except (ValueError, RecursionError):
        return
    while waiting:
        name, value = waiting.pop()
        if isinstance(value, tuple):
            waiting += ((name_of(key), inner) for key, inner in value)
        elif isinstance(value, list):
            waiting += ((name, inner) for inner in value)
        yield name, value


def _leaves(text: str | bytes) -> list[Leaf] | None:
    """The values of a JSON text, below the last of their names, as `name_of` has them; None if it isn't JSON."""
    try:
        return [leaf._replace(names=tuple(map(name_of, leaf.names[-41:]))) for leaf in leaves(text)]
    except (ValueError, RecursionError):
        return None


def _whole(code: object) -> int | None:
    """A whole number, also of 504.0 or "504"; None for anything else."""
    found = None if isinstance(code, bool) else _WHOLE.fullmatch(str(code).strip())
    return int(found[1]) if found else None
