"""The id that a sentence of an answer gives to a task.

What stands before and behind a word with a digit, in the same sentence, says whether it is an id.
It only tells the suite which task to poll; `answers.billing` counts the answer as maybe billed in any case.
"""

import html
import re
import unicodedata
from collections.abc import Iterator
from itertools import islice
from typing import Final

from seedance_conformance.transport.answers.task_ids import Kind, Place, leaves

_CANDIDATE: Final = re.compile(r"(?<![\w/.-])(?=[\w./+~-]{0,200}\d)[a-z0-9][\w./+~-]{3,300}={0,2}", re.I | re.ASCII)
_MEASURE: Final = re.compile(r"\d{1,5}([.,:x/]\d+)?[a-z]{0,7}|\d{4}-\d\d-\d\d\S*", re.I)
_THING: Final = "(?:task|job|video|generation|prediction|operation|order|ticket|workflow|render|project)s?"
_QUOTES: Final = "[\\s:=#('\"`<\\[\u201c\u300c]*"
# Endings of what stands before an id.
_NAMED: Final = re.compile(
    rf"(?:\b{_THING}[ _-]?(?:ids?|no|nr|number|key|uuid|ref(?:erence)?)\b\.?"
    rf"|(?<!request )(?<!trace )(?<!log )(?<!ray )(?<!event )\bid\b(?: of (?:the |your )?{_THING})?"
    r"|任[务務](?:编号|編號|号|號|id)?|作[业業]|[订訂][单單]号?|工[单單]号?|[编編][号號]|[单單][号號]|流水号?)"
    rf"{_QUOTES}(?:is|was|[为為是])?{_QUOTES}$",
    re.I,
)
_TAKEN: Final = re.compile(
    rf"(?:\b(?:accepted|created|queued|submitted|started|scheduled)(?: as| under)?(?: {_THING})?[\s:#=]"
    rf"|(?:提交|受理|创建|創建|成功|排队)[\s:,]){_QUOTES}$",
    re.I,
)
_A_THING: Final = re.compile(rf"\b{_THING}{_QUOTES}$", re.I)
_DONE: Final = re.compile(
    "['\"`>)\\]]{0,2} (?:(?:is|was|has|been|now|already|successfully) ){0,4}"
    r"(?:accepted|created|queued|submitted|started|scheduled|running|processing|in )",
    re.I,
)
_NOT_JSON: Final = "the text"
_BEFORE, _BEHIND = 80, 60
_MOST_TEXTS: Final = 1_000
_LONGEST: Final = 20_000


def spoken(body: bytes, *, complete: bool = True) -> Place | None:
    """The place of an id in a sentence, or None; the last word of an answer that isn't complete may be cut."""
    for path, text in _texts(body):
        plain = _plain(text)
        for word in _CANDIDATE.finditer(plain):
            if word.end() == len(plain) and not (complete and _is_closed(path, plain)):
                continue
            before = plain[max(0, word.start() - _BEFORE) : word.start()]
            id_ = word[0].rstrip(".:/~-")
            if len(id_) > 3 and not _MEASURE.fullmatch(id_) and _announces(before, plain[word.start() + len(id_) :]):
                return Place(path, Kind.OTHER, id_)
    return None


def _is_closed(path: str, text: str) -> bool:
    """Whether a text ends where it was meant to: JSON that can't be parsed may be cut."""
    return path != _NOT_JSON or '"' not in text


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKC", html.unescape(text[:_LONGEST])).replace("。", ". ")
    return re.sub(r"\s+", " ", text)


def _announces(before: str, behind: str) -> bool:
    if _NAMED.search(before) or _TAKEN.search(before):
        return True
    return _A_THING.search(before) is not None and _DONE.match(behind[:_BEHIND]) is not None


def _texts(body: bytes) -> Iterator[tuple[str, str]]:
    """The texts of an answer with their paths; of what isn't JSON, the whole."""
    try:
        found = list(islice(leaves(body), _MOST_TEXTS))
    except (ValueError, RecursionError):
        yield _NOT_JSON, body.decode("utf-8", "replace")
        return
    yield from ((leaf.path or "the whole answer", leaf.value) for leaf in found if isinstance(leaf.value, str))
