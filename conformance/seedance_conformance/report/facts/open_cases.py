"""Accepted violations, in a run that stopped before it judged the end of their tasks: their rules stay unproven."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

Event = dict[str, Any]

LATE_CASE: Final = "test_late_refusals"
"""The test that judges accepted violations when their tasks have ended, with one verdict for each."""


def unsettled(events: Sequence[Event]) -> list[Event]:
    """One `inconclusive` case for each rule with accepted violations that `LATE_CASE` didn't judge.

    A signal, a kill, an error and `--fail-fast` all end a run before these verdicts.
    """
    opened = Counter(one["rule"] for one in events if one["event"] == "open" and one["expect"] == "refused")
    judged = Counter(one["rule"] for one in events if one["event"] == "case" and one["case"] == LATE_CASE)
    selected = events[0].get("selected")
    return [
        _doubt(rule, count - judged[rule])
        for rule, count in opened.items()
        if count > judged[rule] and (selected is None or rule in selected)
    ]


def _doubt(rule: str, count: int) -> Event:
    what = "1 violation was" if count == 1 else f"{count} violations were"
    note = f"{what} accepted, and the run ended before it was known how the task ends"
    case = {"event": "case", "rule": rule, "case": LATE_CASE, "verdict": "inconclusive"}
    return case | {"late": False, "note": note, "count": count}
