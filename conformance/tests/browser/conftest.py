"""A real browser; pages are watched for errors and for requests to other machines."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from tests.serving import serving_folder

LOOPBACK = ("127.0.0.1", "localhost")
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; without it the tests are skipped, or fail where SEEDANCE_BROWSER_TESTS=required says so."""
    chromium = shutil.which("chromium")
    if chromium is None:
        reason = "there is no chromium on the PATH: install it with `apt-get install chromium`"
        if os.environ.get("SEEDANCE_BROWSER_TESTS") == "required":
            pytest.fail(reason)
        pytest.skip(reason)
    # The driver's event loop may not outlive these tests: others start loops of their own.
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Open]:
    """Open a URL in a new profile; at the end there must be no errors and no requests to other machines.

    `expected` names the one trouble that a test provokes.
    """
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    provoked: set[str] = set()

    def opened(address: str, expected: str = "", **options: Any) -> Page:
        provoked.add(expected)
        context = browser.new_context(permissions=["clipboard-read", "clipboard-write"], **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(5_000)
        page.on("console", lambda message: troubles.append(message.text) if message.type != "log" else None)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("dialog", lambda dialog: troubles.append(f"dialog: {dialog.message}"))
        page.on("requestfailed", lambda request: troubles.append(f"{request.url}: {request.failure}"))
        page.on("request", lambda request: troubles.append(request.url) if _leaves(request.url) else None)
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not [trouble for trouble in troubles if trouble not in provoked]


def _leaves(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme not in ("data", "blob") and parts.hostname not in LOOPBACK


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A folder and its URL on a server: the clipboard doesn't work with file URLs."""
    folder = tmp_path_factory.mktemp("served")
    with serving_folder(folder) as url:
        yield folder, url
