"""A task that is forgotten before its end is a breach of RB-TASK-ENDS."""

from typing import Any

import pytest
from seedance_conformance.suite.log.lost_tasks import forgotten

GONE = {"error": {"code": "Gone", "message": "no such task"}}


def lose(log: Any, times: int = 2, status: int = 410) -> None:
    """Refuse some queries of the task."""
    for _ in range(times):
        log.add("query", "GET", GONE, subject="video_1", status=status)


@pytest.mark.parametrize("state", ["queued", "processing"])
def test_a_task_that_is_forgotten_before_its_end_is_a_breach(log: Any, state: str) -> None:
    """Its owner is never told how it ended; the script asks as often, in the same time."""
    log.create()
    log.query(state=state)
    log.query(state=state)
    lose(log)
    breach = forgotten(log.exchanges, remote=False)
    assert breach is not None
    assert breach.exchange is log.exchanges[3]
    assert f"after {state} in exchange 3" in breach.observed
    assert breach.repetition.times == 4
    assert breach.repetition.pause == pytest.approx(1.0, abs=0.1)


def test_other_refusals_are_no_loss(log: Any) -> None:
    """Before the first success, once, passing ones, after the end, and about a task that nobody created."""
    log.create()
    assert forgotten(log.exchanges, remote=True) is None
    lose(log)
    log.query(state="queued")
    lose(log, status=401)
    lose(log, 1)
    assert forgotten(log.exchanges, remote=False) is None
    log.query(state="processing")
    log.query(state="completed")
    lose(log)
    log.add("query", "GET", GONE, subject="video_2", status=404)
    assert forgotten(log.exchanges, remote=False) is None
