"""Answers of real gateways to a create, against both clients: what is said, written, counted and sent.

One POST each, whatever comes. The id is kept wherever the answer has one; only a certain refusal gives a unit back.
"""

import asyncio
import json
from pathlib import Path
from typing import Any, Final

import pytest
from attrs import frozen
from seedance_client import (
    AsyncSeedance,
    AuthenticationFailed,
    Busy,
    Limits,
    OutcomeUnknown,
    Refused,
    Seedance,
    SeedanceError,
    SpendingLimit,
    Task,
)
from seedance_client.sdk import tolerance
from tests.answer_shapes import FURTHER, TAKEN, UUID_ID

PRO: Final = "seedance_2_0_pro"
OPTIONS: Final[Any] = {"api_key": "sk-of-a-test", "max_tasks": 1, "limits": Limits(retry_budget=0)}


def http(body: object, status: int = 200, kind: str = "application/json", more: str = "") -> bytes:
    """An answer; a body that isn't a text is written as JSON."""
    content = (body if isinstance(body, str) else json.dumps(body)).encode()
    return (
        f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {len(content)}\r\n{more}\r\n".encode()
        + content
    )


@frozen
class Seen:
    """What a user sees of two creates of one body.

    Attributes:
        first: the task, or the error.
        second: the same for the same body, asked again without more.
        units: how many tasks the first counts as.
    """

    first: Task | SeedanceError
    second: Task | SeedanceError
    units: int


@pytest.fixture(params=["sync", "async"])
def twice(request: pytest.FixtureRequest, hostile: Any, tmp_path: Path) -> Any:
    """Create twice with one client, with a limit of one task and with a journal if asked for."""

    async def both(journal: Path | None) -> Seen:
        found: list[Any] = []
        async with AsyncSeedance(base_url=hostile.base_url, journal=journal, **OPTIONS) as client:
            for _ in range(2):
                try:
                    found.append(await client.create("A kite", model=PRO))
                except SeedanceError as error:
                    found.append(error)
                found.append(client._guard.tasks)
        return Seen(found[0], found[2], found[1])

    def one_by_one(journal: Path | None) -> Seen:
        found: list[Any] = []
        with Seedance(base_url=hostile.base_url, journal=journal, **OPTIONS) as client:
            for _ in range(2):
                try:
                    found.append(client.create("A kite", model=PRO))
                except SeedanceError as error:
                    found.append(error)
                found.append(client._guard.tasks)
        return Seen(found[0], found[2], found[1])

    return one_by_one if request.param == "sync" else lambda journal: asyncio.run(both(journal))


def written(path: Path) -> tuple[str, str | None]:
    """The second line of a journal: what became of the first request, and its task's id."""
    line = json.loads(path.read_text().splitlines()[1])
    return line["state"], line["task_id"]


HTML: Final = '<html><pre>{"code":"success","data":{"task_id":"task_7kQ2mZ"}}</pre></html>'
ESCAPED: Final = "<pre>{&quot;task_id&quot;:&quot;task_7kQ2mZ&quot;}</pre>"
TAKEN_BODY: Final = {"code": 200, "data": {"task_id": "t-9"}}

UNKNOWN: Final[dict[str, tuple[bytes, str | None]]] = {
    "408": (http({}, 408), None),
    "408 with its id": (http({"id": "t-9"}, 408), "t-9"),
    "409": (http({"error": "such a task is there"}, 409), None),
    "409 with its id": (http({"error": "such a task is there", "task_id": "t-9"}, 409), "t-9"),
    "425": (http({}, 425), None),
    "499": (http("", 499), None),
    "400 with the id": (http({"error": "no", "id": UUID_ID}, 400), UUID_ID),
    "400 with an id within": (http({"error": {"message": "no", "details": [{"taskId": "t-9"}]}}, 400), "t-9"),
    "401 with a task": (http(TAKEN_BODY, 401), "t-9"),
    "400 with a state": (http({"status": "queued"}, 400), None),
    "400 with an address to ask at": (http({"status_url": "https://gw.example.com/q/7"}, 400), None),
    "400 with a task's number": (http({"error": "no", "taskNo": "a1b2"}, 400), "a1b2"),
    "400 that mentions a task": (http({"error": f"{UUID_ID} is under way"}, 400), UUID_ID),
    "422 with a text under data": (http({"error": "no", "data": "task_7kQ2mZ"}, 422), "task_7kQ2mZ"),
    "429 with the id": (http({"error": "slow", "task_id": "t-9"}, 429), "t-9"),
    "503 that puts off a task": (http({"id": "t-9"}, 503, more="Retry-After: 1\r\n"), "t-9"),
    "429 cut within its id": (http('{"error":"x","id":"task_7kQ2m', 429), None),
    "429 of a form": (http("task_id=task_7k&status=queued", 429, "text/plain"), None),
    "429 with a place": (http("", 429, more="Location: /v1/result/task_7k\r\n"), None),
    "503 with a header": (http("", 503, more="Retry-After: 0\r\nX-Task-Id: task_7k\r\n"), None),
    "429 whose body never came": (b"HTTP/1.1 429 X\r\nContent-Length: 90\r\nConnection: close\r\n\r\n", None),
    "400 whose body never came": (b"HTTP/1.1 400 X\r\nContent-Length: 90\r\nConnection: close\r\n\r\n", None),
    "400 cut within its id": (http('{"error":"x","id":"task_7kQ2m', 400), None),
    "400 XML": (http("<error><taskId>task_7k</taskId></error>", 400, "text/xml"), None),
    "400 with an id in a sentence": (http({"error": "under way, task id: task_7kQ2mZ81"}, 400), None),
    "400 with an order": (http({"error": "no", "order_no": "7k2m"}, 400), None),
    "400 with a job": (http({"error": "no", "job": {"name": "jobs/9912"}}, 400), None),
    "400 with a list": (http({"error": "no", "items": ["task_7kQ2mZ81"]}, 400), None),
    "400 with a place to poll": (http({"error": "no", "polling_url": "https://gw.example.com/q/7"}, 400), None),
    "200 with code 409": (http({"code": 409, "msg": "no"}), None),
    "200 with code '499'": (http({"code": "499", "msg": "no"}), None),
    "200 with a dotted success": (http({"code": "Ok.Created", "data": None}), None),
    "500": (http({"error": "oops"}, 500), None),
    "502 HTML": (http("<h1>Bad Gateway</h1>", 502, "text/html"), None),
    "200 HTML": (http("<h1>Welcome</h1>", 200, "text/html"), None),
    "200 HTML with JSON": (http(HTML, 200, "text/html"), "task_7kQ2mZ"),
    "200 HTML with escaped JSON": (http(ESCAPED, 200, "text/html"), "task_7kQ2mZ"),
    "200 an id as text": (http("task_7kQ2mZ", 200, "text/plain"), "task_7kQ2mZ"),
    "200 a word as text": (http("OK", 200, "text/plain"), None),
    "200 empty": (http(""), None),
    "202 empty": (http("", 202), None),
    "204": (b"HTTP/1.1 204 No Content\r\n\r\n", None),
    "200 twice named": (http('{"id": "task_7kQ2mZ", "id": null, "error": "no"}'), "task_7kQ2mZ"),
    "200 failed, no id": (http({"object": "video", "status": "failed", "error": "no"}), None),
    "200 an error beside an id": (http({"error": {"code": "X.Y"}, "id": "t-9"}), "t-9"),
    "200 with code 400": (http({"code": 400, "msg": "no"}), None),
    "200 with a plain word": (http({"code": "busy", "msg": "no"}), None),
    "302": (http("", 302, more="Location: /login\r\n"), None),
}

UNCLEAR: Final = (
    *("nothing known", "failed with an id", "request_id, another address", "two tasks", "a new code", "no and an id"),
    *("success is false", "no id", "empty id", "a word under data", "a count under data", "request_id of a log alone"),
    "an unknown name",
)
"""Shapes without a clear task."""
SHAPES: Final = TAKEN | FURTHER


@pytest.mark.parametrize("status", [200, 201, 202])
@pytest.mark.parametrize("name", [name for name in SHAPES if name not in UNCLEAR])
def test_a_readable_id_makes_a_task(name: str, status: int, hostile: Any, twice: Any, tmp_path: Path) -> None:
    """A task with the id, in the journal as created; the unit is spent, so the second create isn't sent."""
    hostile.script["POST"] = [http(SHAPES[name].body, status)]
    seen = twice(tmp_path / "journal")
    assert isinstance(seen.first, Task), repr(seen.first)
    assert seen.first.id == SHAPES[name].task_id
    assert written(tmp_path / "journal") == ("created", SHAPES[name].task_id)
    assert isinstance(seen.second, SpendingLimit)
    assert (seen.units, hostile.count("POST")) == (1, 1)


@pytest.mark.parametrize("journal", [True, False], ids=["journal", "no journal"])
@pytest.mark.parametrize("name", [*UNCLEAR, *UNKNOWN])
def test_what_is_not_clear_is_unknown(name: str, journal: bool, hostile: Any, twice: Any, tmp_path: Path) -> None:
    """OutcomeUnknown with the id if there is one; the unit stays spent, and the same body isn't sent again."""
    reply, task_id = UNKNOWN[name] if name in UNKNOWN else (http(SHAPES[name].body), SHAPES[name].task_id)
    hostile.script["POST"] = [reply]
    seen = twice(tmp_path / "journal" if journal else None)
    assert type(seen.first) is OutcomeUnknown, repr(seen.first)
    assert seen.first.task_id == task_id
    assert not journal or written(tmp_path / "journal") == ("unknown", task_id)
    assert isinstance(seen.second, SpendingLimit)
    assert (seen.units, hostile.count("POST")) == (1, 1)


def codes() -> dict[str, tuple[bytes, type[SeedanceError]]]:
    """Codes within a 200 that were seen to mean "no", as numbers and as texts."""
    found: dict[str, tuple[bytes, type[SeedanceError]]] = {}
    for code in (-1, -1000, 204, 401, 402, 403, 404, 422, 429, 451, 500, 503, 505, 599, 1001):
        error = AuthenticationFailed if code in (204, 401) else Refused
        found[f"code {code}"] = (http({"code": code, "msg": "no", "data": None}), error)
        found[f"code '{code}'"] = (http({"code": str(code), "msg": "no"}), error)
    return found


DOTTED: Final = "InputImageSensitiveContentDetected.PrivacyInformation"
FREE: Final[dict[str, tuple[bytes, type[SeedanceError]]]] = {
    **codes(),
    "dotted code": (http({"code": DOTTED, "message": "a face"}), Refused),
    "error text": (http({"error": "no money"}), Refused),
    "error object": (http({"error": {"code": DOTTED, "message": "a face"}}), Refused),
    "error of nulls and a text": (
        http({"error": {"code": None, "message": "a face"}, "id": None, "data": []}),
        Refused,
    ),
    "a reason under data": (http({"code": 1001, "data": {"code": 1001, "message": "no"}}), Refused),
    "400": (http({"error": {"code": "InvalidParameter", "message": "no", "param": "content[1]"}}, 400), Refused),
    "400 of Spring": (http({"timestamp": 1, "status": 400, "error": "Bad Request", "path": "/v1"}, 400), Refused),
    "400 of a gateway": (http({"code": "invalid_request", "message": "no", "data": None}, 400), Refused),
    "400 empty": (http("", 400), Refused),
    "400 HTML": (http('<html><body id="main"><h1>No</h1></body></html>', 400, "text/html"), Refused),
    "400 text": (http("no such model", 400, "text/plain"), Refused),
    "400 array": (http([{"loc": ["body"], "msg": "no"}], 400), Refused),
    "401": (http({"error": {"message": "no"}}, 401), AuthenticationFailed),
    "402": (http({"message": "no money"}, 402), Refused),
    "403": (http("", 403), AuthenticationFailed),
    "404": (http({"message": "No handler found"}, 404), Refused),
    "413": (http("", 413), Refused),
    "418": (http({}, 418), Refused),
    "422": (http({"detail": [{"loc": ["body", "duration"], "msg": "no", "type": "value_error"}]}, 422), Refused),
    "429": (http({"error": "slow"}, 429), Busy),
    "451": (http({}, 451), Refused),
    "503 with Retry-After": (http("", 503, more="Retry-After: 9\r\n"), Busy),
}
"""Refusals that are certain."""


@pytest.mark.parametrize("name", FREE)
def test_a_certain_refusal_is_free(name: str, hostile: Any, twice: Any, tmp_path: Path) -> None:
    """The unit is given back, the journal says refused, no id is named, and the same body may be sent again."""
    reply, error = FREE[name]
    hostile.script["POST"] = [reply]
    seen = twice(tmp_path / "journal")
    assert type(seen.first) is error, repr(seen.first)
    assert seen.first.task_id is None
    assert type(seen.second) is error
    assert written(tmp_path / "journal") == ("refused", None)
    assert (seen.units, hostile.count("POST")) == (0, 2)


@pytest.mark.parametrize(
    "code", [0, "0", "0000", 1, 200, "200", 201, 202, 10000, 20000, "success", "SUCCESS", "ok", 0.0]
)
def test_codes_of_success(code: object, hostile: Any, either: Any) -> None:
    """Each code that was seen beside a task makes one, without a message that says so."""
    hostile.script["POST"] = [http({"code": code, "data": {"task_id": "t-9"}})]
    assert either.call(hostile.base_url, "create", "a", model=PRO).id == "t-9"


def test_tables_are_whole() -> None:
    """Each shape is in exactly one of the tables."""
    assert set(UNCLEAR) < set(SHAPES)
    assert len(SHAPES) == len(TAKEN) + len(FURTHER)


def test_an_undocumented_place_is_told_once(hostile: Any, either: Any, caplog: pytest.LogCaptureFixture) -> None:
    """The first task whose id stands elsewhere is told of by a warning that names the place; the second isn't."""
    tolerance.reset_warnings()
    hostile.script["POST"] = [http({"code": 200, "data": {"taskId": "t-9"}})]
    for prompt in ("a", "b"):
        either.call(hostile.base_url, "create", prompt, model=PRO)
    told = [record.message for record in caplog.records if record.levelname == "WARNING"]
    assert len(told) == 1
    assert "data.taskId" in told[0]
    assert "t-9" not in told[0]


def test_a_documented_answer_is_told_of_never(hostile: Any, either: Any, caplog: pytest.LogCaptureFixture) -> None:
    """A sound answer makes no warning."""
    tolerance.reset_warnings()
    hostile.script["POST"] = [http(TAKEN["documented"].body)]
    either.call(hostile.base_url, "create", "a", model=PRO)
    assert not [record for record in caplog.records if record.levelname == "WARNING"]


def test_an_unknown_outcome_says_what_the_service_says(hostile: Any, either: Any) -> None:
    """The reason and the field that stands in the way are in the message, and no advice to send it again unseen."""
    hostile.script["POST"] = [http({"message": "no API key", "request_id": "r-9"}, 401)]
    with pytest.raises(
        OutcomeUnknown, match=r"HTTP 401 \(no API key\): it has 'request_id'.*check your account"
    ) as caught:
        either.call(hostile.base_url, "create", "a", model=PRO)
    assert caught.value.task_id is None
