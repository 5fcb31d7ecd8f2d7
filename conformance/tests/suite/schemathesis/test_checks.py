"""The checks of single answers against their requests."""

from types import SimpleNamespace
from typing import Any

from seedance_conformance.suite.schemathesis.checks import AnswerFitsRequest


def test_the_model_of_a_refusal_is_not_judged() -> None:
    """A create refused by `status: failed` may have any model, also with an id."""
    answer = {"id": "video_1", "status": "failed", "model": "seedance_2_0", "error": "no such model"}
    operation = SimpleNamespace(definition=SimpleNamespace(raw={"operationId": "createVideo"}))
    case: Any = SimpleNamespace(body={"model": "AAA"}, operation=operation)
    response: Any = SimpleNamespace(status_code=200, json=lambda: answer)
    context: Any = None
    AnswerFitsRequest().after_response(context, response, case)
