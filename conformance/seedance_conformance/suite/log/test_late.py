"""Judges, when every task has ended, what the answers to create left open."""

from collections.abc import Sequence

import pytest

from seedance_conformance.cases.case import Case
from seedance_conformance.suite.context import Context
from seedance_conformance.suite.media.reachability import fetches_nothing, why_unreached
from seedance_conformance.suite.robustness.fixtures import live_task
from seedance_conformance.suite.verdicts import Breach, Inconclusive
from seedance_conformance.transport.answers.answer import describe, task_id, task_status
from seedance_conformance.transport.exchange import Exchange

pytestmark = [pytest.mark.last, pytest.mark.log]


def test_late_refusals(context: Context) -> None:
    """An accepted violation about media, assets or addresses must end as a failed task."""
    for case, created in context.pending:
        task = task_id(created) or ""
        ended = context.poller.wait_task(task)
        if ended is None and context.poller.unknown(task):
            context.doubt(case.rule, f"{case.name}: accepted, and the target does not know the id that it gave")
        elif ended is None and context.remote:
            context.doubt(case.rule, f"{case.name}: accepted, and the task did not end in time")
        elif ended is None:
            seconds = f"{context.task_timeout:g} s"
            last = [one for one in (context.poller.last(task),) if one is not None]
            _report(context, case, created, f"accepted, and no end in {seconds}", last, endless=True)
        elif task_status(ended) == "failed":
            context.confirm(case.rule, late=True)
        else:
            _report(context, case, created, "accepted and completed", [ended])


def _report(
    context: Context, case: Case, created: Exchange, observed: str, others: Sequence[Exchange], *, endless: bool = False
) -> None:
    # A target that fetches nothing breaks many rules about files for this one reason.
    blind = case.rule.startswith(("MD-", "RB-UNFETCHABLE")) and fetches_nothing(context)
    observed = f"{case.name}: {observed}" + ("; it fetched no file in this run" if blind else "")
    expected, disputed = "refused, at once or late", case.disputed
    breach = Breach(expected, observed, created, others=others, disputed=disputed, endless=endless, is_forbidden=True)
    context.report(case.rule, breach)


def test_late_failures_of_valid_bodies(context: Context) -> None:
    """A task of a valid body must not fail if other tasks complete."""
    ends = [(case, created, context.poller.last(task_id(created) or "")) for case, created in context.promised]
    kept = {(case.rule, case.name) for case, _, ended in ends if ended and task_status(ended) == "completed"}
    failed = any(ended and task_status(ended) == "failed" for _, _, ended in ends)
    others_complete = bool(kept) or (failed and _plain_completes(context))
    for case, created, ended in ends:
        # On a remote target several tasks may show the same value; one that completes is enough.
        excused = not others_complete or (context.remote and (case.rule, case.name) in kept)
        if ended is None or task_status(ended) != "failed" or excused:
            continue
        doubt = why_unreached(context, case.body)
        if context.remote or doubt:
            context.doubt(case.rule, doubt or f"{case.name}: accepted, and the task failed: {describe(ended)}")
        else:
            observed = f"{case.name}: late failure, {describe(ended)}"
            context.report(case.rule, Breach("a task that completes", observed, created, others=[ended]))


def _plain_completes(context: Context) -> bool:
    """Whether a plain task completes, for a run that made no other; one that is billed isn't made for that."""
    if context.remote:
        return False
    try:
        ended = context.poller.wait_task(live_task(context))
    except Inconclusive:
        return False
    return ended is not None and task_status(ended) == "completed"
