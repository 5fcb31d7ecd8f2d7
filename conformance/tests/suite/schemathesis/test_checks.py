"""The checks of single answers against their requests."""

from types import SimpleNamespace
from typing import Any

import pytest
from seedance_conformance.suite.schemathesis.checks import AnswerFitsRequest


def check(model: str, answer: dict[str, Any]) -> None:
    """Run the check on the answer to a create of this model."""
    raw = {"operationId": "createVideo"}
    operation = SimpleNamespace(definition=SimpleNamespace(raw=raw))
    case: Any = SimpleNamespace(body={"model": model}, operation=operation)
    response: Any = SimpleNamespace(status_code=200, json=lambda: answer)
    context: Any = None
    AnswerFitsRequest().after_response(context, response, case)


def test_another_model_in_a_created_task_is_named() -> None:
    """A created task has the requested model."""
    with pytest.raises(AssertionError, match="CS-MODEL-ECHO"):
        check("seedance_2_0_pro", {"id": "video_1", "status": "queued", "model": "seedance_2_0"})


def test_the_model_of_a_refusal_is_not_judged() -> None:
    """A create refused by `status: failed` may have any model, also with an id."""
    check("AAA", {"id": "video_1", "status": "failed", "model": "seedance_2_0", "error": "no such model"})
