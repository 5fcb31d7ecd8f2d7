"""A correct server with another create answer: only one rule fails."""

import json
from pathlib import Path

import pytest
from seedance_conformance.mock.api.gateway_shapes import SHAPES, AnswerContext, Document, GatewayShape
from seedance_conformance.mock.server import MockServer
from tests.answer_shapes import ACCEPTED
from tests.runner.money.billing import conform_here
from tests.runner.outcome.test_counterexamples import PACE


@pytest.mark.parametrize(
    ("name", "red", "unknown"), [("code 200, taskId", "CS-ID", 12), ("nothing known", "CS-ID", 55)]
)
def test_an_envelope_is_one_breach(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, red: str, unknown: int
) -> None:
    """Rules about bodies are judged by acceptance, and tasks are polled if the answer has an id."""
    answer = json.dumps(ACCEPTED[name].body)

    def create(_: Document, context: AnswerContext) -> Document:
        document: Document = json.loads(answer.replace(ACCEPTED[name].task_id or "-", context.task_id))
        return document

    shape = GatewayShape(name, "", create, SHAPES["documented"].query)
    monkeypatch.setitem(SHAPES, name, shape)
    rules = [word for family in ("CR-*", "CS-*", "QR-*", "EP-*", "RB-TASK-*") for word in ("--rules", family)]
    with MockServer(gateway_shape=name, **PACE) as mock:
        done = conform_here(mock.base_url, tmp_path, "--profile", "quick", "--task-timeout", "20", *rules)
    verdicts = {row["id"]: row["verdict"] for row in done.report["rules"]}
    assert [rule for rule, verdict in verdicts.items() if verdict == "fail"] == [red], done.output
    assert done.report["counts"]["inconclusive"] <= unknown
    assert {verdict for rule, verdict in verdicts.items() if rule.startswith("CR-")} <= {"pass", "skipped", "observed"}
    followed = "inconclusive" if ACCEPTED[name].task_id is None else "pass"
    assert verdicts["QR-STATUS-MONOTONE"] == verdicts["RB-TASK-ENDS"] == followed
