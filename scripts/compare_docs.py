"""Compare a saved documentation page (HTML, Markdown or llms.txt) with the catalogue; fetches nothing.

The catalogue restates the pages in its own words, so words can't be compared. But a statement names fields, values and
numbers as the page has them. They are its terms; a statement is found if all its terms are close together on the page.
One term alone is found anywhere by chance, so beside it the page must have the words of the statement that say what it
is about (required, integer, image, MB). A statement without such words can't be compared; it is listed for a reader.
"""

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Final, NamedTuple

from seedance_conformance.catalogue import Rule, Source, load_catalogue
from seedance_conformance.stdout import output_error

_WINDOW: Final = 24  # lines that belong together: a heading, a field, its type and its limits
_NARROW: Final = 8  # the same for a statement with one term, which occurs more often by chance
_BLOCKS: Final = frozenset(
    (
        *("article", "br", "dd", "div", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "header", "li", "ol", "p"),
        *("pre", "section", "table", "td", "th", "tr", "ul"),
    )
)
_SILENT: Final = ("title", "script", "style", "noscript", "svg", "template")
_OURS: Final = frozenset(("base", "data", "key"))  # words of our placeholders
_CODE: Final = re.compile(r"`([^`]+)`")
_WORD: Final = re.compile(r"(?<![A-Za-z]['(])\b[A-Za-z]+")  # not the s in "http(s)" and "the task's"
_FORMAT: Final = r"MP4|MP3|WAV|MOV|JPEG|PNG|WebP|BMP|TIFF|GIF"
_VALUE: Final = re.compile(
    rf"\b(?:{_FORMAT})\b|(?<![A-Za-z])\d+(?:[.:x]\d+)+|(?<![A-Za-z])\d+|"
    r"[a-z]+(?:_[a-z0-9]+)+|[a-z]+[A-Z]\w+|(?<=/)[A-Za-z]\w{3,}"
)

_FORMATS: Final = frozenset(_FORMAT.split("|"))
# A word of our statements -> how pages may write it.
_WORDS: Final = {
    "required": "required|mandatory|must",
    "optional": "optional|not required",
    "absent": "default|absent|omit|optional",
    "integer": "int(eger)?|number",
    "string": "string|str|text|url",
    "strings": "string|str|url",
    "boolean": "bool(ean)?|true|false",
    "arrays": "array|list",
    "null": "null|none|empty",
    "equals": "same|equals?|requested",
    **dict.fromkeys(("image", "images"), "images?|pictures?"),
    **dict.fromkeys(("video", "videos"), "(reference)?videos?"),
    **dict.fromkeys(("audio", "audios"), "audios?"),
    "result": "result|output|video",
    "px": r"\d\s*px|pixels?",
    "s": r"\d\s*s(ec|econds?)?|seconds?|duration",
    "MB": r"\d\s*MB|\d\s*M|megabytes?",
    "completed": "completed|succeeded",
    "failed": "failed|failure",
    **{word: word for word in ("processing", "queued", "status")},
    "frame": "frames?",
    "query": "query|GET",
    "creation": "created|creation",
}
# The first bytes of files that aren't text.
_BINARY: Final = (b"%PDF", b"PK\x03\x04", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")


class Line(NamedTuple):
    """A line of text, with its number in the file."""

    number: int
    text: str


class Match(NamedTuple):
    """Where a statement is on the page: the first line of the best place, and the terms that aren't there."""

    rule: Rule
    line: int
    missing: list[str]

    def words(self, path: Path) -> str:
        """The place as a line of the output."""
        where = f"{path}:{self.line}" if self.line else "nowhere"
        if not self.missing:
            return f"found     {self.rule.id}: {where}"
        missing = f"nearest place {where}, without {', '.join(self.missing)}" if self.line else "no term of it is there"
        return f"NOT FOUND {self.rule.id}: {self.rule.statement}\n    {missing}"


class _Text(HTMLParser):
    """The visible text of a page by lines."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[Line] = []
        self._silent = 0
        self._words: list[str] = []
        self._number = 1

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._silent += tag in _SILENT
        if tag in _BLOCKS:
            self.end_line()

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(0, self._silent - (tag in _SILENT))
        if tag in _BLOCKS:
            self.end_line()

    def handle_data(self, data: str) -> None:
        if not self._silent and data.strip():
            self._number = self._number if self._words else self.getpos()[0]
            self._words.append(data)

    def end_line(self) -> None:
        text = " ".join("".join(self._words).split())
        if text:
            self.lines.append(Line(self._number, text))
        self._words = []


def lines_of(text: str) -> list[Line]:
    """The lines of a page that say something; HTML is recognised by its tags."""
    if re.search(r"<(?:!doctype html|html|body|div|p)\b", text[:20_000], re.IGNORECASE):
        parser = _Text()
        parser.feed(text)
        parser.close()
        parser.end_line()
        return parser.lines
    return [Line(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]


def terms_of(rule: Rule) -> list[str]:
    """The fields, values and numbers that a statement names, as a page would have them."""
    quoted = [word for code in _CODE.findall(rule.statement) for word in re.findall(r"[A-Za-z_][\w-]*|\d+", code)]
    free = _VALUE.findall(_CODE.sub(" ", rule.statement))
    named = (
        word
        for word in (*quoted, *free)
        if word.isdigit() or word in _FORMATS or (len(word) > 2 and not word.isupper())
    )
    return list(dict.fromkeys(word.rstrip("-") for word in named if word.lower() not in _OURS))


def context_of(rule: Rule) -> list[str]:
    """The words of a statement with one term that must stand beside it; a statement with more terms needs none."""
    terms = terms_of(rule)
    if len(terms) > 1:
        return []
    words = _WORD.findall(_CODE.sub(" ", rule.statement))
    known = (word if word in _WORDS else word.lower() for word in words)
    return list(dict.fromkeys(word for word in known if word in _WORDS and word not in terms))


def find(rule: Rule, lines: Sequence[Line]) -> Match:
    """The first place of a page that has most terms of a rule: the narrowest lines with these terms."""
    terms, context = terms_of(rule), context_of(rule)
    window = _NARROW if context else _WINDOW
    terms = [*terms, *context]
    best, place = terms, 0
    for start in range(len(lines)):
        missing = _missing(terms, lines[start : start + window])
        if len(missing) < len(best):
            best, place = missing, start
        if not missing:
            break
    found = [term for term in terms if term not in best]
    if not found:
        return Match(rule, 0, terms)
    end = next(end for end in range(place + 1, len(lines) + 1) if not _missing(found, lines[place:end]))
    narrow = next(start for start in range(end - 1, -1, -1) if not _missing(found, lines[start:end]))
    return Match(rule, lines[narrow].number, best)


def _missing(terms: Sequence[str], lines: Sequence[Line]) -> list[str]:
    text = "\n".join(line.text for line in lines)
    return [term for term in terms if not _occurs(term, text)]


def _occurs(term: str, text: str) -> bool:
    if term in _WORDS:
        return re.search(rf"(?<![A-Za-z])(?:{_WORDS[term]})(?![A-Za-z])", text, re.IGNORECASE) is not None
    if term in _FORMATS:
        return re.search(rf"(?<![A-Za-z]){term}(?![A-Za-z0-9])", text, re.IGNORECASE) is not None
    # A unit may follow a number at once: 480p, 15s.
    after = r"(?![\d])" if term.isdigit() else r"(?![A-Za-z0-9_])"
    return re.search(rf"(?<![A-Za-z0-9_.]){re.escape(term)}{after}", text) is not None


def sources() -> dict[str, Source]:
    """The sources of all rules by key."""
    return {source.key: source for rule in load_catalogue().rules.values() for source in rule.sources}


def guess(text: str, name: str) -> str | None:
    """The key of the source that a file is a copy of: its address stands in the page, or its last part in the name."""
    known = sources()
    named = [key for key, source in known.items() if source.address.startswith("http") and source.address in text]
    if not named:
        stem = name.lower()
        ends = {key: source.address.rstrip("/").rpartition("/")[2].lower() for key, source in known.items()}
        named = [key for key, end in ends.items() if len(end) > 5 and end in stem]
    return named[0] if named else None


def documented(key: str | None) -> Iterator[Rule]:
    """The rules of a source, or all that a page states; without open questions, about which the pages are silent."""
    for rule in load_catalogue().rules.values():
        of_page = rule.family != "RB" and rule.level != "OBSERVE"
        if of_page and (key is None or any(source.key == key for source in rule.sources)):
            yield rule


def comparable(rule: Rule) -> bool:
    """Whether a statement has two terms, or one and words that say what it is about."""
    return len(terms_of(rule)) + len(context_of(rule)) > 1 and bool(terms_of(rule))


def text_of(path: Path) -> str:
    """The text of a saved page. Raises ValueError, which says what to do, if it can't be read or isn't text."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ValueError(f"'{path}' can't be read ({error.strerror}): save the page first") from None
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")
    if content.startswith(_BINARY) or b"\0" in content[:1_000_000]:
        raise ValueError(f"'{path}' is a binary file: save the page as HTML, Markdown or text")
    if not content.strip():
        raise ValueError(f"'{path}' is empty: save the page again")
    return content.decode("utf-8-sig", "replace")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print which statements aren't found; 0 if all are, 1 if some aren't, 2 for a usage error."""
    parser = argparse.ArgumentParser(prog="scripts/compare-docs", description=__doc__)
    parser.add_argument("file", type=Path, help="a saved page: HTML, Markdown or llms.txt")
    parser.add_argument(
        "--source", metavar="KEY", help="the source that it is a copy of; else its address is looked for"
    )
    parser.add_argument("--all", action="store_true", help="also show where the found statements are")
    given = parser.parse_args(arguments)
    try:
        text = text_of(given.file)
    except ValueError as error:
        parser.error(str(error))
    if given.source is not None and given.source not in sources():
        parser.error(f"'{given.source}' isn't a source: {', '.join(sorted(sources()))}")
    key = given.source or guess(text, given.file.name)
    rules, lines = list(documented(key)), lines_of(text)
    places = [find(rule, lines) for rule in rules if comparable(rule)]
    lost = [place for place in places if place.missing]
    about = f"source {key}, read {sources()[key].read}" if key else "any source: name it with --source for fewer rules"
    shown = [f"{given.file}: {len(places) - len(lost)} of {len(places)} statements found ({about})"]
    shown += [place.words(given.file) for place in (places if given.all else lost)]
    if unread := [rule.id for rule in rules if not comparable(rule)]:
        shown.append(
            f"{len(unread)} statements have too little to look for, so read them yourself: {', '.join(unread)}"
        )
    return _print("\n".join(shown)) or (1 if lost else 0)


def _print(text: str) -> int:
    """Print on stdout; 2 if it can't be written. A reader that has gone (`| head`) may have read enough."""
    try:
        print(text, flush=True)
    except OSError as error:
        if reason := output_error(error):
            print(f"compare-docs: {reason}", file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
