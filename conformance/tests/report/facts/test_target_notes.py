"""Unchecked certificates, a target that is said to bill nothing, and restarts are in every report."""

import pytest
from seedance_conformance.report.events import rows
from seedance_conformance.report.views.html import to_html
from seedance_conformance.report.views.json_report import to_report
from seedance_conformance.report.views.junit import to_junit
from tests.report.conftest import Events, printed

OUTAGES = [{"event": "outage", "begun": 1_795_000_000.5, "seconds": seconds} for seconds in (3.21, 12.0)]


@pytest.mark.parametrize("every_row", [False, True])
def test_what_is_unusual_about_the_connection(events: Events, every_row: bool) -> None:
    """Console, page and `report.json` say it in words, `junit.xml` as properties."""
    events[0]["target"] |= {"insecure": True, "no_billing": True}
    events[-1:-1] = OUTAGES
    report, junit = to_report(events), to_junit(events)
    for text in (printed(events, 100, every_row=every_row), to_html(events), "\n".join(report["notes"])):
        assert "--insecure: the certificate of the target" in text
        assert "--no-billing: the user says that the target bills nothing" in text
        assert "the target was away 2 times (3.2 s, 12.0 s)" in text
    assert report["target"]["insecure"] is report["target"]["no_billing"] is True
    assert '<property name="insecure" value="True"' in junit


def test_an_ordinary_run_says_nothing(events: Events) -> None:
    """Reports stay as they are."""
    assert not {"notes", "troubles"} & to_report(events).keys()
    assert all(row.summary == row.note for row in rows(events))
    assert "--insecure" not in printed(events) + to_html(events)
