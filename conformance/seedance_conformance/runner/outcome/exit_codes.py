"""The exit codes of a run, and which one wins if several apply: 2 for a refused key, then 130, 1, 3, 4, 0.

That nothing was judged (2 or 3) counts only in place of 0.
"""

from collections import Counter
from collections.abc import Iterable
from enum import IntEnum

from seedance_conformance.report.events import Row
from seedance_conformance.report.facts.headline import NOTHING_JUDGED


class ExitCode(IntEnum):
    """The exit code of `seedance conform`."""

    CONFORMS = 0
    BREACH = 1
    USAGE = 2
    TROUBLE = 3
    BUDGET = 4
    INTERRUPTED = 130


def exit_code_for(
    outcomes: set[str], *, interrupted: bool, budget_spent: bool, strict: bool, unproven: bool = False
) -> ExitCode:
    """The exit code for the outcomes of all rows: their verdicts, or `excused` or `stale` by the baseline.

    With `strict`, an inconclusive row fails the run; `unproven`: a rule that must have evidence has none.
    """
    if interrupted:
        return ExitCode.INTERRUPTED
    # A rule that passed before the budget was spent might fail later, so its baseline entry isn't stale yet.
    stale = "stale" in outcomes and not budget_spent
    if "fail" in outcomes or stale or (strict and "inconclusive" in outcomes) or unproven:
        return ExitCode.BREACH
    if "error" in outcomes:
        return ExitCode.TROUBLE
    return ExitCode.BUDGET if budget_spent else ExitCode.CONFORMS


def nothing_judged(selected: Iterable[Row]) -> tuple[ExitCode, str] | None:
    """The exit code and the reason if none of the selected rules has a verdict, else None.

    `TROUBLE` if the target gave no evidence for a rule; `USAGE` if all were skipped: the set-up or the selection lacks
    something.
    """
    table = list(selected)
    if any(row.verdict not in ("skipped", "inconclusive") for row in table):
        return None
    without = [row for row in table if row.verdict == "inconclusive"]
    notes = Counter(row.note for row in without or table).most_common()
    more = f"; and {len(notes) - 3} more reasons" if len(notes) > 3 else ""
    reason = "; ".join(f"{note} ({_rules(count)})" for note, count in notes[:3]) + more
    if without:
        return ExitCode.TROUBLE, f"{NOTHING_JUDGED}, since the target gave no evidence: {reason}"
    return ExitCode.USAGE, f"{NOTHING_JUDGED}: {reason}"


def _rules(count: int) -> str:
    return "1 rule" if count == 1 else f"{count} rules"
