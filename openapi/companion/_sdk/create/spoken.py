"""The id of a task in a sentence for people: `Your task id is t-9.`, `Task t-9 was queued`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from .explained.lazy import lazily
from .ids import TASK_NOUNS, usable_id

MOST_TEXTS: Final = 1000
LONGEST_SENTENCE: Final = 20_000
SHORTEST: Final = 4
"""Minimum characters of an id in a sentence; shorter words with digits are counts and measures."""
NOUN: Final = rf"(?:{TASK_NOUNS}|order|project|creation|ticket|workflow|render|run)s?"
DONE: Final = (
    r"(?:created|accepted|queued|submitted|started|scheduled|registered|running|processing|in (?:the )?queue|is ready)"
)
GAP: Final = r"[\s:\uff1a=#(\uff08\"'`<\[\u201c\u201d\u300c\u3010]{0,6}"
"""What stands between a name and its id."""
WORD: Final = r"(?P<id>[A-Za-z0-9][\w.~+/=%-]{2,300})"
PATTERNS: Final = tuple(
    lazily(pattern, re.I | re.ASCII)
    for pattern in (
        rf"(?<![\w-]){NOUN}[ _-]?(?:id|no|nr|number|uuid|key|ref|reference)\b\.?{GAP}(?:is|was|to|of)?{GAP}{WORD}",
        rf"(?:\b(?:the|its|your|new|with|and|under|as|an)|^|[,;.:>\n(\uff0c\u3002\uff1b\uff08\u3400-\u9fff])\s?"
        rf"id\b(?:\sof\s(?:the |your |this )?\w{{1,20}})?{GAP}(?:is|was)?{GAP}{WORD}",
        rf"\b{DONE}(?:\s(?:as|under|with))?(?:\s(?:a|the|your|new))?(?:\s{NOUN})?[:\uff1a#=\s(\"'`]{{1,6}}{WORD}",
        rf"\b{NOUN}{GAP}\s?{WORD}[\"'`)>\]\u201d]{{0,2}}\s(?:(?:is|was|were|has|been|now|already|successfully)\s){{0,4}}{DONE}",
        rf"(?:任[务務]|[订訂][单單]|作[业業]|工[单單]|流水)(?:编?[号號]|[编編][号號]|id|[单單][号號])?[为為是]?{GAP}{WORD}",
        rf"(?:[编編][号號]|[单單][号號]|[视視][频頻]\s?id)[为為是]?{GAP}{WORD}",
        rf"(?:提交|[创創]建|受理|排[队隊]|入[队隊]|成功|生成)[:\uff1a,\uff0c\s]{{1,4}}{WORD}",
    )
)
"""Announcements of an id, the clearest first."""


def spoken_id(document: object, raw: str, *, whole: bool) -> str | None:
    """The id that a sentence of an answer announces, or None. If the text isn't whole, an id at its end may be cut."""
    texts = list(_texts(document)) if isinstance(document, dict | list | str) else [raw]
    for pattern in PATTERNS:
        for text in texts:
            for found in pattern.finditer(text[:LONGEST_SENTENCE]):
                if (whole or found.end("id") < len(text)) and (id_ := _trimmed(found["id"])):
                    return id_
    return None


def _texts(document: object) -> Iterator[str]:
    """The texts of a document, in its order; of a document without end only the first."""
    waiting, left = [document], MOST_TEXTS
    for value in waiting:  # the loop appends to it
        left -= 1
        if left < 0:
            return
        if isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
        elif isinstance(value, str):
            yield value


def _trimmed(word: str) -> str | None:
    """A word without the marks of its sentence, if it has a digit and isn't a measure."""
    word = re.sub(r"[.:/%=~-]+$", "", word) if not word.endswith("==") else word
    measure = re.fullmatch(r"\d{1,5}(?:\.\d+)?[a-z%]{0,8}|\d{4}-\d\d-\d\d.*|\d{1,5}[x*/:]\d{1,5}", word, re.I)
    usable = len(word) >= SHORTEST and re.search(r"\d", word) and not measure
    return usable_id(word) if usable else None
