"""The page of the client names all that a user can import and call."""

import re
from collections.abc import Iterator

import pytest
import seedance_client
from seedance_client import AsyncSeedance, Seedance, Task, Video
from tests.docs.pages import ROOT

PAGE = (ROOT / "docs" / "client.md").read_text("utf-8")


def public(kind: type) -> Iterator[str]:
    """The public methods and properties of a class."""
    return (name for name in dir(kind) if not name.startswith("_"))


def wanted() -> Iterator[str]:
    """What the page has to name; the methods of assets with their owner, since others have the same names."""
    yield from seedance_client.__all__
    for kind in (Seedance, AsyncSeedance, Task, Video):
        yield from public(kind)
    with Seedance("sk", base_url="http://127.0.0.1:1") as client:
        yield from (f"assets.{name}" for name in public(type(client.assets)))


UNNAMED = {
    "AsyncAssets",  # the type of `assets`
    "Assets",
    "lacks_address",  # for the messages of `wait`
}


@pytest.mark.parametrize("name", sorted({*wanted()} - UNNAMED))
def test_a_public_name_is_on_the_page(name: str) -> None:
    """A developer reads only this page."""
    assert re.search(rf"\b{re.escape(name)}\b", PAGE)
