"""The page of the client names all that a user can import and call."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import seedance_client
from pydantic import ValidationError
from seedance_client import AsyncSeedance, Seedance, Task, Video
from tests.docs.pages import ROOT, blocks

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


@pytest.mark.parametrize("wrong", ["x", 3, None, [], {}], ids=repr)
def test_the_recipe_for_pydantic_reports_wrong_data(wrong: object) -> None:
    """As an error of validation, with which a web application answers 422, and not as a crash."""
    (recipe,) = (block.text for block in blocks(ROOT / "docs" / "client.md", "python") if "StoredTask =" in block.text)
    names: dict[str, Any] = {"Task": Task, "__name__": "recipe"}
    exec(recipe.partition("\n\nshot =")[0], names)  # noqa: S102 - a block of our own page
    with pytest.raises(ValidationError, match="task"):
        names["Shot"].model_validate({"title": "The fox", "task": wrong})
    assert names["Shot"](title="The fox", task=Task("video_1", "queued")).task.id == "video_1"
