"""`--baseline-update` adds new breaches, deletes stale entries, and leaves everything else as it is."""

from pathlib import Path
from typing import Any

import pytest
from attrs import asdict
from seedance_conformance.catalogue import load_catalogue
from seedance_conformance.runner.earlier_reports.baseline import read_baseline
from seedance_conformance.runner.earlier_reports.baseline_update import update_baseline
from tests.report.conftest import case, footer, header

FLOW = """# known breaches
- {rule: CR-DUR-MAX, reason: "ticket 1: # of seconds", expires: 2026-12-31}  # soon
- {rule: CR-DUR-MIN, reason: stays, expires: 2026-12-31}
"""
BLOCK = """- rule: CR-DUR-MAX
  reason: ticket 1
  expires: 2026-12-31
# the next one is hard
- rule: CR-DUR-MIN
  reason: stays
  expires: 2026-12-31
"""
LIST = "[{rule: CR-DUR-MAX, reason: a, expires: 2026-12-31}, {rule: CR-DUR-MIN, reason: stays, expires: 2026-12-31}]"


def run_with(path: Path) -> list[dict[str, Any]]:
    """A run in which CR-DUR-MAX passes, and CR-DUR-MIN and CR-PROMPT-REQ fail."""
    known = [asdict(entry) for entry in read_baseline(path, load_catalogue())] if path.exists() else []
    head = header(("CR-DUR-MAX", "CR-DUR-MIN", "CR-PROMPT-REQ"), baseline=known)
    cases = [case("CR-DUR-MAX", "pass"), case("CR-DUR-MIN", "fail"), case("CR-PROMPT-REQ", "fail")]
    return [head, *cases, footer(exit_code=1)]


@pytest.mark.parametrize("before", [FLOW, FLOW.rstrip(), BLOCK, LIST])
def test_new_entries_come_and_stale_ones_go(tmp_path: Path, before: str) -> None:
    """Comments and the text of other entries stay, and the next run finds nothing to update."""
    path = tmp_path / "known.yaml"
    path.write_text(before)
    said = update_baseline(path, run_with(path))
    assert "1 new entry (CR-PROMPT-REQ): give each a reason, 1 stale deleted: CR-DUR-MAX" in said
    entries = {entry.rule: entry for entry in read_baseline(path, load_catalogue())}
    assert set(entries) == {"CR-DUR-MIN", "CR-PROMPT-REQ"}
    assert entries["CR-DUR-MIN"].reason == "stays"
    assert (entries["CR-PROMPT-REQ"].expires, "2026-11-22" in entries["CR-PROMPT-REQ"].reason) == ("2026-12-22", True)
    assert [line for line in before.splitlines() if line.startswith("#")] == [
        line for line in path.read_text().splitlines() if line.startswith("#")
    ]
    assert update_baseline(path, run_with(path)) == f"{path} is up to date"


def test_a_first_baseline_is_made(tmp_path: Path) -> None:
    """The file need not exist."""
    path = tmp_path / "known.yaml"
    update_baseline(path, run_with(path))
    assert [entry.rule for entry in read_baseline(path, load_catalogue())] == ["CR-DUR-MIN", "CR-PROMPT-REQ"]
