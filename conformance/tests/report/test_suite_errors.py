"""Errors of the suite in every report: exception, file and line, traceback; no text breaks a format."""

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from click.testing import CliRunner
from seedance_conformance.cli.report import command
from seedance_conformance.report.views.html import to_html
from seedance_conformance.report.views.json_report import to_report
from seedance_conformance.report.views.junit import to_junit
from tests.report.conftest import Events, case, printed, write_log
from tests.report.reading import parsed

TRACEBACK = 'Traceback (most recent call last):\n  File "suite/test_x.py", line 57\nValueError: </pre><b>\x00\ud800 ]]>'


@pytest.fixture
def faulty(events: Events) -> Events:
    """A run with an error in a rule and one outside of any rule."""
    told = {"where": "suite/test_x.py:57", "traceback": TRACEBACK}
    events.insert(-1, case("A-PASS", "error", note="ValueError: a bug", **told))
    events.insert(-1, {"event": "trouble", "case": "test_y", "note": "test_y: OSError: full", **told})
    return events


def test_the_row_has_the_traceback(faulty: Events) -> None:
    """It is that of the first error; rows without an error, and old logs, have no such field."""
    report = to_report(faulty)
    found = {row["id"]: row.get("traceback") for row in report["rules"]}
    assert found.pop("A-PASS") == TRACEBACK
    assert set(found.values()) == {None}
    assert report["troubles"] == [
        {"case": "test_y", "note": "test_y: OSError: full", "where": "suite/test_x.py:57", "traceback": TRACEBACK}
    ]


def test_the_console_names_file_and_line(faulty: Events) -> None:
    """They are in the row and below it; only the reports have the traceback."""
    text = printed(faulty)
    assert text.count("error in suite/test_x.py:57: ValueError: a bug") == 2
    assert "Traceback" not in text


def test_junit_has_errors_with_tracebacks(faulty: Events) -> None:
    """Errors without a rule are in a separate suite; the totals add up."""
    root = ET.fromstring(to_junit(faulty))  # noqa: S314 - our own output
    errors = {found.get("name"): found.find("error") for found in root.iter("testcase")}
    for name in ("A-PASS", "test_y"):
        error = errors[name]
        assert error is not None
        assert 'File "suite/test_x.py", line 57' in str(error.text)
    assert (root.get("tests"), root.get("errors")) == ("8", "3")
    assert [suite.get("name") for suite in root][-1] == "suite"


def test_the_page_folds_them(faulty: Events) -> None:
    """Each traceback is escaped text in a closed fold."""
    page = parsed(to_html(faulty))
    folds = [attributes for attributes in page.of("details") if attributes.get("class") == "exchange"]
    assert sum("open" not in attributes for attributes in folds) >= 2
    assert page.text().count("line 57 ValueError: </pre><b>\\u0000\\ud800 ]]>") == 2
    assert "Errors of the suite" in page.text()
    assert not page.of("b") or all("57" not in text for tag, text in page.texts if tag == "b")


def test_show_prints_them(faulty: Events, tmp_path: Path) -> None:
    """Also errors that belong to no row."""
    result = CliRunner().invoke(command, ["show", str(write_log(tmp_path, faulty))])
    assert "seedance: test_y: OSError: full (in suite/test_x.py:57)" in result.output
