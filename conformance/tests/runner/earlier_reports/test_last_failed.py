"""`--last-failed` finds the rules to judge again, and the tests that showed what is wrong."""

from pathlib import Path

import pytest
from seedance_conformance.runner.configuration.options import SettingsError
from seedance_conformance.runner.earlier_reports.last_failed import read_last_failed
from tests.report.conftest import Events, case, events, exchange, write_log

__all__ = ["events"]


def test_red_error_and_inconclusive_rules_are_judged_again(events: Events, tmp_path: Path) -> None:
    """With the test that sent the request, since a rule about the whole log is judged by another test."""
    events[1:1] = [exchange(9, "the sender", "create")]
    events.insert(-1, case("A-FAIL", "fail", case="the judge", exchange=9))
    again = read_last_failed(write_log(tmp_path, events))
    assert set(again.rules or ()) == {"A-FAIL", "A-OPEN", "A-ERROR"}
    assert again.cases == {"c", "the judge", "the sender"}
    assert again.within(frozenset({"A-FAIL", "A-PASS"})) == {"A-FAIL"}
    with pytest.raises(SettingsError, match="selects none"):
        again.within(frozenset({"A-PASS"}))


def test_a_missing_or_green_report_is_explained(events: Events, tmp_path: Path) -> None:
    """The message says to run without the option."""
    with pytest.raises(SettingsError, match=r"report of an earlier run.*run without it"):
        read_last_failed(tmp_path)
    green = [event for event in events if event.get("verdict") not in ("fail", "error", "inconclusive")]
    with pytest.raises(SettingsError, match=r"has no failed or inconclusive rule.*run without it"):
        read_last_failed(write_log(tmp_path, green))
