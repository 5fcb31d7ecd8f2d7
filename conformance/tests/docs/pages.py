"""The code blocks, inline code, links and headings of the pages."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token
from tests.scripts.workshop import load_script

ROOT = Path(__file__).resolve().parents[3]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]
"""Everything that people read; generated pages are checked when the site is built."""


class Piece(NamedTuple):
    """A piece of a page, with its line."""

    page: Path
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


@cache
def tokens(page: Path) -> tuple[Token, ...]:
    """The page, parsed as Markdown."""
    return tuple(MarkdownIt("commonmark").enable("table").parse(page.read_text("utf-8")))


def blocks(page: Path, language: str) -> list[Piece]:
    """The fenced blocks of a language."""
    return [
        Piece(page, token.map[0] + 2 if token.map else 0, token.content)
        for token in tokens(page)
        if token.type == "fence" and token.info.strip() == language
    ]


def inline(page: Path) -> Iterator[tuple[int, Token]]:
    """The smallest pieces of running text, with their lines."""
    line = 0
    for token in tokens(page):
        line = token.map[0] + 1 if token.map else line
        yield from ((line, child) for child in token.children or ())


def inline_code(page: Path) -> list[Piece]:
    """The text between backticks."""
    return [Piece(page, line, token.content) for line, token in inline(page) if token.type == "code_inline"]


def links(page: Path) -> list[Piece]:
    """The targets of links and pictures."""
    targets = ((line, token.attrs.get("href") or token.attrs.get("src")) for line, token in inline(page))
    return [Piece(page, line, str(target)) for line, target in targets if target]


def anchors(page: Path) -> set[str]:
    """The anchors of the headings, as MyST and git hosts make them."""
    found = tokens(page)
    titles = [found[place + 1].content for place, token in enumerate(found) if token.type == "heading_open"]
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@cache
def reference() -> ModuleType:
    """scripts/reference.py as a module."""
    return load_script("reference")
