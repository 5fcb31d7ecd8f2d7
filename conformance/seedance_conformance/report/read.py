"""Read a run from its report folder, `report.json` or `run.jsonl`."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from seedance_conformance.report.events import VERDICTS, LogError, read_log
from seedance_conformance.report.views.json_report import FORMAT, to_report


def read_report(path: Path) -> dict[str, Any]:
    """A run in the format of `report.json`, from a report folder, a `report.json` or a `run.jsonl`.

    A folder is read from its log, which is newer if the run was killed.

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
        report = None
    if not isinstance(report, dict) or report.get("format") != FORMAT:
        return to_report(read_log(path))
    for fault in _faults(report):
        raise LogError(f"'{path}'{fault}: give the run.jsonl instead")
    return report


def _faults(report: dict[str, Any]) -> Iterator[str]:
    """What `report.json` lacks."""
    rules, counts = report.get("rules"), report.get("counts")
    if not isinstance(rules, list):
        yield " has no list `rules`"
    else:
        yield from (
            f": row {number} of `rules` {fault}" for number, row in enumerate(rules, 1) for fault in _wrong(row)
        )
    for name in VERDICTS:
        if not isinstance(counts, dict) or not isinstance(counts.get(name), int):
            yield f" has no number `counts.{name}`"
    for name in ("target", "started", "profile"):
        if name not in report or (name == "target" and not isinstance(report[name], dict)):
            yield f" has no `{name}`"


def _wrong(row: Any) -> Iterator[str]:
    """What is wrong with a row."""
    if not isinstance(row, dict):
        yield "isn't an object"
        return
    yield from (f"has no text `{name}`" for name in ("id", "statement", "note") if not isinstance(row.get(name), str))
    if row.get("verdict") not in VERDICTS:
        yield f"has the unknown verdict {str(row.get('verdict'))[:40]!r}"
