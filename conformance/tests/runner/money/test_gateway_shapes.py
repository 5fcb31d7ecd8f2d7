"""A correct server behind a gateway that adds an envelope: only one rule fails."""

from pathlib import Path

import pytest
from tests.answer_shapes import ACCEPTED
from tests.runner.conftest import StartMock
from tests.runner.money.billing import conform_here
from tests.runner.money.gateway import gateway


@pytest.mark.parametrize(
    ("name", "red", "unknown"), [("code 200, taskId", "CS-ID", 12), ("nothing known", "CS-ID", 55)]
)
def test_an_envelope_is_one_breach(start_mock: StartMock, tmp_path: Path, name: str, red: str, unknown: int) -> None:
    """Rules about bodies are judged by acceptance, and tasks are polled if the answer has an id."""
    rules = [word for family in ("CR-*", "CS-*", "QR-*", "EP-*", "RB-TASK-*") for word in ("--rules", family)]
    with gateway(start_mock(), ACCEPTED[name]) as base_url:
        done = conform_here(base_url, tmp_path, "--profile", "quick", "--task-timeout", "20", *rules)
    verdicts = {row["id"]: row["verdict"] for row in done.report["rules"]}
    assert [rule for rule, verdict in verdicts.items() if verdict == "fail"] == [red], done.output
    assert done.report["counts"]["inconclusive"] <= unknown
    assert {verdict for rule, verdict in verdicts.items() if rule.startswith("CR-")} <= {"pass", "skipped", "observed"}
    followed = "inconclusive" if ACCEPTED[name].task_id is None else "pass"
    assert verdicts["QR-STATUS-MONOTONE"] == verdicts["RB-TASK-ENDS"] == followed
