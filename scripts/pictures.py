"""Draw the pictures of the documentation: the report page, the mock's page, and the diagrams.

    python scripts/pictures.py     writes docs/pictures; `scripts/pictures` looks for chromium and dot first

The site uses the committed files, so building it needs neither tool.
"""

import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from seedance_conformance.offline import KEY, offline_server

PICTURES = Path(__file__).resolve().parents[1] / "docs" / "pictures"
FAULTS = ("duration-16-accepted", "ratio-21:9-refused")
"""The faults of the mock in the report."""
WIDTH, COLORS = 1040, 128
"""Width of a screenshot in pixels, and size of its palette; pages have few colors, and small files load fast."""


def draw_diagrams() -> None:
    """Draw each .dot file as SVG beside it, without the comments that name the version of dot."""
    for source in sorted(PICTURES.glob("*.dot")):
        drawn = subprocess.run(["dot", "-Tsvg", str(source)], capture_output=True, text=True, check=True).stdout
        source.with_suffix(".svg").write_text(re.sub(r"<!--.*?-->\n?", "", drawn, flags=re.DOTALL), "utf-8")


def keep(page: Page, name: str, height: int) -> None:
    """Save the upper part of a page as a PNG with a small palette."""
    content = page.screenshot(clip={"x": 0, "y": 0, "width": WIDTH, "height": height})
    image = Image.open(io.BytesIO(content)).convert("RGB").quantize(COLORS, dither=Image.Dither.NONE)
    image.save(PICTURES / name, optimize=True)


def opened(browser: Browser, address: str) -> Page:
    """Open a page in the light theme."""
    page = browser.new_page(viewport={"width": WIDTH, "height": 1200}, color_scheme="light")
    page.goto(address)
    return page


def api_page(browser: Browser, base_url: str) -> Page:
    """The mock's page of the API, with one call opened."""
    page = opened(browser, f"{base_url}/docs")
    page.locator(".opblock-get").first.click()
    page.get_by_role("button", name="Try it out").wait_for()
    page.locator(".scheme-container").evaluate("element => element.scrollIntoView()")
    return page


def draw_pages(browser: Browser, folder: Path) -> None:
    """Draw the report of a run against a mock with faults, and the mock's page of the API."""
    with offline_server(faults=FAULTS, api_keys=(KEY, "sk-second-key")) as mock:
        command = [sys.executable, "-m", "seedance_conformance.cli.main", "conform", "--base-url", mock.base_url]
        command += ["--profile", "quick", "--poll-seconds", "0.05", "--out", str(folder)]
        environment = os.environ | {"SEEDANCE_API_KEY": KEY, "SEEDANCE_API_KEY_2": "sk-second-key"}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode != 1:
            sys.exit(f"scripts/pictures: the run ended with {done.returncode}\n{done.stdout}{done.stderr}")
        keep(opened(browser, (folder / "index.html").as_uri()), "report.png", 1036)
        keep(api_page(browser, mock.base_url), "mock.png", 800)


def main() -> int:
    """Draw everything."""
    draw_diagrams()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        draw_pages(browser, Path(folder))
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
