"""The report page of a run against a faulty mock, in a browser."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from seedance_conformance.cli.main import main
from seedance_conformance.mock.server import MockServer
from seedance_conformance.report.views.html import to_html
from tests import forks
from tests.browser.conftest import Open
from tests.report.conftest import case, events, exchange
from tests.report.views.test_page import HOSTILE

__all__ = ["events"]

FAULTS = ("duration-16-accepted", "ratio-21:9-refused")


@pytest.fixture(scope="module")
def report(browser: Browser, served: tuple[Path, str]) -> dict[str, Any]:
    """A quick run against a mock with two faults, one in the baseline: `report.json` and the URL of the page."""
    folder, address = served
    (folder / "known.yaml").write_text("- {rule: CR-RATIO-ENUM, reason: ticket 7, expires: 2999-12-31}")
    keys = ("sk-first-key", "sk-second-key")
    environment = os.environ | {"SEEDANCE_API_KEY": keys[0], "SEEDANCE_API_KEY_2": keys[1]}
    options = ["--profile", "quick", "--out", str(folder), "--poll-seconds", "0.05"]
    options += ["--baseline", str(folder / "known.yaml")]
    for rules in ("CR-DUR-*", "CR-RATIO-ENUM", "QR-STATUS-*", "LC-*"):
        options += ["--rules", rules]
    with MockServer(api_keys=keys, faults=FAULTS, queue_seconds=0.0, process_seconds=0.0) as mock:
        words = ("conform", "--base-url", mock.base_url, *options)
        done = forks.run(main, *words, folder=folder, environment=environment, timeout=60)
    assert done.returncode == 1, done.stdout + done.stderr
    found: dict[str, Any] = json.loads((folder / "report.json").read_text())
    return found | {"address": f"{address}/index.html"}


def shown(page: Page) -> list[str]:
    """The ids of the visible rules."""
    ids: list[str] = page.locator(".rule:visible").evaluate_all("rules => rules.map((rule) => rule.id)")
    return ids


def having(report: dict[str, Any], verdict: str, family: str = "") -> list[str]:
    """The ids of the rows with a verdict."""
    return [row["id"] for row in report["rules"] if row["verdict"] == verdict and row["id"].startswith(family)]


def test_the_page_shows_the_outcome(report: dict[str, Any], open_page: Open) -> None:
    """It has headline, broken rules with expected and observed, and a bar for each task."""
    page = open_page(report["address"])
    expect(page.get_by_role("heading", level=1)).to_have_text("1 of 224 rules is broken")
    assert page.locator(".finding h3 a").all_inner_texts() == ["CR-DUR-MAX"]
    expect(page.locator("#excused li")).to_contain_text("until 2999-12-31: ticket 7")
    finding = page.locator("#red-CR-DUR-MAX")
    expect(finding.locator(".versus dd").first).to_have_text("refused")
    expect(finding).to_contain_text('"duration": 16')
    assert page.locator("#tasks .timeline g").count() == report["requests"]["creates_accepted"]
    assert page.locator("#coverage td.fail").count() > 0


def test_search_and_filters_work_without_a_server(report: dict[str, Any], open_page: Open) -> None:
    """Filters by word, verdict, family and level combine and reset; the count is shown."""
    page = open_page(report["address"])
    query = page.get_by_label("Search")
    query.fill("cr-dur most 15")
    assert shown(page) == ["CR-DUR-MAX"]
    expect(page.locator("#found")).to_have_text("1 of 224 rules")
    query.press("Escape")
    assert len(shown(page)) == 224
    for verdict in ("pass", "observed", "skipped"):
        page.get_by_role("checkbox", name=verdict).uncheck()
    assert set(shown(page)) == {*having(report, "fail"), *having(report, "inconclusive")}
    page.get_by_role("button", name="Show all").click()
    page.get_by_label("Family").select_option("QR")
    page.get_by_label("Level").select_option("OBSERVE")
    levels = {row["id"]: row["level"] for row in report["rules"]}
    assert shown(page) == [rule for rule in levels if rule.startswith("QR-") and levels[rule] == "OBSERVE"]
    query.fill("no rule says this")
    expect(page.locator("#nothing")).to_be_visible()


def test_the_overview_links_to_its_rules(report: dict[str, Any], open_page: Open) -> None:
    """A cell filters the list; a link to a hidden rule shows and opens it."""
    page = open_page(report["address"])
    page.get_by_role("link", name="CR: 2 fail").click()
    assert shown(page) == having(report, "fail", "CR-")
    page.locator(".legend a", has_text="pass").click()
    assert shown(page) == having(report, "pass")
    page.locator("#red-CR-DUR-MAX h3 a").click()
    expect(page.locator("#CR-DUR-MAX")).to_have_attribute("open", "")
    expect(page.locator("#CR-DUR-MAX table.cases")).to_be_visible()


def test_the_counterexample_copies(report: dict[str, Any], open_page: Open) -> None:
    """The button copies the script and confirms it."""
    page = open_page(report["address"])
    page.get_by_role("button", name="Copy script").first.click()
    expect(page.get_by_role("status").last).to_have_text("Copied")
    row = next(row for row in report["rules"] if row["verdict"] == "fail")
    assert page.evaluate("navigator.clipboard.readText()") == row["counterexample"]["script"]


def test_everything_works_from_the_keyboard(report: dict[str, Any], open_page: Open) -> None:
    """The first Tab skips to the content; `/` searches; Enter opens a rule; Space toggles a filter."""
    page = open_page(report["address"])
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("/")
    expect(page.get_by_label("Search")).to_be_focused()
    page.keyboard.type("CR-DUR-MIN")
    page.locator("#unfold").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#CR-DUR-MIN")).to_have_attribute("open", "")
    page.get_by_role("checkbox", name="pass").focus()
    page.keyboard.press("Space")
    assert "CR-DUR-MIN" not in shown(page)


def test_the_theme_follows_the_system_until_it_is_chosen(report: dict[str, Any], open_page: Open) -> None:
    """Dark or light by preference; the button overrides it, and the choice is kept."""

    def ground(page: Page) -> str:
        return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))

    page = open_page(report["address"], color_scheme="dark")
    dark = ground(page)
    page.emulate_media(color_scheme="light")
    light = ground(page)
    assert (light, dark) == ("rgb(255, 255, 255)", "rgb(15, 20, 25)")
    theme = page.locator("#theme")
    theme.click()
    theme.click()
    expect(theme).to_have_text("Theme: dark")
    page.reload()
    assert ground(page) == dark


def test_it_prints(report: dict[str, Any], open_page: Open) -> None:
    """The printed page has no controls, no cuts, and a white background."""
    page = open_page(report["address"], color_scheme="dark")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 718, "height": 1000})  # what A4 has between margins of 1 cm
    for control in ("#filters", "#theme", "nav", ".copy >> nth=0"):
        expect(page.locator(control)).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    frames = page.locator(".tall, .wide, .copyable pre")
    styles = frames.evaluate_all(
        "all => all.map((one) => getComputedStyle(one).overflow + getComputedStyle(one).maxHeight)"
    )
    assert set(styles) == {"visiblenone"}
    assert page.evaluate("document.documentElement.scrollWidth") == 718
    assert page.pdf().startswith(b"%PDF")


def test_a_narrow_screen_needs_no_sideways_scrolling(report: dict[str, Any], open_page: Open) -> None:
    """At 400 pixels only the wide tables scroll, each in its own frame."""
    page = open_page(report["address"], viewport={"width": 400, "height": 800})
    page.get_by_role("button", name="Open all").click()
    assert page.evaluate("document.documentElement.scrollWidth") == 400


def test_the_page_works_without_scripts(report: dict[str, Any], open_page: Open) -> None:
    """Controls are hidden; findings and rules are readable."""
    page = open_page(report["address"], java_script_enabled=False)
    expect(page.locator("#red-CR-DUR-MAX pre").first).to_be_visible()
    expect(page.locator("#filters")).to_be_hidden()
    expect(page.get_by_role("button", name="Copy script").first).to_be_hidden()
    assert page.locator(".rule > summary:visible").count() == 224


def test_hostile_answers_are_harmless(events: list[dict[str, Any]], served: tuple[Path, str], open_page: Open) -> None:
    """Markup and scripts in the log stay text: nothing runs or loads."""
    folder, address = served
    for text in HOSTILE:
        body = json.dumps({"id": text, "status": text, "model": text})
        shown = {"curl": text, "request": {"body": text}, "response": {"body": {text: text}}, "expected": text}
        events[1:1] = [exchange(1, text, "create", request_body=body, body=body)]
        events.insert(-1, case("A-FAIL", "fail", case=text, note=text, counterexample={**shown, "observed": text}))
        events.insert(-1, case("A-ERROR", "error", case=text, note=text))
    (folder / "hostile.html").write_text(to_html(events), encoding="utf-8", errors="backslashreplace")
    page = open_page(f"{address}/hostile.html")
    expect(page.locator("#red-A-ERROR .note")).to_be_visible()
    assert page.locator(".rule").count() == 7
    page.get_by_label("Search").fill("onerror")
    assert page.locator(".rule:visible").count() == 2
