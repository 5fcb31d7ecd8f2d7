"""An httpx client of the user's whose hook raises for a refused create: what is certain, and what isn't."""

import asyncio
import json
from typing import Any

import httpx
import pytest
from seedance_client import (
    AsyncSeedance,
    AuthenticationFailed,
    Busy,
    Limits,
    OutcomeUnknown,
    Refused,
    Seedance,
    SeedanceError,
    TaskState,
)
from tests.client.library.answers import PRO, TASK

ONCE = Limits(retry_budget=0)


def test_a_hook_that_raises_hides_the_answer(hostile: Any) -> None:
    """A client whose hook calls raise_for_status drops the body, which may have had an id: nothing is certain then."""
    hostile.script["POST"] = [b"HTTP/1.1 400 X\r\nContent-Length: 2\r\n\r\n{}"]
    hooks: Any = {"response": [httpx.Response.raise_for_status]}
    with (
        httpx.Client(event_hooks=hooks) as own,
        pytest.raises(OutcomeUnknown, match=r"call response\.read\(\) .*in the hook first"),
    ):
        Seedance("k", base_url=hostile.base_url, http_client=own).create("x", model=PRO)

    async def hook(response: httpx.Response) -> None:
        response.raise_for_status()

    async def main() -> None:
        async with httpx.AsyncClient(event_hooks={"response": [hook]}) as own:
            await AsyncSeedance("k", base_url=hostile.base_url, http_client=own).create("x", model=PRO)

    with pytest.raises(OutcomeUnknown, match=r"call response\.read\(\) .*in the hook first"):
        asyncio.run(main())


def answer_to_a_hook(hostile: Any, kind: str) -> object:
    """What a create gives with a client whose hook reads the answer, and then calls raise_for_status."""

    def hook(response: httpx.Response) -> None:
        response.read()
        response.raise_for_status()

    async def ahook(response: httpx.Response) -> None:
        await response.aread()
        response.raise_for_status()

    async def main() -> object:
        async with httpx.AsyncClient(event_hooks={"response": [ahook]}) as own:
            return await AsyncSeedance("k", base_url=hostile.base_url, http_client=own, limits=ONCE).create(
                "x", model=PRO
            )

    try:
        if kind == "async":
            return asyncio.run(main())
        with httpx.Client(event_hooks={"response": [hook]}) as own:
            return Seedance("k", base_url=hostile.base_url, http_client=own, limits=ONCE).create("x", model=PRO)
    except SeedanceError as error:
        return error


@pytest.mark.parametrize("kind", ["sync", "async"])
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
    content = json.dumps(body).encode()
    hostile.script["POST"] = [b"HTTP/1.1 %d X\r\nContent-Length: %d\r\n\r\n%s" % (status, len(content), content)]
    result = answer_to_a_hook(hostile, kind)
    assert isinstance(result, error), repr(result)
    assert getattr(result, "task_id", None) == task_id
    assert hostile.count("POST") == 1
