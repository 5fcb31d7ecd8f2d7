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


def conclude(verdicts: set[str], *, interrupted: bool, budget_spent: bool, strict: bool) -> ExitCode:
    """The exit code for the verdicts of the rows.

    Args:
        verdicts: that at least one row has.
        interrupted: the run was stopped by the user.
        budget_spent: the run was stopped by the budget.
        strict: an inconclusive row is as bad as a red one.
    """
    if interrupted:
        return ExitCode.INTERRUPTED
    if "fail" in verdicts or (strict and "inconclusive" in verdicts):
        return ExitCode.BREACH
    if "error" in verdicts:
        return ExitCode.TROUBLE
    return ExitCode.BUDGET if budget_spent else ExitCode.CONFORMS
