"""An httpx client of the user's whose hook raises for a refused create: what is certain, and what isn't."""

import re
from typing import Any

import httpx
import pytest
from seedance_client import AuthenticationFailed, Busy, Limits, OutcomeUnknown, Refused, TaskState
from tests.client.library.answers import PRO, TASK, http, open_client, outcome

kinds = pytest.mark.parametrize("kind", ["sync", "async"])


def create(kind: str, hostile: Any, *, reads: bool) -> Any:
    """What a create gives with a client whose hook calls raise_for_status, and may read the answer first."""

    def hook(response: httpx.Response) -> None:
        if reads:
            response.read()
        response.raise_for_status()

    async def awaited_hook(response: httpx.Response) -> None:
        if reads:
            await response.aread()
        response.raise_for_status()

    own: Any = httpx.Client(event_hooks={"response": [hook]})
    if kind == "async":
        own = httpx.AsyncClient(event_hooks={"response": [awaited_hook]})
    settings = {"base_url": hostile.base_url, "http_client": own, "limits": Limits(retry_budget=0)}
    with open_client(kind, **settings) as (client, finish):
        found = outcome(lambda: finish(client.create("x", model=PRO)))
        finish(own.aclose() if kind == "async" else own.close())
    return found


@kinds
def test_a_hook_that_raises_hides_the_answer(kind: str, hostile: Any) -> None:
    """A client whose hook calls raise_for_status drops the body, which may have had an id: nothing is certain then."""
    hostile.script["POST"] = [http({}, 400)]
    result = create(kind, hostile, reads=False)
    assert isinstance(result, OutcomeUnknown)
    assert re.search(r"call response\.read\(\) .*in the hook first", str(result))


@kinds
@pytest.mark.parametrize(
    ("status", "body", "error", "task_id"),
    [
        (200, TASK, TaskState, None),
        (400, {"error": {"code": "InvalidParameter", "message": "no"}}, Refused, None),
        (401, {"error": "no"}, AuthenticationFailed, None),
        (429, {}, Busy, None),
        (400, {"error": "no", "task_id": "t-9"}, OutcomeUnknown, "t-9"),
        (409, {}, OutcomeUnknown, None),
        (502, {"id": "t-9"}, OutcomeUnknown, "t-9"),
    ],
)
def test_a_hook_that_reads_before_it_raises(
    status: int, body: Any, error: type, task_id: str | None, kind: str, hostile: Any
) -> None:
    """The answer is there, so it decides: a certain refusal stays certain, and an id is kept."""
    hostile.script["POST"] = [http(body, status)]
    result = create(kind, hostile, reads=True)
    assert isinstance(result, error), repr(result)
    assert getattr(result, "task_id", None) == task_id
    assert hostile.count("POST") == 1
