# Copied from openapi/companion/_sdk/create/explained/pages.py by scripts/regenerate: edit it there.
"""The fields in a page or in XML, and its text without markup."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Final

from .names import plain_name

__all__ = ["elements", "without_markup"]

_PAGE: Final = re.compile(
    r"html|head|body|title|h[1-6]|p|hr|br|center|div|span|pre|code|b|i|em|strong|a|ul|ol|li|meta|link|style|table"
    r"|tr|td|th|tbody"
    r"|thead|font|small|address|main|section|header|footer|nav|img|svg|path|article|blockquote|dl|dt|dd|u|big"
    r"|!doctype|\??xml",
    re.I,
)
"""Elements of pages; any other element is XML's, and has a name like a field."""
_LAYOUT: Final = re.compile(
    r"id|class|style|lang|charset|align|valign|bgcolor|color|width|height|http-equiv|rel|media|size|border"
    r"|cell\w+|xmlns\S*|dir"
    r"|role|viewbox|fill|d|stroke\S*|public|target|type|face|aria-hidden|name|version|encoding|clear|standalone"
    r"|cf-async",
    re.I,
)
"""Attributes that lay a page out."""
_WORDS: Final = re.compile(r"href|src|content|action|alt|title|aria-label", re.I)
"""Attributes with addresses and texts."""
_TAG: Final = re.compile(r"<(?P<tag>[?!]?[\w:.-]{1,60})(?P<attributes>[^<>]*)>(?P<text>[^<]*)")
_ATTRIBUTE: Final = re.compile(r"([\w:.@-]{1,60})\s{0,3}=\s{0,3}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_HIDDEN: Final = re.compile(r"<style\b[^<>]*>[^<]*</style>|<!--\[if[^<>]*>|<!\[endif\]-->", re.I)


def elements(page: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Names and texts of attributes and of XML's elements; texts without a name of their own have only known names."""
    for found in _TAG.finditer(html.unescape(_HIDDEN.sub(" ", page)).replace("<![CDATA[", "").replace("]]>", "")):
        tag = found["tag"].rpartition(":")[2]
        known = _PAGE.fullmatch(tag) is not None
        for name, *texts in _ATTRIBUTE.findall(found["attributes"]):
            if known and _WORDS.fullmatch(name):
                yield ("message",), "".join(texts)
            elif not (known and _LAYOUT.fullmatch(name)):
                yield ("attribute", plain_name(name)), "".join(texts)
        if not known and tag[:1] not in "?!" and found["text"].strip():
            yield (plain_name(tag),), found["text"]


def without_markup(page: str) -> str:
    """The text of a page."""
    return html.unescape(re.sub(r"<[^<>]*>", " ", _HIDDEN.sub(" ", page)))
