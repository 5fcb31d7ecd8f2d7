"""The pages name rules, files and anchors that exist, and so does the code that cites the pages."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from seedance_conformance.catalogue import load_catalogue
from seedance_conformance.runner.configuration.options import OPTIONS
from tests.docs.pages import PAGES, ROOT, Piece, anchors, inline_code, links, reference

RULE = re.compile(r"\b(?:EP|CR|MD|CS|QR|LC|AS|ER|RB)(?:-[A-Z0-9]+)+\b(?!-?\*)")
CITED = re.compile(r"docs/([\w-]+\.md)(?:#([\w-]+))?")
SOURCES = ("openapi", "conformance/seedance_conformance", "conformance/tests", "scripts")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_rules_of_a_page_exist(page: Path) -> None:
    """Each id of a rule is in the catalogue."""
    unknown = set(RULE.findall(page.read_text("utf-8"))) - load_catalogue().rules.keys()
    assert not unknown


def names(target: Path) -> set[str]:
    """What a link may name in a file: the headings of a page, or the tests of a module."""
    if target.suffix == ".py":
        return set(re.findall(r"^(?:async )?def (test_\w+)", target.read_text("utf-8"), re.MULTILINE))
    return anchors(target)


def dead_links(page: Path) -> Iterator[Piece]:
    """Links to missing files and anchors of this repository."""
    for link in links(page):
        path, _, anchor = link.text.partition("#")
        if re.match(r"https?:", link.text) or path.startswith("_generated/"):
            continue
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in names(target)):
            yield link


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_links_of_a_page_lead_somewhere(page: Path) -> None:
    """Each link to a file or heading has a target."""
    assert not [f"{link}: {link.text}" for link in dead_links(page)]


def test_a_dead_link_is_noticed(tmp_path: Path) -> None:
    """A missing file, heading and test are found; a good link isn't."""
    page = tmp_path / "page.md"
    (tmp_path / "tests.py").write_text("def test_it() -> None:\n    pass\n")
    text = "[a](#a-title-here) [b](#there) [c](gone.md) ![d](page.md) [e](tests.py#test_it) [f](tests.py#test_gone)"
    page.write_text(f"# A title: here\n\n{text}\n")
    assert [link.text for link in dead_links(page)] == ["#there", "gone.md", "tests.py#test_gone"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_files_of_a_page_exist(page: Path) -> None:
    """A path between backticks is a file or folder."""
    for piece in inline_code(page):
        if re.fullmatch(r"(openapi|conformance|generated|docs|\.ci|\.github)/[\w./-]*", piece.text):
            assert (ROOT / piece.text).exists(), f"{piece}: {piece.text}"


def test_the_code_cites_pages_that_exist() -> None:
    """A page or heading of docs/ that a docstring or comment cites exists."""
    for folder in SOURCES:
        for path in (ROOT / folder).rglob("*"):
            if path.suffix not in (".py", ".yaml", ".md", ".toml", "") or not path.is_file():
                continue
            text = path.read_text("utf-8")
            assert not re.search(r"(?<!docs/)\b(contract|design)\.md", text), f"{path} cites a page without docs/"
            for name, anchor in CITED.findall(text):
                page = ROOT / "docs" / name
                assert page.exists(), f"{path} cites docs/{name}"
                assert not anchor or anchor in anchors(page), f"{path} cites docs/{name}#{anchor}"


def test_the_places_of_a_rule_are_all_listed() -> None:
    """The page of the rules lists exactly the files that name CR-DUR-MAX, apart from tests and generated code."""
    text = (ROOT / "docs" / "rules.md").read_text("utf-8")
    listed = set(re.findall(r"`((?:openapi|conformance)/[\w/.]+)`", text.partition("## Where a rule lives")[2]))
    folders = (ROOT / "openapi", ROOT / "conformance" / "seedance_conformance")
    found = {
        str(path.relative_to(ROOT))
        for folder in folders
        for path in folder.rglob("*")
        if path.suffix in (".py", ".json", ".yaml") and "CR-DUR-MAX" in path.read_text("utf-8")
    }
    assert found == listed


def test_every_rule_source_and_question_has_its_entry() -> None:
    """The pages of the catalogue are complete, and each cited source is explained."""
    catalogue = load_catalogue()
    keys = {source.key for rule in catalogue.rules.values() for source in rule.sources}
    pages = reference().rule_pages(catalogue, {key: {"address": "a", "read": "2026-11-22"} for key in keys})
    headings = re.findall(r"^## (.+)$", "\n".join(pages.values()), re.MULTILINE)
    questions = [f"Question {number}" for number in catalogue.questions]
    assert sorted(headings) == sorted([*catalogue.rules, *keys, *questions])


def test_texts_of_the_catalogue_are_escaped() -> None:
    """HTML and emphasis are escaped, and code stays code."""
    assert reference().code_safe("a < b * `c < d` *") == r"a &lt; b \* `c < d` \*"


def test_the_options_of_pytest_are_all_there() -> None:
    """The page of the pytest options has a row for each option, with the help that pytest shows."""
    page = reference().options_page()
    assert "| `--seedance-profile=quick\\|full` | quick: boundary cases" in page
    assert page.count("| `--seedance-") == len(OPTIONS)


@pytest.mark.parametrize(("media", "column"), [(["--media-url", "https://api.example.com/media"], 0), ([], 1)])
def test_the_page_about_money_has_the_numbers_of_the_plan(media: list[str], column: int) -> None:
    """The cost on a conforming service is that of `--dry-run`."""
    command = [sys.executable, "-m", "seedance_conformance.cli.main", "conform", "--dry-run", *media]
    command += ["--base-url", "https://api.example.com/kyyReactApiServer"]
    plan = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    written = re.search(r"keeps the rules \| (\d+), or (\d+) without", (ROOT / "docs" / "live.md").read_text("utf-8"))
    planned = re.search(r"keeps the rules: (\d+)", plan)
    assert written
    assert planned
    assert written.groups()[column] == planned[1]
