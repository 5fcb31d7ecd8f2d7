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
    if not isinstance(rules, list) or not all(_is_row(row) for row in rules):
        raise LogError(f"'{path}' has invalid rows: give the run.jsonl instead")
    counts = report.get("counts")
    if not isinstance(counts, dict) or not all(isinstance(counts.get(name), int) for name in VERDICTS):
        raise LogError(f"'{path}' has no counts: give the run.jsonl instead")
    if not isinstance(report.get("target"), dict) or not {"started", "profile"} <= set(report):
        raise LogError(f"'{path}' has no target, start time or profile: give the run.jsonl instead")


def _is_row(row: Any) -> bool:
    return (
        isinstance(row, dict)
        and all(isinstance(row.get(name), str) for name in ("id", "statement", "note"))
        and row.get("verdict") in VERDICTS
    )
