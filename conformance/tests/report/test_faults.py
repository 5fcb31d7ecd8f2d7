"""The suite's own faults in every view: what, file and line, and the traceback; whatever it holds breaks no format."""

import json
import xml.etree.ElementTree as ET
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from rich.console import Console
from seedance_conformance.cli.report import command
from seedance_conformance.report.console import print_report
from seedance_conformance.report.events import rows
from seedance_conformance.report.html import to_html
from seedance_conformance.report.json_report import to_report
from seedance_conformance.report.junit import to_junit
from tests.report.conftest import case
from tests.report.reading import parsed

Events = list[dict[str, Any]]
TRACEBACK = 'Traceback (most recent call last):\n  File "suite/test_x.py", line 57\nValueError: </pre><b>\x00\ud800 ]]>'


@pytest.fixture
def faulty(events: Events) -> Events:
    """A run in which a rule met a fault, beside a fault of no rule."""
    told = {"where": "suite/test_x.py:57", "traceback": TRACEBACK}
    events.insert(-1, case("A-PASS", "error", note="ValueError: a bug", **told))
    events.insert(-1, {"event": "trouble", "case": "test_y", "note": "test_y: OSError: full", **told})
    return events


def test_the_row_has_the_traceback(faulty: Events) -> None:
    """Of the first case that met a fault; rows without one have no such field, and logs of before have none."""
    report = to_report(faulty)
    found = {row["id"]: row.get("traceback") for row in report["rules"]}
    assert found.pop("A-PASS") == TRACEBACK
    assert set(found.values()) == {None}
    assert report["troubles"] == [
        {"case": "test_y", "note": "test_y: OSError: full", "where": "suite/test_x.py:57", "traceback": TRACEBACK}
    ]


def test_a_run_without_faults_has_no_such_field(events: Events) -> None:
    """The format stays what it was."""
    assert "troubles" not in to_report(events)
    assert all(row.summary == row.note for row in rows(events))


def test_the_console_names_file_and_line(faulty: Events) -> None:
    """In the row and below it; the traceback itself is in the reports."""
    file = StringIO()
    print_report(faulty, Console(width=200, file=file))
    assert file.getvalue().count("error in suite/test_x.py:57: ValueError: a bug") == 2
    assert "Traceback" not in file.getvalue()


def test_junit_has_errors_with_tracebacks(faulty: Events) -> None:
    """Those of no rule in a suite of their own; the totals add up."""
    root = ET.fromstring(to_junit(faulty))  # noqa: S314 - our own output
    errors = {found.get("name"): found.find("error") for found in root.iter("testcase")}
    for name in ("A-PASS", "test_y"):
        error = errors[name]
        assert error is not None
        assert 'File "suite/test_x.py", line 57' in str(error.text)
    assert (root.get("tests"), root.get("errors")) == ("8", "3")
    assert [suite.get("name") for suite in root][-1] == "suite"


def test_the_page_folds_them(faulty: Events) -> None:
    """Each is text in a closed fold, and can't break out of it."""
    page = parsed(to_html(faulty))
    folds = [attributes for attributes in page.of("details") if attributes.get("class") == "exchange"]
    assert sum("open" not in attributes for attributes in folds) >= 2
    assert page.text().count("line 57 ValueError: </pre><b>\\u0000\\ud800 ]]>") == 2
    assert "Errors of the suite" in page.text()
    assert not page.of("b") or all("57" not in text for tag, text in page.texts if tag == "b")


def test_show_tells_them(faulty: Events, tmp_path: Path) -> None:
    """Also those that are in no row."""
    (tmp_path / "run.jsonl").write_text("".join(json.dumps(event) + "\n" for event in faulty))
    result = CliRunner().invoke(command, ["show", str(tmp_path)])
    assert "seedance: test_y: OSError: full (in suite/test_x.py:57)" in result.output
