"""Which tests a replay runs: the one that judged, and those that made what it judged."""

from pathlib import Path

import pytest
from seedance_conformance.runner.earlier_reports.replay import replay_options
from tests.report.conftest import case, counterexample, exchange, header, write_log


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
    judged = case("A-FAIL", "fail", case=judge, exchange=shown, counterexample=counterexample())
    folder = write_log(tmp_path, [header(["A-FAIL"]), *made, judged])
    assert replay_options("A-FAIL", folder, {})["case"] == tests


@pytest.mark.parametrize(("shown", "linger"), [(9, 7.0), (99, 60.0), (1, None)])
def test_a_task_that_is_forgotten_after_a_time_is_queried_as_late_again(
    tmp_path: Path, shown: int, linger: float | None
) -> None:
    """At most a minute after its end; a breach that isn't shown by a query needs no time."""
    ended = exchange(2, "follow", "query", subject="video_1", body='{"id": "video_1", "status": "completed"}')
    late = [exchange(number, "follow", "query", subject="video_1", status=410) for number in (9, 99)]
    judged = case("A-FAIL", "fail", case="judge", exchange=shown, counterexample=counterexample())
    folder = write_log(tmp_path, [header(["A-FAIL"]), exchange(1, "makes", "create"), ended, *late, judged])
    assert replay_options("A-FAIL", folder, {})["linger"] == linger
