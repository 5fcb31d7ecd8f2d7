"""A baseline excuses known breaches until they expire or are fixed."""

import pytest
from seedance_conformance.report.events import Row, rows
from seedance_conformance.report.views.html import to_html
from seedance_conformance.report.views.json_report import to_report
from seedance_conformance.report.views.junit import to_junit
from tests.report.conftest import Events, printed


def listed(events: Events, rule: str, expires: str = "2026-11-22") -> Events:
    """The run of 2026-11-22 with this rule in its baseline."""
    events[0]["baseline"] = [{"rule": rule, "reason": "ticket <7>", "expires": expires}]
    return events


def row(events: Events, rule: str) -> Row:
    """The row of a rule."""
    return next(row for row in rows(events) if row.id == rule)


@pytest.mark.parametrize(
    ("rule", "expires", "outcome"),
    [
        ("A-FAIL", "2026-11-22", "excused"),
        ("A-FAIL", "2026-11-21", "fail"),
        ("A-PASS", "2026-11-22", "stale"),
        ("A-PASS", "2026-11-21", "stale"),
        ("A-OPEN", "2026-11-22", "inconclusive"),
        ("A-ERROR", "2026-11-22", "error"),
        ("B-SEEN", "2026-11-22", "observed"),
    ],
)
def test_what_an_entry_does(events: Events, rule: str, expires: str, outcome: str) -> None:
    """It protects a failed rule through its expiry date, is stale for a passed one, and has no effect otherwise."""
    assert row(listed(events, rule, expires), rule).outcome == outcome


def test_a_part_of_a_run_makes_no_entry_stale(events: Events) -> None:
    """In a stopped run or a shard a pass proves nothing about the other cases."""
    listed(events, "A-PASS")
    events[0]["shard"] = [1, 2]
    assert row(events, "A-PASS").outcome == "pass"
    del events[0]["shard"]
    events[-1]["stopped"] = "budget"
    assert row(events, "A-PASS").outcome == "pass"


def test_every_report_shows_the_reason(events: Events) -> None:
    """Console, JSON, JUnit and page show that the rule failed and is excused, until when, and why."""
    listed(events, "A-FAIL")
    text = printed(events)
    assert "in the baseline until 2026-11-22: ticket <7>" in text
    assert "(1 excused by the baseline)" in text
    red = next(item for item in to_report(events)["rules"] if item["id"] == "A-FAIL")
    assert red["verdict"] == "fail"
    assert red["baseline"] == {"reason": "ticket <7>", "expires": "2026-11-22", "state": "protects"}
    junit = to_junit(events)
    assert "<failure" not in junit
    assert '<skipped message="fail: accepted; in the baseline until 2026-11-22: ticket &lt;7&gt;"' in junit
    assert "in the baseline until 2026-11-22: ticket &lt;7&gt;" in to_html(events)


def test_a_stale_entry_is_explained(events: Events) -> None:
    """It fails the run, and the console and JUnit say what to delete."""
    listed(events, "A-PASS")
    assert "passes, so its baseline entry is stale: delete it" in printed(events, every_row=False)
    assert 'message="A-PASS passes, so its baseline entry is stale: delete it" type="StaleBaseline"' in to_junit(events)
