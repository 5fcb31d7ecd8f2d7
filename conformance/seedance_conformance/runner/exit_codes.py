"""The exit code of a run; where several hold, the order of the members decides."""

from enum import IntEnum


class ExitCode(IntEnum):
    """What a conform run says to the shell."""

    CONFORMS = 0
    BREACH = 1
    USAGE = 2
    TROUBLE = 3
    BUDGET = 4
    INTERRUPTED = 130


def conclude(outcomes: set[str], *, interrupted: bool, budget_spent: bool, strict: bool) -> ExitCode:
    """The exit code for the outcomes of the rows.

    Args:
        outcomes: that at least one row has: its verdict, or `excused` or `stale` by the baseline.
        interrupted: the run was stopped by the user.
        budget_spent: the run was stopped by the budget.
        strict: an inconclusive row is as bad as a red one.
    """
    if interrupted:
        return ExitCode.INTERRUPTED
    # A rule that passed before the budget ended may still have failed after it: its entry is not stale yet.
    stale = "stale" in outcomes and not budget_spent
    if "fail" in outcomes or stale or (strict and "inconclusive" in outcomes):
        return ExitCode.BREACH
    if "error" in outcomes:
        return ExitCode.TROUBLE
    return ExitCode.BUDGET if budget_spent else ExitCode.CONFORMS
