"""Whether the words of a refusal could name a task, or say that one was started.

Names of ids and the sentences around them have no end. So this works the other way round: every word with a digit must
be explained, as a measure, a date, a version, an endpoint, or as a part of the request; so must every link. A word
that nobody can explain may be an id. An id without a digit is seen only after words that announce one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from ..ids import TASK_NOUNS
from .language import unexplained_sentence
from .lazy import lazily
from .work import work_in

LONGEST_TEXT: Final = 100_000
"""Maximum characters that are read; nobody needs more to refuse."""

_LOG_ID: Final = lazily(
    r"(?:\b(?:x[\s_-]?)?(?:request|req|trace|log|ray|event|correlation|span|incident)[\s_-]{0,2}(?:id|reference)\b"
    r"|(?:请求|追踪|日志|跟踪)\s?(?:id|编号|号)|\blogid\b|\breference\s?#)"
    r"[\s\"'`:=#(]{0,4}(?:is\s)?[\"'`]?(?=[\w.-]{0,199}\d)[\w.=+/-]{1,200}",
    re.I,
)
"""The id of a request in a log, as the vendor and gateways append it to messages."""
_NOUN: Final = (
    rf"(?:{TASK_NOUNS}|order|render|workflow|run|ticket|transaction|reference|tracking"
    r"|invoice|receipt|creation|project|request|submission)"
)
_ANNOUNCED: Final = lazily(
    rf"(?:\b{_NOUN}[\s_-]?(?:id|no|nr|number|num|key|code|uuid|name|handle|ref|reference|#)"
    rf"|(?:任务|订单|作业|视频|生成|创作|工单|流水|提交|业务|交易|项目)(?:编号|号码|单号|号|id|标识)|单号|编号|流水号"
    r"|\b(?:the|its|your|new|with|and|under|as) id|^\W*id)"
    r"(?:\s?(?:is|was|为|是)\b|\s?[为是]|[\s:=#>\"'`(\[\-]){1,6}(?P<word>[\w/-]{3,})",
    re.I | re.MULTILINE,
)
_NO_ID: Final = lazily(
    r"required|missing|invalid|not|empty|unknown|must|field|the|and|for|null|none|wrong|too|expired|malformed|should"
    r"|cannot|can|could|does|doesn|didn|has|have|was|were|may|that|which|with|from|format|string|value|parameter|is\w*"
    r"|exceeds|already|mismatch|unsupported|unavailable|limit|when|before|only|或\w*|不\w*|无\w*|未\w*|错\w*|非\w*|为空\w*",
    re.I,
)
_LINK: Final = lazily(r"[a-z][a-z0-9+.-]{1,20}://[^\s\"'<>`\\|{}]+", re.I)
_HELP: Final = lazily(
    r"docs?|documentation|help|support|errors?|guides?|faq|pricing|billing|account|console|dashboard|status|platform"
    r"|developers?|api-?keys?|settings|rfc-?editor|rfc\d*|learn|reference|api-reference|wiki|terms|policy"
    r"|policies|plans?",
    re.I,
)
"""Parts of a host or path of a page for people."""
_TASK_PATH: Final = lazily(
    r"(?:^|/)(?:tasks?|jobs?|predictions?|operations?|generations?|videos?|results?|orders?|runs?|requests?"
    r"|status|queue|poll"
    r"|fetch|query)/(?!(?:generations?|edits?|text2video|image2video|submit|create|videos?|tasks?|jobs?)\b)[\w.,;~+=%-]{2,}",
    re.I,
)
_PATH: Final = lazily(r"/?(?:(?:[a-z][a-z_.-]*|v\d{1,2}(?:beta|alpha)?\d?|kyyvideo2)(?:/|$))+", re.I)
_WORD: Final = lazily(r"[^\s\"'`<>()\[\]{},;|\u2010-\u206f\u3000-\u303f\uff00-\uff0f\uff1a-\uff20\u4e00-\u9fff]+")
_UNIT: Final = (
    r"(?:ms|[smhdk]|secs?|seconds?|mins?|hrs?|[kmg]i?b?|px|p|fps|k?hz|mp|x|st|nd|rd|th|%|usd|cny|rmb"
    r"|[rtq]p[msd]|[km]bps)"
)
_EXPLAINED: Final = lazily(
    rf"[<>=≤≥~≈+-]{{0,2}}[$¥€£\uff04￥]?-?\d{{1,4}}(?:\.\d{{1,8}})?{_UNIT}?"  # 15, 4.5MB, $0.25
    rf"|\d{{1,9}}(?:\.\d{{1,3}})?(?:ms|px|secs?|seconds?|[kmg]i?b|usd|%)|\d+\.\d{{1,8}}|[$¥€£\uff04￥]\d{{1,7}}(?:\.\d+)?"
    rf"|\d{{1,5}}[x\xd7*]\d{{1,5}}(?:px)?"
    rf"|\d{{1,3}}(?:\.\d+)?[:/~\u2013-]\d{{1,5}}(?:\.\d+)?{_UNIT}?"  # 6001x3000, 16:9, 4-15s
    r"|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:[T_]?\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?(?:z|[+-]\d\d:?\d\d)?)?"  # a date
    r"|\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?(?:z|[+-]\d\d:?\d\d)?|(?:\d{1,3}\.){3}\d{1,3}(?::\d{1,5})?"  # a time, an address
    r"|v?\d{1,3}(?:\.\d{1,3}){1,3}|v\d{1,2}|[a-z-]+/v?\d{1,3}(?:\.\d{1,3}){1,3}|\d{1,3}[dx]{1,2}"  # a version
    r"|(?:image|img|video|clip|audio|frame|file|line|field|item|step|reference|content|param|col|column)s?\d{1,2}"
    r"|(?:image|img|clip|audio|frame|file|reference)s?_\d{1,2}"
    r"|[a-z_]+(?:\.(?:[a-z_]+|\d{1,2}))+|[\w.:@/+=-]*\*{3,}[\w.:@/+=-]*"  # body.images.0, a masked key
    r"|mp[34]|m4[av]|h\.?26[45]|av1|vp[89]|3gp|base64(?:url)?|(?:[a-z]{2,6}-){0,2}utf-?(?:8|16|32)|sha-?(?:1|256|512)|md5|oauth2?|iso-?8601"
    r"|https?/\d(?:\.\d)?|http2|ipv[46]|tls1\.\d|s3|e2e|(?:text|image|video|i|t|v|r)2(?:video|image|v|i)|latin-?1"
    r"|(?:charset=)?iso-8859-\d{1,2}|(?:type_)?(?:u?int|float)(?:8|16|32|64)|section-\d[\d.]{0,9}|rfc-?\d{3,5}",
    re.I,
)
"""Words with a digit that explain a refusal."""
_MODEL: Final = lazily(
    r"(?:[a-z]{1,20}[/-])?(?:seedance|seedream|kling|veo|sora|gpt|gemini|wan|doubao|dreamina|hailuo|vidu|runway|luma|pixverse"
    r"|hunyuan|minimax|jimeng|claude|flux|pika)(?:v?\d{1,2})?(?:[-_.:/](?:v?\d{1,2}[a-z]?|[a-z]{2,12}|2[4-9](?:0\d|1[0-2])\d\d))*",
    re.I,
)
"""Names of models: `seedance_2_0_ultra`, `doubao-seedance-1-0-pro-250528`."""
_SETTING: Final = lazily(
    r"\w*code|status|max\w*|min\w*|limit|width|height|size|duration|got|initial-scale|\w*quota", re.I
)
_BEFORE: Final = lazily(
    r"(?:\b(?:than|most|least|between|exceeds?|exceed(?:ed|ing)?|over|above|below|under"
    r"|limit(?:ed)?(?: is| of| to)?|max(?:imum)?|min(?:imum)?|needs?|requires?|required|balance|remaining|remain|quota"
    r"|costs?|price|length|size|width|height|pixels|bytes"
    r"|characters|up to|equal to|credits?|points|code|status|http|errno|error|port|line|version|got|received"
    r"|\d (?:and|to|or|of))"
    r"(?: (?:is|are|of|be|at|was))?|错误码|状态码|余额|需要|额度|最大|最小|不超过|大于|小于|超过|上限|不足)"
    r"[\s:=<>≤≥$¥€￥(\[-]{0,4}$",
    re.I,
)
_AFTER: Final = lazily(
    r"[\s-]{0,2}(?:px|pixels?|bytes?|points?|credits?|characters?|chars|tokens?|ms|milliseconds|seconds?|minutes?"
    r"|hours?|words|requests?|[kmg]i?b\b|entr(?:y|ies)|items|usd|usdt|yuan|times|x\s?\d|像素|字节|积分|元|秒|点|次|个|字|毫秒|分)",
    re.I,
)


def plain_text(text: str) -> str:
    """A text with wide letters and digits as plain ones, and without characters that can't be seen."""
    text = unicodedata.normalize("NFKC", text)
    return "".join(letter for letter in text if unicodedata.category(letter) != "Cf")


def words_with_digits(text: str) -> Iterator[str]:
    """The words of a text that have a digit."""
    return (found[0].strip(".:!?#@&") for found in _with_digits(plain_text(text)))


def _with_digits(text: str) -> Iterator[re.Match[str]]:
    return (found for found in _WORD.finditer(text) if re.search(r"\d", found[0]))


def unexplained_words(text: str, said: frozenset[str] = frozenset(), *, sentence: bool = True) -> str:
    """What in a text could name a task or says that one was started, or empty.

    Args:
        text: of the service.
        said: the words of the request; they name nothing new.
        sentence: whether the text is for people, in English or Chinese; a code or the name of a field isn't.
    """
    if len(text) > LONGEST_TEXT:
        return "a long text"
    text = plain_text(text)
    if _repeats_the_beginning(text, said):
        return ""
    for told in sorted((told for told in said if len(told) >= 3 and told in text), key=len, reverse=True):
        text = re.sub(rf"(?<![\w-]){re.escape(told)}(?![\w-])", " _ ", text)
    text = _LOG_ID.sub(" ", text)
    if told := work_in(text):
        return told
    for announced in _ANNOUNCED.finditer(text):
        if not _NO_ID.fullmatch(announced["word"]) and announced["word"] not in said:
            return announced[0].strip()
    for link in _LINK.finditer(text):
        if not _is_for_people(link[0].rstrip(".,:;!?)")):
            return link[0]
    text = _LINK.sub(" ", text)
    if led := _TASK_PATH.search(text):
        return led[0].strip("/")
    if strange := next((word[0] for word in _with_digits(text) if not _is_explained(word, text, said)), ""):
        return strange
    return unexplained_sentence(text) if sentence else ""


def _repeats_the_beginning(text: str, said: frozenset[str]) -> bool:
    """Whether a text is the beginning of a long value of the request, cut with dots."""
    beginning = text.removesuffix("...")
    return len(beginning) >= 8 and beginning != text and any(value.startswith(beginning) for value in said)


def _is_for_people(link: str) -> bool:
    """Whether a link leads to a page about errors, keys or prices."""
    scheme, _, rest = link.partition("://")
    host, _, path = rest.partition("/")
    if scheme.lower() not in ("http", "https"):
        return link.startswith("asset://") and not re.search(r"\d", link)  # asset://ASSET_ID
    parts = re.split(r"[./#?]", f"{host}/{path}")
    if not (any(_HELP.fullmatch(part) for part in parts) or not path):
        return False
    words = re.split(r"[/#?&=]", path)
    return not _TASK_PATH.search(path) and all(
        not re.search(r"\d", word) or _EXPLAINED.fullmatch(word) for word in words
    )


def _is_explained(found: re.Match[str], text: str, said: frozenset[str]) -> bool:
    """Whether a word with a digit isn't an id."""
    word = found[0].strip(".:!?#@&*=-")
    if not re.search(r"\d", word) or word in said:
        return True
    if re.fullmatch(r"-?\d+(?:\.0+)?", word) and len(word.lstrip("-").partition(".")[0]) >= 4:
        before, after = text[max(0, found.start() - 40) : found.start()], text[found.end() : found.end() + 16]
        return len(word) <= 12 and bool(_BEFORE.search(before) or _AFTER.match(after))
    if _EXPLAINED.fullmatch(word) or _MODEL.fullmatch(word) or _PATH.fullmatch(word):
        return True
    name, _, value = word.partition("=")
    return bool(_SETTING.fullmatch(name) and _EXPLAINED.fullmatch(value)) or _is_error_code(found, word, text)


def _is_error_code(found: re.Match[str], word: str, text: str) -> bool:
    """Whether a word like E1001 stands after "code" or "error"."""
    before = text[max(0, found.start() - 20) : found.start()]
    return bool(
        re.fullmatch(r"[A-Z]{1,4}[-_]?\d{3,6}", word) and re.search(r"(?:code|error|rule)[\s:=#(]{0,4}$", before, re.I)
    )
