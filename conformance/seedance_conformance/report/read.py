"""Read a run from its report folder, `report.json` or `run.jsonl`."""

import json
from pathlib import Path
from typing import Any

from seedance_conformance.report.events import VERDICTS, LogError, read_log
from seedance_conformance.report.views.json_report import FORMAT, to_report


def read_report(path: Path) -> dict[str, Any]:
    """A run in the format of `report.json`.

    Args:
        path: of a report folder, a `report.json` or a `run.jsonl`. A folder is read from its log, which is newer if the
            run was killed.

    Raises:
        LogError: no usable report; the message names the file and what is wrong with it.
    """
    if path.is_dir():
        found = [path / name for name in ("run.jsonl", "report.json") if (path / name).is_file()]
        if not found:
            raise LogError(f"'{path}' has neither run.jsonl nor report.json: give the --out folder of a run")
        path = found[0]
    try:
        report = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise LogError(
            f"'{path}' can't be read ({error.strerror}): give a report folder, report.json or run.jsonl"
        ) from None
    except (ValueError, RecursionError):
        return to_report(read_log(path))
    if isinstance(report, dict) and report.get("format") == FORMAT:
        _check(path, report)
        return report
    return to_report(read_log(path))


def _check(path: Path, report: dict[str, Any]) -> None:
    rules = report.get("rules")
    if not isinstance(rules, list):
        raise LogError(f"'{path}' has no list `rules`: give the run.jsonl instead")
    for number, row in enumerate(rules, 1):
        if fault := _fault_of(row):
            raise LogError(f"'{path}': row {number} of `rules` {fault}: give the run.jsonl instead")
    counts = report.get("counts")
    for name in VERDICTS:
        if not isinstance(counts, dict) or not isinstance(counts.get(name), int):
            raise LogError(f"'{path}' has no number `counts.{name}`: give the run.jsonl instead")
    for name in ("target", "started", "profile"):
        if name not in report or (name == "target" and not isinstance(report[name], dict)):
            raise LogError(f"'{path}' has no `{name}`: give the run.jsonl instead")


def _fault_of(row: Any) -> str:
    """What is wrong with a row, or empty."""
    if not isinstance(row, dict):
        return "isn't an object"
    missing = next((name for name in ("id", "statement", "note") if not isinstance(row.get(name), str)), None)
    if missing:
        return f"has no text `{missing}`"
    return "" if row.get("verdict") in VERDICTS else f"has the unknown verdict {str(row.get('verdict'))[:40]!r}"
