"""The words of a page or XML that nobody sees as its text: attributes, comments, names of elements."""

import html
import re
from collections.abc import Iterator
from typing import Final

from seedance_conformance.transport.answers.plain_words import name_of

Path = tuple[str, ...]

# Elements of pages; others are XML's, with names like fields.
_PAGE: Final = re.compile(
    "html|head|body|title|h[1-6]|p|hr|br|center|div|span|pre|code|b|i|em|strong|a|[uod]l|li|d[td]|meta|link|style|table"
    "|t[rdh]|t(body|head)|font|small|big|u|address|main|section|header|footer|nav|img|svg|path|article|blockquote"
    "|!doctype|[?]xml",
    re.I,
)
_LAYOUT: Final = re.compile(
    "id|class|style|lang|charset|v?align|bgcolor|color|width|height|http-equiv|rel|media|size|border"
    "|cell(padding|spacing)|xmlns(:[a-z]+)?|dir|role|viewbox|fill|d|stroke(-[a-z]+)*|public|target|type|face"
    "|aria-hidden|name|version|encoding|clear|standalone|cf-async|data-translate",
    re.I,
)
_READ: Final = re.compile("href|src|content|action|alt|title|aria-label", re.I)
_TAG: Final = re.compile(r"<([?!]?[\w:.-]{1,60})([^<>]*)>([^<]*)")
_ATTRIBUTE: Final = re.compile(r"([\w:.@-]{1,60})\s{0,3}=\s{0,3}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_SHEET: Final = re.compile(r"<style\b([^<>]*)>(.*?)(?:</style\s*>|$)", re.I | re.DOTALL)
_SECTION: Final = re.compile(r"<!\[([^<>]*)>")
_SHEET_COMMENT: Final = re.compile(r"/[*](.*?)(?:[*]/|$)", re.DOTALL)
# What has a digit in a style sheet, besides measures: `h1`, `translate3d`, the format woff2.
_SHEET_WORD: Final = re.compile("h[1-6]|woff2|[a-z]+3d", re.I)
_OWN_PROPERTY: Final = re.compile(r"--[\w-]*(?:task|video|job|cgt|order|prediction|generation)", re.I)
# CDATA, and conditions for old browsers.
_INVISIBLE: Final = re.compile(
    r"<!\[CDATA\[|\]\]>|<!(?:--)?\[if(?:[ !()&|]|lte?|gte?|ie|mso|\d\d?\b)*\]>(?:<!-->)?|(?:<!--)?<!\[endif\](?:--)?>",
    re.I,
)
_COMMENT: Final = re.compile("<!--(.*?)-->", re.DOTALL)
_STANDARD: Final = re.compile(r"-//(?:W3C|IETF)//DTD[\w .]*//EN|https?://www\.w3\.org/[\w./-]*", re.I)
# Lengths, colours and times; drawings; classes such as mt-4 and col-md-6.
_MEASURE: Final = re.compile(
    r"#[\da-f]{3,8}(?!\w)|(?<![\w.-])-?(?:\d{1,4})?(?:\.\d{1,4})?(?:px|pt|%|r?em|v[wh]|m?s|fr|deg)?(?![\w.-])", re.I
)
_DRAWING: Final = re.compile(r"(?=.*[mz])[\d\s.,+mlhvcsqtaze-]*", re.I | re.DOTALL)
_UTILITY: Final = re.compile(r"(?!job|vid|run|ord)[a-z]{1,4}(?:-[a-z]{1,5})?-\d{1,3}|(?:h|ie)\d")
_STATUS: Final = re.compile("(?:code|e|err|error|http|status)?[_-]?[345]\\d\\d")
_OF_A_TASK: Final = re.compile("(?:task|video|job|cgt|order|prediction|generation)s?[_=-]", re.I)


def marked_up(page: str) -> Iterator[tuple[Path, str]]:
    """The comments and attributes of a page, and the elements of XML, with their names."""
    page = html.unescape(_INVISIBLE.sub(" ", page))
    for _, sheet in _SHEET.findall(page):
        yield from _in_sheet(sheet)
    page = _SHEET.sub(r"<style \1>", page)
    yield from ((("message",), comment) for comment in _COMMENT.findall(page) + _SECTION.findall(page))
    for tag, attributes, text in _TAG.findall(_COMMENT.sub(" ", page)):
        name = tag.rpartition(":")[2]
        in_page = _PAGE.fullmatch(name) is not None
        for attribute, *values in _ATTRIBUTE.findall(attributes):
            yield from _attribute(attribute, "".join(values), in_page)
        rest = _STANDARD.sub(" ", _ATTRIBUTE.sub(" ", attributes))
        yield from ((("attribute",), word) for word in rest.split() if re.search(r"\d", word))
        if not in_page and name[:1] not in ("?", "!"):
            yield (name_of(name),), text


def _in_sheet(sheet: str) -> Iterator[tuple[Path, str]]:
    """The words of a style sheet that have to be explained."""
    sheet = re.sub("<!--|-->", " ", sheet)
    yield from ((("message",), comment) for comment in _SHEET_COMMENT.findall(sheet))
    rest = _MEASURE.sub(" ", _SHEET_COMMENT.sub(" ", sheet))
    for word in re.findall(r"[\w%\\-]+", rest):
        if _OWN_PROPERTY.match(word) or _OF_A_TASK.match(word.lstrip("-")):
            yield ("layout",), word
        elif re.search(r"\d", word) and not any(known.fullmatch(word) for known in (_SHEET_WORD, _UTILITY, _STATUS)):
            yield ("target",), word


def _attribute(name: str, value: str, in_page: bool) -> Iterator[tuple[Path, str]]:
    """The words of an attribute that have to be explained."""
    if in_page and _READ.fullmatch(name):
        yield ("message",), value
    elif not (in_page and _LAYOUT.fullmatch(name)):
        yield ("attribute", name_of(name)), value
    elif not _DRAWING.fullmatch(value):
        value = _STANDARD.sub(" ", value)
        measured = value if name.lower() in ("id", "class", "name") else _MEASURE.sub(" ", value)
        for word in measured.split():
            if (name.lower() == "class" and _UTILITY.fullmatch(word)) or _STATUS.fullmatch(word):
                continue
            if _OF_A_TASK.match(word):
                yield ("layout",), word
            elif re.search(r"\d", word):
                yield ("target",), word


def without_markup(page: str) -> str:
    """The text of a page."""
    page = _COMMENT.sub(" ", _SHEET.sub(" ", _INVISIBLE.sub(" ", page)))
    return html.unescape(re.sub("<[^<>]*>", " ", page)).strip()
