"""Parse a page like a browser, as far as the tests need it."""

from html.parser import HTMLParser

from attrs import define, field


@define
class Page(HTMLParser):
    """A parsed page: its elements with their attributes, its texts with their elements, and what is open."""

    tags: list[tuple[str, dict[str, str | None]]] = field(factory=list)
    texts: list[tuple[str, str]] = field(factory=list)
    inside: list[str] = field(factory=list)

    def __attrs_pre_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Record an element."""
        self.tags.append((tag, dict(attrs)))
        self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close an element and its children without an end tag."""
        while tag in self.inside and self.inside.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Record a text."""
        self.texts.append((self.inside[-1] if self.inside else "", data))

    def text(self) -> str:
        """The visible text, with single spaces."""
        return " ".join(" ".join(data for tag, data in self.texts if tag not in ("script", "style")).split())

    def of(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of each element of a kind."""
        return [attributes for name, attributes in self.tags if name == tag]


def parsed(text: str) -> Page:
    """Parse a page."""
    page = Page()
    page.feed(text)
    page.close()
    return page
