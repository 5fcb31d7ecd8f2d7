"""Refusals are held until the target accepts a create, and a target that refuses known-good bodies ends the run."""

import json
from collections.abc import Iterator

import pytest
from seedance_conformance.cases.bodies import CONTROLS
from seedance_conformance.transport.errors import BudgetSpent, NoEvidence
from seedance_conformance.transport.spending.budget import Budget
from seedance_conformance.transport.spending.refusal_check import RefusalCheck
from seedance_conformance.transport.target import Target
from tests.conftest import Answer, Scripted

NO: Answer = (400, {}, b"{}")


@pytest.fixture
def target(scripted: Scripted) -> Iterator[Target]:
    """A target with 6 units that refuses everything."""
    scripted.answer = lambda *_: NO
    target = Target(scripted.base_url, "sk-0123456789", budget=Budget(6, trust_refusals=False))
    target.before_billed = RefusalCheck(target, CONTROLS)
    yield target
    target.close()


def test_refusals_alone_use_up_the_budget(target: Target, scripted: Scripted) -> None:
    """Three creates are sent, then three known-good bodies, then nothing."""
    for _ in range(3):
        target.create({})
    for _ in range(2):
        with pytest.raises(NoEvidence, match="known-good body was answered HTTP 400"):
            target.create({})
    assert len(scripted.seen) == target.budget.spent == 6
    assert [json.loads(body) for _, _, body in scripted.seen[3:]] == list(CONTROLS)


def test_one_accepted_body_releases_everything(target: Target, scripted: Scripted) -> None:
    """Later refusals are free at once."""
    good: Answer = (200, {}, b'{"id": "video_1", "object": "video", "status": "queued"}')
    scripted.answer = lambda method, path, body: good if json.loads(body) == CONTROLS[1] else NO
    for _ in range(40):
        target.create({})
    assert target.budget.spent == 1
    assert len(scripted.seen) == 42


def test_a_budget_of_one_ends_after_one_refusal(scripted: Scripted, target: Target) -> None:
    """No unit is left for a known-good body."""
    target.budget = Budget(1, trust_refusals=False)
    target.create({})
    with pytest.raises(BudgetSpent):
        target.create({})
    assert len(scripted.seen) == 1


def test_held_units_of_the_previous_run_are_released_too() -> None:
    """A resumed run also holds its refusals."""
    entries: list[str] = []
    budget = Budget(9, lambda entry: entries.append(entry["event"]), spent=4, sent=4, trust_refusals=False, held=[1, 3])
    assert budget.holds_refusals
    budget.name(budget.reserve("case"), "video_1", "first", accepted=True)
    assert (budget.spent, budget.holds_refusals) == (3, False)
    assert entries == ["reserved", "accepted", "released", "released"]
