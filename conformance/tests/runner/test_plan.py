"""Which tests a run needs."""

from typing import Any

import pytest
from attrs import frozen
from seedance_conformance.runner.plan import with_needed_evidence


@frozen
class Item:
    """A test with some markers, by name."""

    name: str
    marks: dict[str, Any]

    def get_closest_marker(self, name: str) -> pytest.Mark | None:
        """The marker of a name."""
        return getattr(pytest.mark, name)(self.marks[name]).mark if name in self.marks else None


POLLS: Any = Item("polls", {"evidence": ...})
COUNTED: Any = Item("ids", {"evidence": ..., "rule": "CS-ID-UNIQUE"})
CASE: Any = Item("case", {"rule": "CR-DUR-MIN"})
LATE: Any = Item("late refusals", {"log": ...})
MONITOR: Any = Item("monitor", {"log": ..., "rule": "QR-STATUS-ENUM"})


def test_evidence_is_made_for_a_rule_that_the_log_decides() -> None:
    """Without the tasks such a rule would have nothing to judge."""
    assert with_needed_evidence([POLLS, CASE, MONITOR]) == ([POLLS, CASE, MONITOR], [])


def test_no_evidence_is_made_for_other_rules() -> None:
    """A run of one rule about a body sends its cases; a test that judges a rule itself stays."""
    assert with_needed_evidence([POLLS, COUNTED, CASE, LATE]) == ([COUNTED, CASE, LATE], [POLLS])
