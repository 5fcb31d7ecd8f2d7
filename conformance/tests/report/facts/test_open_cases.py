"""An accepted violation proves nothing until its task has ended, however the run was stopped."""

from typing import Any

import pytest
from seedance_conformance.report.events import rows
from tests.report.conftest import Events, case


def opened(rule: str, expect: str = "refused") -> dict[str, Any]:
    """An accepted case whose verdict comes later."""
    return {"event": "open", "case": "c", "rule": rule, "name": "n", "expect": expect, "disputed": False, "exchange": 1}


def late(rule: str, verdict: str = "pass") -> dict[str, Any]:
    """The verdict on one such case."""
    return case(rule, verdict, case="test_late_refusals", late=verdict == "pass")


@pytest.mark.parametrize("footer", [True, False])
@pytest.mark.parametrize(
    ("more", "verdict"),
    [
        ([opened("A-PASS")], "inconclusive"),
        ([opened("A-PASS"), opened("A-PASS"), late("A-PASS")], "inconclusive"),
        ([opened("A-PASS"), late("A-PASS")], "pass"),
        ([opened("A-PASS"), opened("A-PASS"), late("A-PASS", "fail")], "fail"),
        ([opened("A-PASS", "accepted")], "pass"),
        ([opened("A-SKIP")], "inconclusive"),
        ([opened("A-ERROR")], "error"),
    ],
)
def test_an_open_violation_is_inconclusive(events: Events, more: Events, verdict: str, footer: bool) -> None:
    """Also in the log of a killed run, which has no footer; a verdict on each open case settles the rule."""
    found = {row.id: row for row in rows([*events[:-1], *more, *(events[-1:] if footer else [])])}
    assert found[more[0]["rule"]].verdict == verdict


def test_the_note_says_how_many_are_open(events: Events) -> None:
    """The row counts the open cases."""
    row = next(row for row in rows([*events[:-1], opened("A-SKIP"), opened("A-SKIP")]) if row.id == "A-SKIP")
    assert row.cases == 2
    assert row.note == "2 violations were accepted, and the run ended before it was known how the task ends"


def test_a_rule_that_is_not_selected_stays_skipped(events: Events) -> None:
    """A test may have cases of rules that the user didn't ask for."""
    events[0]["selected"] = ["A-PASS"]
    assert {row.id: row.verdict for row in rows([*events, opened("A-SKIP")])}["A-SKIP"] == "skipped"


def test_a_rule_that_passes_in_part_says_so(events: Events) -> None:
    """The budget ended the run before all its tests ran: nothing is broken, and not all is proven."""
    left = [case("A-PASS", "skipped", case=name, note="budget") for name in ("x", "y")]
    row = next(row for row in rows([*events[:-1], *left, *events[-1:]]) if row.id == "A-PASS")
    ran = len(row.evidence) - 2
    assert (row.verdict, row.note) == ("pass", f"in part: {ran} of {ran + 2} tests ran (budget)")
