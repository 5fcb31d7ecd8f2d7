"""Runs that were stopped: what they prove, and how a larger budget continues them."""

from pathlib import Path

import pytest
from seedance_conformance.report.events import read_log, rows
from seedance_conformance.runner.configuration.settings import SettingsError
from tests.conftest import Scripted
from tests.report.conftest import footer
from tests.runner.resuming.test_resume import URL, append, begun
from tests.runner.settled import settled
from tests.runner.toy import Toy, accepted_creates, ending

OPEN = """
@rule("CR-DUR-MAX")
def test_a_breach(): raise Breach("a", "b")
@rule("CR-URL-SCHEME")
def test_a_pass(): pass
@rule("CR-URL-SCHEME")
def test_b_late(context): expect(context, Case("CR-URL-SCHEME", "ftp", {}, "refused", late=True))
@rule("CR-DUR-MIN")
def test_c_stops(context): STOP
from seedance_conformance.suite.log.test_late import *
"""


@pytest.mark.parametrize(
    "stop",
    [
        "raise KeyboardInterrupt",
        "__import__('os').kill(__import__('os').getpid(), 9)",
        "pytest.exit('as --fail-fast does')",
    ],
    ids=["signal", "kill", "fail-fast"],
)
def test_a_stopped_run_proves_nothing_by_an_accepted_violation(
    toy: Toy, scripted: Scripted, tmp_path: Path, stop: str
) -> None:
    """The task of a violation is open when the run stops: another case that passed doesn't make the rule pass."""
    scripted.answer = ending("queued")
    toy(OPEN.replace("STOP", stop))
    found = {row.id: row.verdict for row in rows(read_log(tmp_path / "out" / "run.jsonl"))}
    assert (found["CR-URL-SCHEME"], found["CR-DUR-MAX"]) == ("inconclusive", "fail")


def test_a_larger_budget_continues_the_run(toy: Toy, scripted: Scripted, tmp_path: Path) -> None:
    """The tests that the budget skipped are run, the others not again; the next resume knows the new budget."""
    names = ("CR-DUR-MIN", "CR-DUR-MAX", "CR-MODEL-ENUM")
    tests = accepted_creates(*names)
    stopped = toy(tests, "--seedance-budget=2")
    assert (stopped.code, stopped.verdicts()) == (4, dict.fromkeys(names[:2], "pass"))
    assert stopped.note("CR-MODEL-ENUM") == "budget"
    assert sum(method == "POST" for method, _, _ in scripted.seen) == 2
    done = toy(tests, f"--seedance-resume={tmp_path / 'out'}", "--seedance-budget=9")
    assert (done.code, done.verdicts()) == (0, dict.fromkeys(names, "pass"))
    assert sum(method == "POST" for method, _, _ in scripted.seen) == 3
    assert read_log(tmp_path / "out" / "run.jsonl")[0]["options"]["budget"] == 9


def test_a_spent_budget_can_be_raised(tmp_path: Path) -> None:
    """Without a larger one nothing is left to do, and the message says what helps."""
    folder = append(begun(tmp_path, base_url=URL, budget=9), footer(stopped="budget", exit_code=4))
    for budget in (None, 9):
        with pytest.raises(SettingsError, match="continue with a larger --budget"):
            settled(resume=str(folder), budget=budget)
    assert settled(resume=str(folder), budget=20).budget == 20
