"""The exit codes of a run, and which one wins if several apply: 130, 2, 1, 3, 4, 0."""

from enum import IntEnum


class ExitCode(IntEnum):
    """The exit code of `seedance conform`."""

    CONFORMS = 0
    BREACH = 1
    USAGE = 2
    TROUBLE = 3
    BUDGET = 4
    INTERRUPTED = 130


def exit_code_for(outcomes: set[str], *, interrupted: bool, budget_spent: bool, strict: bool) -> ExitCode:
    """The exit code for the outcomes of the rules.

    Args:
        outcomes: of all rows: a verdict, or `excused` or `stale` by the baseline.
        interrupted: the user stopped the run.
        budget_spent: the budget stopped the run.
        strict: an inconclusive row fails the run.
    """
    if interrupted:
        return ExitCode.INTERRUPTED
    # A rule that passed before the budget was spent might fail later, so its baseline entry isn't stale yet.
    stale = "stale" in outcomes and not budget_spent
    if "fail" in outcomes or stale or (strict and "inconclusive" in outcomes):
        return ExitCode.BREACH
    if "error" in outcomes:
        return ExitCode.TROUBLE
    return ExitCode.BUDGET if budget_spent else ExitCode.CONFORMS
