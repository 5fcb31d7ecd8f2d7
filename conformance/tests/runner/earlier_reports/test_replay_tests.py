"""Which tests a replay runs: the one that judged, and those that made what it judged."""

import json
from pathlib import Path

import pytest
from seedance_conformance.runner.earlier_reports.replay import replay_options
from tests.report.conftest import case, exchange

RULE = {"id": "A-FAIL", "level": "MUST", "statement": "s", "disputed": False, "sources": ["page"]}
HEADER = {
    "event": "header",
    "format": "seedance-conformance-log/1",
    "version": "1.2.3",
    "target": {"base_url": "http://127.0.0.1:1/p", "kind": "loopback"},
    "started": "2026-11-22T00:00:00+00:00",
    "seed": 7,
    "profile": "quick",
    "rules": [RULE],
}


@pytest.mark.parametrize(
    ("judge", "shown", "tests"),
    [
        ("test_monitor[A-FAIL]", 2, ("test_monitor[A-FAIL]", "makes")),
        ("test_late_failures_of_valid_bodies", 2, ("test_late_failures_of_valid_bodies", "follow", "makes")),
        ("test_late_refusals", 1, ("test_late_refusals", "makes")),
        ("makes", 1, ("makes",)),
    ],
)
def test_the_task_of_a_counterexample_is_made_again(
    tmp_path: Path, judge: str, shown: int, tests: tuple[str, ...]
) -> None:
    """A task of another test may not show it."""
    made = [
        {"event": "reserved", "case": "makes", "send": 7, "mark": "m"},
        {"event": "accepted", "send": 7, "task": "video_1", "key": "first", "time": "t"},
        exchange(1, "makes", "create"),
        exchange(2, "follow", "query", subject="video_1"),
    ]
    evidence = {"curl": "", "request": {}, "response": {}, "expected": "e", "observed": "o"}
    judged = case("A-FAIL", "fail", case=judge, exchange=shown, counterexample=evidence)
    (tmp_path / "run.jsonl").write_text("".join(json.dumps(one) + "\n" for one in [HEADER, *made, judged]))
    assert replay_options("A-FAIL", tmp_path, {})["case"] == tests
