"""The budget of a load run holds over all processes, and what isn't known counts as spent."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from seedance_conformance.load.findings import FindingSender
from seedance_conformance.load.master import Master
from seedance_conformance.load.plan import LoadPlan
from seedance_conformance.load.worker import Allowance
from seedance_conformance.report import write_reports
from seedance_conformance.report.events import read_log
from seedance_conformance.report.facts.spending import spending
from seedance_conformance.runner.configuration.options import unset
from seedance_conformance.runner.event_log import EventLog
from seedance_conformance.transport.errors import BudgetSpent
from tests.load.allowances import allowance

Make = Callable[..., Master]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Make]:
    """Start masters of runs against a target on this machine."""
    with ExitStack() as stack:

        def started(folder: Path = tmp_path, budget: int | None = None) -> Master:
            options = unset() | {"base-url": "http://127.0.0.1:9/x", "budget": budget}
            text = LoadPlan(options, None, str(folder)).to_json()
            assert "sk-secret" not in text
            plan = LoadPlan.from_json(text)
            log = stack.enter_context(closing(EventLog(folder / "run.jsonl")))
            return Master.of(plan, plan.settings({"SEEDANCE_API_KEY": "sk-secret-0123456789"}), log)

        yield started


def worker(master: Master) -> Allowance:
    """The allowance of a process of the run."""
    return allowance(master, FindingSender(master.judge.take))


def test_two_processes_share_one_budget(start: Make) -> None:
    """The third create of two processes is refused with a budget of two; a certain refusal gives its unit back."""
    master = start(budget=2)
    one, other = worker(master), worker(master)
    first, second = one.reserve("a"), other.reserve("b")
    assert first != second
    with pytest.raises(BudgetSpent):
        other.reserve("c")
    one.release(first, "refused")
    third = other.reserve("d")
    other.name(third, "video_1", "first", accepted=True)
    with pytest.raises(BudgetSpent):
        one.reserve("e")
    assert master.spent


def test_the_log_knows_a_create_before_it_is_sent(start: Make, tmp_path: Path) -> None:
    """A create whose process dies without a word counts as billed, perhaps, and its task isn't lost."""
    master = start(budget=5)
    one = worker(master)
    one.name(one.reserve("a"), "video_1", "first", accepted=True)
    one.reserve("b")
    spent = spending(read_log(tmp_path / "run.jsonl"))
    assert (spent.accepted, spent.maybe_billed, spent.used) == (1, 1, 2)
    assert master.judge.open_tasks == ["video_1"]


def test_a_master_that_does_not_answer_grants_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without an answer of the master nothing is created."""
    monkeypatch.setattr("seedance_conformance.load.worker.ANSWER_SECONDS", 0.01)
    silent = Allowance(lambda name, data: None, FindingSender(lambda entries: None))
    with pytest.raises(BudgetSpent, match="doesn't answer"):
        silent.reserve("a")


def test_the_reports_have_the_verdicts_and_the_numbers(start: Make, tmp_path: Path) -> None:
    """All reports are written from the log, with open tasks and without keys."""
    master = start()
    one = worker(master)
    one.name(one.reserve("a"), "video_1", "first", accepted=True)
    master.judge.take([["passed", "RB-PARALLEL", 3], ["found", "RB-RESULT-PLAYS", "fail", "task video_0: cut"]])
    master.drained = True
    numbers = {"name": "create", "method": "POST", "requests": 3, "failures": 1, "per_second": 1.0}
    times = {"median_ms": 5, "p95_ms": 9, "p99_ms": 9, "longest_ms": 9.5}
    assert master.close([numbers | times]) == 1
    write_reports(read_log(tmp_path / "run.jsonl"), tmp_path)
    report = json.loads((tmp_path / "report.json").read_text())
    verdicts = {row["id"]: row["verdict"] for row in report["rules"]}
    assert (verdicts["RB-RESULT-PLAYS"], verdicts["RB-TASK-ENDS"]) == ("fail", "inconclusive")
    assert report["requests"]["sent"] == 3
    assert report["load"]["mix"] == {"text": 40}
    assert "POST create" in (tmp_path / "index.html").read_text()
    assert 'failures="1"' in (tmp_path / "junit.xml").read_text()


def test_a_run_without_any_answer_judged_nothing(start: Make, tmp_path: Path) -> None:
    """That is an error of the set-up (3), and a refused key a usage error (2)."""
    master = start()
    master.drained = True
    master.judge.take([["unreachable", "can't be reached"]])
    assert master.close([]) == 3
    refused = start(tmp_path / "refused")
    refused.drained, refused.refused = True, "the target refuses the key"
    assert refused.close([]) == 2
