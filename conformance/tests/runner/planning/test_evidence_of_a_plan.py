"""Which tests a run needs."""

from typing import Any

import pytest
from attrs import frozen
from seedance_conformance.catalogue import load_catalogue
from seedance_conformance.runner.planning.plan import Plan, with_needed_evidence
from tests.runner.settled import LOCAL, settled


@frozen(eq=False)
class Item:
    """A test with some markers, by name."""

    name: str
    marks: dict[str, tuple[str, ...]]

    def get_closest_marker(self, name: str) -> pytest.Mark | None:
        """The marker of a name."""
        return getattr(pytest.mark, name)(*self.marks[name]).mark if name in self.marks else None


def test_a_replay_runs_the_test_that_found_the_breach_of_another_rule() -> None:
    """A generated request judges EP-RESP-JSON, and may show a breach of QR-CREATED-STABLE."""
    settings = settled(base_url=LOCAL, rules=("QR-CREATED-STABLE",), case=("generated",))
    found: Any = Item("generated", {"rule": ("EP-RESP-JSON",)})
    other: Any = Item("other", {"rule": ("EP-RESP-JSON",)})
    assert Plan(settings, load_catalogue()).select([other, found]) == ([found], [other])


POLLS: Any = Item("polls", {"evidence": ("CS", "QR")})
ASSETS: Any = Item("assets", {"evidence": ("AS",)})
CASE: Any = Item("case", {"rule": ("CR-DUR-MIN",)})
LATE: Any = Item("late refusals", {"last": ()})
MONITOR: Any = Item("monitor", {"last": (), "rule": ("QR-STATUS-ENUM",)})


def test_evidence_is_made_for_rules_that_are_judged_at_the_end() -> None:
    """Without the tasks such a rule would have nothing to judge."""
    assert with_needed_evidence([POLLS, ASSETS, CASE, MONITOR]) == ([POLLS, CASE, MONITOR], [ASSETS])


def test_evidence_is_made_for_the_rules_that_it_names() -> None:
    """Of a family some rules may need nothing, so a marker may name only a part of it."""
    plays: Any = Item("plays", {"last": (), "rule": ("RB-RESULT-PLAYS",)})
    ends: Any = Item("ends", {"last": (), "rule": ("RB-TASK-ENDS",)})
    results: Any = Item("results", {"evidence": ("QR", "RB-RESULT")})
    assert with_needed_evidence([results, plays]) == ([results, plays], [])
    assert with_needed_evidence([results, ends]) == ([ends], [results])


def test_no_evidence_is_made_for_other_rules() -> None:
    """A run of one rule about a body sends its cases."""
    assert with_needed_evidence([POLLS, CASE, LATE]) == ([CASE, LATE], [POLLS])
