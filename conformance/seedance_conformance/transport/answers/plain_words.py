"""Whether a text of a refusal is explained: nothing remains when all that a refusal may say is taken out of it.

First the text is searched for claims: that something was started or charged, that a time limit passed behind the
gateway, or an id with its name. Then known pieces are erased: ids of requests in logs, parts of the request, addresses
of help pages, dates, sizes, limits, versions, models. If a word with a digit or an address remains, it may be an id.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from seedance_conformance.transport.answers.claims import THING, THING_ZH, claims
from seedance_conformance.transport.answers.languages import foreign_phrase
from seedance_conformance.transport.answers.task_place import plain

_SHORTEST_CUT: Final = 8
LONGEST: Final = 100_000
"""Characters of the longest text that is read; a refusal needs no more."""

_ANNOUNCED: Final = re.compile(
    rf"(?:\b{THING} ?(?:id|no|nr|number|num|key|code|uuid|name|handle|ref|reference|#)"
    rf"|{THING_ZH}(?:编号|号码|单号|号|id|标识)"
    "|单号|编号|流水号|\\b(?:the|its|your|new|with|and|under|as) id|^\\W{0,3}id)"
    r"(?: (?:is|was)\b| ?[为是])?[ :=#>\"'`(\[-]{1,6}(?P<word>[\w/-]{3,})",
    re.I,
)
_EXPLAINS: Final = re.compile(
    "required|missing|invalid|not|empty|unknown|must|field|the|and|for|null|none|wrong|too|expired|malformed|should"
    "|string|cannot|can|could|does|doesn|didn|has|have|was|were|may|that|which|with|from|format|value|parameter|is\\w*"
    "|exceeds|already|mismatch|unsupported|unavailable|limit|when|before|only|[或不无未错非]\\w*|为空\\w*",
    re.I,
)
_LINK: Final = re.compile(r"[a-z][a-z\d+.-]{1,20}://[^\s\"'<>`\\|{}\uff0c。\uff1b\uff09]+", re.I)
_HELP: Final = re.compile(
    "docs?|documentation|help|support|errors?|guides?|faq|pricing|billing|account|console|dashboard|status|platform"
    "|rfc\\d*|developers?|api-?keys?|settings|rfc-?editor|learn|(?:api-)?reference|wiki|terms|polic(?:y|ies)|plans?",
    re.I,
)
_TO_A_TASK: Final = re.compile(
    "(?:^|/| )(?:tasks?|jobs?|predictions?|operations?|generations?|videos?|results?|orders?|runs?|requests?|queue|poll"
    "|fetch|query|status)"
    "/(?!(?:generations?|edits?|text2video|image2video|submit|create|videos?|tasks?|jobs?)\\b)[\\w.-]{2,}",
    re.I,
)
_UNIT: Final = (
    "(?:[kmg]i?b|ms|secs?|seconds?|mins?|minutes?|hrs?|hours?|px|pixels?|fps|k?hz|mp|st|nd|rd|th|%|usdt?|cny|rmb"
    "|[rtq]p[ms]|bytes?|points?|credits?|char(?:acter)?s?|tokens?|milliseconds|words|requests?|times|yuan|entr(?:y|ies)"
    "|items|像素|字节|积分|元|秒|点|次|个|字|毫秒|分)"
)
_LIMIT: Final = (
    r"\b(?:than|most|least|between|exceed(?:s|ed|ing)?|over|above|below|under|limit(?:ed)?|max(?:imum)?|min(?:imum)?"
    r"|needs?|required?|requires|balance|remain(?:ing)?|quota|costs?|price|length|size|width|height|pixels|bytes"
    r"|characters|up to|equal to|credits?|points|code|status|http|errno|error|port|line|version|got|received"
    r"|\d+ (?:and|to|or|of))(?: (?:is|are|of|be|at|was|to))?"
    "|错误码|状态码|余额|需要|额度|最大|最小|不超过|大于|小于|超过|上限|不足"
)
_START, _END = r"(?<![\w.*/:@-])", r"(?![\w*/@]|[-:.][\w*])"
_KNOWN: Final = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        # the id of a request in a log
        r"(?:\b(?:x[ -]?)?(?:request|req|trace|log|ray|event|correlation|span|incident)[ -]{0,2}(?:id|reference)\b"
        r"|\blogid\b|(?:请求|追踪|日志|跟踪) ?(?:id|编号|号)"
        r"|\breference ?#)[ \"'`:=#(]{0,4}(?:is )?[\"'`]?(?=[\w.-]{0,199}\d)[\w.=+/-]{1,200}",
        # dates, times, addresses of machines, keys with asterisks
        rf"{_START}\d{{4}}[-/.]\d\d?[-/.]\d\d?(?:[t ]\d\d?:\d\d(?::\d\d(?:\.\d+)?)?)?(?:z|[+-]\d\d:?\d\d)?{_END}",
        rf"{_START}\d\d?:\d\d(?::\d\d(?:\.\d+)?)?(?:z|[+-]\d\d:?\d\d)?{_END}",
        rf"{_START}(?:\d{{1,3}}\.){{3}}\d{{1,3}}(?::\d{{1,5}})?{_END}",
        r"(?<![\w.:@/+=-])[\w.:@/+=-]*\*{3,}[\w.:@/+=-]*",
        # sizes, ranges and ratios
        rf"{_START}\d{{1,5}}[x\xd7*]\d{{1,5}}(?:px)?{_END}",
        rf"{_START}\d{{1,3}}(?:\.\d+)?[:/~\u2013-]\d{{1,5}}(?:\.\d+)?{_UNIT}?{_END}",
        # limits and measures; money
        rf"(?:{_LIMIT})[ :=<>≤≥$¥€￥(\[-]{{0,4}}\d{{1,12}}(?:\.\d+)?(?: ?{_UNIT})?(?![\w-])",
        rf"{_START}[$¥€£￥<>=≤≥~≈+-]{{0,3}}\d{{1,4}}\.\d{{1,8}}{_END}"
        rf"|{_START}[$<>=≤≥~≈+-]{{0,3}}\d{{1,4}}(?:\.\d{{1,3}})?[smhdkpx](?![\w-])",
        rf"{_START}[$¥€£￥<>=≤≥~≈+-]{{0,3}}\d{{1,9}}(?:\.\d{{1,8}})?[ -]?{_UNIT}(?![a-z\d_-])",
        rf"[$¥€£￥]\d{{1,7}}(?:\.\d+)?|{_START}\d+\.\d{{1,8}}{_END}",
        # versions, formats, names of fields and models
        rf"{_START}(?:[a-z-]+/)?v?\d{{1,3}}(?:\.\d{{1,3}}){{1,3}}{_END}|{_START}v\d{{1,2}}{_END}"
        rf"|{_START}\d{{1,3}}[dx]{{1,2}}{_END}",
        rf"{_START}(?:mp[34]|m4[av]|h\.?26[45]|av1|vp[89]|3gp|base64(?:url)?|(?:[a-z]{{2,6}}-){{0,2}}utf-?(?:8|16|32)"
        rf"|sha-?(?:1|256|512)|md5|oauth2?|iso-?8601|https?/\d(?:\.\d)?|http2|ipv[46]|tls1\.\d|s3|e2e"
        rf"|(?:text|image|video|[itvr])2(?:video|image|[vi])|latin-?1|(?:charset=)?iso-8859-\d\d?"
        rf"|(?:type_)?(?:u?int|float)(?:8|16|32|64)){_END}",
        rf"{_START}(?:image|img|video|clip|audio|frame|file|line|field|item|step|reference|content|param|col|column)s?"
        rf"\d\d?{_END}",
        rf"{_START}(?:image|img|clip|audio|frame|file|reference)s?_\d\d?{_END}"
        rf"|{_START}[a-z_]+(?:\.(?:[a-z_]+|\d\d?))+{_END}",
        rf"{_START}(?:[a-z]{{1,20}}[/-])?(?:seedance|seedream|kling|veo|sora|gpt|gemini|wan|doubao|dreamina|hailuo|vidu|runway"
        r"|luma|pixverse|hunyuan|minimax|jimeng|claude|flux|pika)(?:v?\d\d?)?"
        rf"(?:[-_.:/](?:v?\d\d?[a-z]?|[a-z]{{2,12}}|2[4-9](?:0\d|1[0-2])\d\d))*{_END}",
        # endpoints, codes and settings
        rf"{_START}/?(?:(?:[a-z][a-z_.-]*|v\d\d?(?:beta|alpha)?\d?|kyyvideo2)/)+"
        rf"(?:[a-z][a-z_.-]*|v\d\d?|kyyvideo2)?{_END}",
        r"\b(?:code|error|rule)[ :=#(]{0,4}[a-z]{1,4}[-_]?\d{3,6}\b(?![-\w])",
        rf"{_START}(?:\w*code|status|max\w*|min\w*|limit|width|height|size|duration|got|initial-scale|\w*quota)"
        rf"=\d{{1,4}}(?:\.\d+)?{_UNIT}?{_END}",
    )
)
# Chinese doesn't put spaces around numbers.
_GLUED: Final = re.compile(
    r"(?<=[\u4e00-\u9fff]):(?=\w)|(?<=[\u4e00-\u9fff])(?=[\w$¥€£<>=≤≥~≈+-])(?![\u4e00-\u9fff])"
    r"|(?<=\w)(?<![\u4e00-\u9fff])(?=[\u4e00-\u9fff])"
)
_DIGIT: Final = re.compile(r"\d")
_SMALL: Final = re.compile(r"\W*\d{1,3}\W*")
_EDGES: Final = ".:!?#@&*=-"
_WORD: Final = re.compile(r"[^\s\"'`<>()\[\]{},;|\u2010-\u206f\u3000-\u303f\uff00-\uff0f\uff1a-\uff20\u4e00-\u9fff]+")


def folded(text: str) -> str:
    """The text with wide letters as narrow ones, one space for each blank, and nothing invisible."""
    if text.isascii():
        return " ".join(text.split())
    narrow = unicodedata.normalize("NFKC", text)
    return " ".join("".join(letter for letter in narrow if unicodedata.category(letter) != "Cf").split())


def explains(text: str, request: frozenset[str] = frozenset(), *, word: bool = False) -> bool:
    """Whether nothing in a text of an answer, without markup, could be an id or says that something was started.

    Args:
        text: of the answer.
        request: texts of the request, which an answer may repeat.
        word: whether the text is a code or the name of a field, which may be in any language.
    """
    if len(text) > LONGEST:
        return False
    text = folded(text)
    parts, words = _said(request)
    if len(text) > _SHORTEST_CUT and text.endswith("...") and any(said.startswith(text.rstrip(".")) for said in parts):
        return True
    repeated = frozenset(part for part in parts if len(part) >= 3 and part in text)
    return _explains(text, repeated, frozenset(found for found in words if found in text), word)


@lru_cache(8)  # an answer has several texts
def _said(request: frozenset[str]) -> tuple[frozenset[str], frozenset[str]]:
    """The texts of a request, folded, and their words with a digit."""
    parts = frozenset(map(folded, request))
    return parts, frozenset(found.strip(_EDGES) for part in parts for found in _words_with_digit(part))


def _words_with_digit(text: str) -> Iterator[str]:
    return (found for found in _WORD.findall(text) if _DIGIT.search(found))


@lru_cache(1024)  # a server has few texts for its refusals
def _explains(text: str, repeated: frozenset[str], words: frozenset[str], word: bool) -> bool:
    """The same with the texts and words of the request that occur in the text."""
    for said in sorted(repeated, key=lambda said: (-len(said), said)):
        text = re.sub(rf"(?<![\w-]){re.escape(said)}(?![\w-])", " _ ", text)
    text = _KNOWN[0].sub(" ", text)
    if claims(text) or _announces(text.replace("_", " ").replace("-", " ")):
        return False
    if not all(_is_help(link.rstrip(".,:;!?)")) for link in _LINK.findall(text)):
        return False
    unlinked = _LINK.sub(" ", text)
    text = _GLUED.sub(" ", unlinked)
    if _TO_A_TASK.search(text):
        return False
    for known in _KNOWN[1:]:
        text = known.sub(" ", text)
    known_words = all(_SMALL.fullmatch(found) or found.strip(_EDGES) in words for found in _words_with_digit(text))
    return known_words and (word or not foreign_phrase(unlinked))


def _announces(text: str) -> bool:
    return any(not _EXPLAINS.fullmatch(found["word"]) for found in _ANNOUNCED.finditer(text))


def _is_help(link: str) -> bool:
    """Whether a link leads to a page for people."""
    scheme, _, rest = link.partition("://")
    host, _, path = rest.partition("/")
    if scheme.lower() not in ("http", "https"):
        return re.fullmatch(r"asset://\D+", link) is not None  # a placeholder
    if path and not any(_HELP.fullmatch(part) for part in re.split(r"[./#?]", f"{host}/{path}")):
        return False
    words = re.split(r"[/#?&=]", path)
    known = all(
        re.fullmatch(r"\D*|v?\d{1,4}(\.\d{1,3}){0,3}|[a-z]+-\d{1,3}(\.\d{1,2}){0,3}|rfc-?\d{3,5}", word)
        for word in words
    )
    return known and not _TO_A_TASK.search(f"/{path}")


def name_of(name: str) -> str:
    """A name of a field with only its letters and digits, in lower case and narrow."""
    return plain(folded(name))
