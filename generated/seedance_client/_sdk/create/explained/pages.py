# Copied from openapi/companion/_sdk/create/explained/pages.py by scripts/regenerate: edit it there.
# pyright: standard
"""The fields in a page or in XML, and its text without markup."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Final

from ..ids import TASK_NOUNS
from .lazy import lazily
from .names import plain_name

_PAGE: Final = lazily(
    r"html|head|body|title|h[1-6]|p|hr|br|center|div|span|pre|code|b|i|em|strong|a|ul|ol|li|meta|link|style|table"
    r"|tr|td|th|tbody"
    r"|thead|font|small|address|main|section|header|footer|nav|img|svg|path|article|blockquote|dl|dt|dd|u|big"
    r"|!doctype|\??xml",
    re.I,
)
"""Elements of pages; any other element is XML's, and has a name like a field."""
_LAYOUT: Final = lazily(
    r"id|class|style|lang|charset|align|valign|bgcolor|color|width|height|http-equiv|rel|media|size|border"
    r"|cell(?:padding|spacing)|xmlns(?::[a-z]+)?|dir"
    r"|role|viewbox|fill|d|stroke(?:-[a-z]+)*|public|target|type|face|aria-hidden|name|version|encoding|clear|standalone"
    r"|cf-async|data-translate",
    re.I,
)
"""Attributes that lay a page out."""
_WORDS: Final = lazily(r"href|src|content|action|alt|title|aria-label", re.I)
"""Attributes with addresses and texts."""
_TAG: Final = lazily(r"<(?P<tag>[?!]?[\w:.-]{1,60})(?P<attributes>[^<>]*)>(?P<text>[^<]*)")
_ATTRIBUTE: Final = lazily(r"([\w:.@-]{1,60})\s{0,3}=\s{0,3}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_COMMENT: Final = lazily(r"<!--(.*?)-->", re.DOTALL)
_DOCTYPE: Final = lazily(r"-//(?:W3C|IETF)//DTD[\w .]*//EN|https?://www\.w3\.org/[\w./-]*", re.I)
_MEASURE: Final = lazily(
    r"https?://www\.w3\.org/[\w./-]*|#[\da-f]{3,8}(?!\w)|(?<![\w.-])-?(?:\d{1,4})?(?:\.\d{1,4})?"
    r"(?:px|r?em|%|v[hw]|pt|m?s|deg|fr)?(?![\w.-])",
    re.I,
)
"""What layouts have: lengths, colours, times, names of XML."""
_CLASS: Final = lazily(r"(?<![\w-])(?!job|vid|run|ord)(?:[a-z]{1,4}(?:-[a-z]{1,5})?-\d{1,3}|(?:h|ie)\d)(?![\w-])")
"""Classes with a measure in their name: `mt-4`, `col-md-6`."""
_STATUS: Final = lazily(
    r"https?://www\.w3\.org/[\w./-]*|(?<![\w-])(?:e|err|error|http|code|status)?[_-]?[345]\d\d(?![\w-])"
)
"""Ids and classes with the status: `error-404`."""
_CURVE: Final = lazily(r"[\d\s.,+MmLlHhVvCcSsQqTtAaZzEe-]*[MmZz][\d\s.,+MmLlHhVvCcSsQqTtAaZzEe-]*")
"""The path of a drawing."""
_TASK_WORD: Final = lazily(rf"(?:{TASK_NOUNS}|cgt|order)s?[_=-]", re.I)
_CONDITION: Final = lazily(
    r"<!(?:--)?\[if(?:[\s!()&|]|[lg]te?|ie|mso|\d{1,2}\b)*\]>(?:<!-->)?|(?:<!--)?<!\[endif\](?:--)?>", re.I
)
"""Conditions for old browsers."""
_SECTION: Final = lazily(r"<!\[([^<>]*)>")
_STYLE: Final = lazily(r"(<style\b[^<>]*>)(.*?)(?=</style|\Z)", re.I | re.DOTALL)
_STYLE_COMMENT: Final = lazily(r"/\*(.*?)(?:\*/|\Z)", re.DOTALL)
_SELECTOR: Final = lazily(r"h[1-6]|woff2|[a-z]+3d", re.I)
"""Words with a digit in style sheets that aren't measures."""
_TASK_PROPERTY: Final = lazily(rf"--\w*(?:{TASK_NOUNS}|cgt|order)", re.I)


def elements(page: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Names and texts of attributes, comments and XML's elements; texts without their own name have a known one."""
    page = html.unescape(_CONDITION.sub(" ", page)).replace("<![CDATA[", "").replace("]]>", "")
    for style in _STYLE.finditer(page):
        yield from _of_style(style[2])
    page = _STYLE.sub(r"\1", page)
    for comment in (*_COMMENT.findall(page), *_SECTION.findall(page)):
        yield ("message",), comment
    for found in _TAG.finditer(_COMMENT.sub(" ", page)):
        tag = found["tag"].rpartition(":")[2]
        known = _PAGE.fullmatch(tag) is not None
        yield from _attributes(found["attributes"], known)
        if not known and tag[:1] not in "?!":
            yield (plain_name(tag),), found["text"]


def _of_style(style: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Comments of a style sheet, and its words that aren't names, measures or colours."""
    style = style.replace("<!--", " ").replace("-->", " ")
    for comment in _STYLE_COMMENT.findall(style):
        yield ("message",), comment
    style = _STATUS.sub(" ", _CLASS.sub(" ", _MEASURE.sub(" ", _STYLE_COMMENT.sub(" ", style))))
    for word in re.split(r"[\s{}\[\]():;,!<>*+/\"'=]+", style):
        if _TASK_PROPERTY.match(word) or _TASK_WORD.match(word.lstrip("#.-")):
            yield ("layout",), word
        elif re.search(r"\d", word) and not _SELECTOR.fullmatch(word):
            yield ("target",), word


def _attributes(attributes: str, known: bool) -> Iterator[tuple[tuple[str, ...], str]]:
    """The attributes of an element, known from pages or not, and other words in its tag."""
    for name, *texts in _ATTRIBUTE.findall(attributes):
        text = "".join(texts)
        if known and _WORDS.fullmatch(name):
            yield ("message",), text
        elif known and _LAYOUT.fullmatch(name):
            yield from ((("layout" if _TASK_WORD.match(word) else "target",), word) for word in _unusual(name, text))
        else:
            yield ("attribute", plain_name(name)), text
    rest = _DOCTYPE.sub(" ", _ATTRIBUTE.sub(" ", attributes))
    yield from ((("attribute",), word) for word in rest.split() if re.search(r"\d", word))


def _unusual(name: str, text: str) -> list[str]:
    """The words of a layout's attribute that aren't measures, colours or the like."""
    if _CURVE.fullmatch(text):
        return []
    name = name.lower()
    if name not in ("id", "name", "class"):
        text = _MEASURE.sub(" ", text)
    elif name == "class":
        text = _CLASS.sub(" ", text)
    words = _STATUS.sub(" ", text).split()
    return [word for word in words if re.search(r"\d", word) or _TASK_WORD.match(word)]


def without_markup(page: str) -> str:
    """The text of a page."""
    page = _STYLE.sub(" ", _CONDITION.sub(" ", page))
    return html.unescape(re.sub(r"<[^<>]*>", " ", _COMMENT.sub(" ", page)))
