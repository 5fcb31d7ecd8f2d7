"""The mock's pages work without errors and without the network."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect
from seedance_conformance.mock.server import MockServer
from tests.browser.conftest import Open


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    """The root of a running mock."""
    with MockServer() as server:
        yield server.base_url.removesuffix("/kyyReactApiServer")


def test_the_start_page_leads_to_the_api_page(origin: str, open_page: Open) -> None:
    """The root page links to the API page, which lists all operations."""
    page = open_page(origin)
    expect(page.get_by_role("heading", level=1)).to_have_text("Seedance 2.0 mock")
    page.get_by_role("link", name="API page").click()
    expect(page.locator(".opblock")).to_have_count(5)


def test_a_request_can_be_tried(origin: str, open_page: Open) -> None:
    """The API page, also below the prefix, sends a request to the mock and shows the answer."""
    refusal = "Failed to load resource: the server responded with a status of 401 (Unauthorized)"
    page = open_page(f"{origin}/kyyReactApiServer/docs", expected=refusal)
    block = page.locator(".opblock-get").first
    block.click()
    block.get_by_role("button", name="Try it out").click()
    block.locator("input").first.fill("video_unknown")
    block.get_by_role("button", name="Execute").click()
    expect(block.locator(".response-col_status").nth(1)).to_contain_text("401")


def test_the_start_page_fits_a_narrow_screen(origin: str, open_page: Open) -> None:
    """At 400 pixels nothing scrolls sideways."""
    page = open_page(origin, viewport={"width": 400, "height": 800}, color_scheme="dark")
    assert page.evaluate("document.documentElement.scrollWidth") == 400
