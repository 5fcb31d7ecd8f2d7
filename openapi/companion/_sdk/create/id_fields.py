"""Fields with a text or a number in an answer that isn't JSON as a whole: cut JSON, a page, XML, a form, a sentence."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final

from .explained.lazy import lazily
from .ids import TASK_NOUNS

PAIR: Final = lazily(
    r"""(["'])([\w-]{1,64})\1\s*:\s*"""
    r"""(?="((?:[^"\\]|\\.){1,4096})"|'((?:[^'\\]|\\.){1,4096})'|(-?\d{1,40})[\s,;}\])<])""",
    re.DOTALL,
)
"""A field with a complete string or whole number, in JSON or something similar.

Takes linear time on hostile input: a text ends at the next quote of its kind, and without such a quote no other field
with such a text can begin.
"""
ELEMENT: Final = lazily(
    r"<(?:[\w.-]{1,32}:)?([\w-]{1,64})(?:\s[^<>]{0,200})?>\s*+(?:<!\[CDATA\[\s*+)?([^<>\s\]]{1,4096}+)\s*+"
    r"(?:\]\]>\s*+)?</"
)
"""An XML element with a single word."""
FIELD: Final = lazily(
    r"(?<![\w-])(?:data-)?"
    rf"((?:{TASK_NOUNS}|project|creation)[ _-]?(?:id|no|uuid))\b(['\"]?)"
    r"\s{0,9}(?:[:=]|is\b)\s{0,9}(?:\"([^\"<>\s]{1,4096}+)\"|'([^'<>\s]{1,4096}+)'|([\w.~+/=%:-]{1,4096}+))",
    re.I,
)
"""A field of a form, line, sentence or attribute: `task_id=t-9&`, `task_id: t-9`, `the task id is t-9`."""
TAG: Final = lazily(r"<(?:input|meta|param|property|field|data)\b([^<>]{1,8192})>", re.I)
ATTRIBUTE: Final = lazily(r"([\w:-]{1,64})\s{0,9}=\s{0,9}(?:\"([^\"]{1,4096})\"|'([^']{1,4096})'|([^\s\"'>]{1,4096}))")
NAMES, VALUES = ("name", "property", "itemprop", "key"), ("value", "content")
"""Attributes of an element that have the name and the value of a field: `<input name="task_id" value="t-9">`."""
ENTITIES: Final = (
    *(("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#34;", '"'), ("&#x22;", '"')),
    *(("&#39;", "'"), ("&#x27;", "'")),
)
ESCAPED: Final = 3
"""Maximum levels of JSON strings inside JSON strings."""


def pairs(raw: str, *, whole: bool) -> Iterator[tuple[str, object]]:
    """The name and value of every field with a string or a whole number, in JSON, XML or HTML.

    In other formats (forms, lines, sentences) only the fields that name a task, as `FIELD` has them. If the text isn't
    whole, its last word may be cut.
    """
    for reading in _readings(raw):
        for found in PAIR.finditer(reading):
            yield found[2], int(found[5]) if found[5] else _unescaped(found[3] or found[4])
        for found in ELEMENT.finditer(reading):
            yield found[1], _number_or_text(found[2])
        for found in TAG.finditer(reading):
            yield from _named_element(found[1])
        for found in FIELD.finditer(reading):
            if said := found[3] or found[4] or _last_word(reading, found, whole and not found[2]):
                yield found[1].replace(" ", ""), _number_or_text(said)


def _named_element(attributes: str) -> Iterator[tuple[str, object]]:
    """The field that the attributes of an element have."""
    found = {name.lower(): "".join(values) for name, *values in ATTRIBUTE.findall(attributes)}
    name = next((found[key] for key in NAMES if key in found), "")
    value = next((found[key] for key in VALUES if key in found), "")
    if name and value:
        yield name, _number_or_text(value)


def _last_word(text: str, field: re.Match[str], whole: bool) -> str | None:
    """The value of a field without quotes, if it has a digit and is certainly complete."""
    said, rest = field[5].rstrip(".:"), text[field.end() : field.end() + 2]
    ends = said != field[5] or re.match(r"[\s&<)\"']|[,;](\s|$)", rest) or (not rest and whole)
    return said if ends and re.search(r"\d", said) else None


def _number_or_text(said: str) -> object:
    return int(said) if said.isdecimal() and len(said) < 40 else said


def _readings(raw: str) -> Iterator[str]:
    """The text as it is; without tags; with HTML entities replaced; with the escapes of nested JSON removed."""
    yield raw
    if "</" in raw:
        yield re.sub(r"</?[a-zA-Z][^<>]{0,300}>", " ", raw)
    if "&" in raw:
        for entity, character in ENTITIES:
            raw = raw.replace(entity, character)
        yield raw
    for _ in range(ESCAPED):
        if '\\"' not in raw:
            return
        raw = raw.replace("\\\\", "\0").replace('\\"', '"').replace("\\/", "/").replace("\0", "\\")
        yield raw


def _unescaped(said: str) -> str:
    try:
        return str(json.loads(f'"{said}"')) if "\\" in said else said
    except ValueError:
        return said
