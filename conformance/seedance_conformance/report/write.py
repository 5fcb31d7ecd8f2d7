"""Write the report files atomically."""

import json
from pathlib import Path

from seedance_conformance.report.events import Event
from seedance_conformance.report.views.html import to_html
from seedance_conformance.report.views.json_report import to_report
from seedance_conformance.report.views.junit import to_junit


def write_reports(events: list[Event], directory: Path) -> None:
    """Write `report.json`, `junit.xml` and `index.html` for a run.

    Args:
        events: the whole log.
        directory: an existing folder.

    Raises:
        OSError: a file can't be written.
    """
    write_whole(directory / "report.json", json.dumps(to_report(events), indent=2, ensure_ascii=False) + "\n")
    write_whole(directory / "junit.xml", to_junit(events))
    write_whole(directory / "index.html", to_html(events))


def write_whole(path: Path, text: str) -> None:
    """Write a file atomically; a lone surrogate becomes an escape.

    Raises:
        OSError: it can't be written.
    """
    draft = path.with_name(path.name + ".part")
    draft.write_text(text, encoding="utf-8", errors="backslashreplace")
    draft.replace(path)
