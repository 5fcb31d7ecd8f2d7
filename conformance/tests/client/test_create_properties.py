"""For random answers to a create: what could be an id is never free, and both clients decide alike."""

import json
from typing import Any, Final

import httpx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from seedance_client import Limits, OutcomeUnknown, SeedanceError, TaskState
from seedance_client._sdk.create.id_search import find_task_id
from seedance_client._sdk.create.outcome import TABLE, by_table, decide, facts
from seedance_client._sdk.transport.effects import Answer
from tests.client.library.answers import BASE, PRO, open_client, outcome

UUID: Final = "video_0f5d2c1e-6b7a-4d3c-9a10-2f4b8c6d7e90"

NAMES: Final = st.sampled_from(
    [
        *("id", "ID", "task_id", "taskId", "requestId", "projectId", "x_id", "uuid", "data", "result", "status"),
        *("status_url", "code", "error", "message", "msg", "success", "model", "object", "created", "items", "output"),
    ]
)
TEXTS: Final = st.sampled_from(
    ["", " ", "success", "task_7kQ2mZ", "t;9,k", UUID, "no", "queued", "failed", "-1", "401", "A.B"]
)
VALUES: Final = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 30000) | st.floats(allow_nan=False) | TEXTS | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES | st.text(max_size=5), inner, max_size=5),
    max_leaves=8,
)
OBJECTS: Final = st.dictionaries(NAMES, VALUES, max_size=6)
STATUSES: Final = st.sampled_from(
    [200, 201, 202, 400, 401, 403, 404, 408, 409, 422, 425, 429, 499, 500, 503]
) | st.integers(200, 599)
HEADERS: Final = st.sampled_from([{}, {"retry-after": "9"}])


def stands_there(value: object) -> bool:
    """Whether a value is a text or a number that says something."""
    return (isinstance(value, str) and value.strip() != "") or (
        isinstance(value, int | float) and not isinstance(value, bool)
    )


def names_an_id(value: object) -> bool:
    """The rule, read once more: a text or number under `data`, `result`, `status_url` or a name that ends in "id"."""
    if isinstance(value, list):
        return any(map(names_an_id, value))
    if not isinstance(value, dict):
        return False
    for key, inner in value.items():
        is_named = key in ("data", "result", "status_url") or key.lower().endswith("id")
        if (is_named and any(map(stands_there, inner if isinstance(inner, list) else [inner]))) or names_an_id(inner):
            return True
    return False


def answer(status: int, document: object, headers: dict[str, str] | None = None) -> Answer:
    """An answer."""
    return Answer(status, headers or {}, json.dumps(document).encode())


@given(STATUSES, VALUES | OBJECTS, HEADERS)
@settings(max_examples=300, deadline=None)
def test_what_could_be_an_id_is_never_free(status: int, document: Any, headers: dict[str, str]) -> None:
    """An answer with an id, a state, or a status URL isn't a certain refusal, whatever else it says."""
    outcome = decide(answer(status, document, headers))
    has_state = isinstance(document, dict) and isinstance(document.get("status"), str) and document["status"].strip()
    if names_an_id(document) or UUID in json.dumps(document) or (has_state and document["status"] != "401"):
        assert outcome.kind != "refused", outcome


@given(STATUSES, VALUES | OBJECTS, HEADERS)
@settings(max_examples=300, deadline=None)
def test_a_refusal_has_no_id(status: int, document: Any, headers: dict[str, str]) -> None:
    """If an id can be found, the answer isn't a refusal, and an accepted task has exactly that id."""
    it = answer(status, document, headers)
    outcome = decide(it)
    if outcome.kind == "refused":
        assert find_task_id(it.body) is None
    assert (outcome.task is not None) == (outcome.kind == "accepted")
    if outcome.task is not None:
        assert 200 <= status < 300
        assert find_task_id(it.body) == outcome.task.text


@given(STATUSES, st.binary(max_size=60) | st.text(max_size=60).map(str.encode), HEADERS, st.booleans())
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_decided(status: int, body: bytes, headers: dict[str, str], broken: bool) -> None:
    """No answer makes the decision fail; incomplete answers are unknown, and refusals don't have an id."""
    it = Answer(status, headers, body, "it broke off" if broken else "")
    outcome = decide(it)
    if broken and body:
        assert outcome.kind == "unknown"
    if outcome.kind == "refused":
        assert find_task_id(body) is None


DOCUMENTED: Final = st.fixed_dictionaries(
    {
        "id": st.just(UUID) | VALUES,
        "object": st.just("video"),
        "created": st.just(1774836724) | VALUES,
        "model": st.just(PRO) | VALUES,
        "status": st.sampled_from(["queued", "processing"]) | VALUES,
    },
    optional={"error": VALUES, "data": VALUES},
)


@given(STATUSES | st.just(200), DOCUMENTED, st.sampled_from(["", "it broke off"]))
@settings(max_examples=300, deadline=None)
def test_the_documented_answer_is_decided_as_by_the_table(status: int, document: Any, broken: str) -> None:
    """It is recognised before the table is asked, with the same result."""
    it = Answer(status, {}, json.dumps(document).encode(), broken)
    assert decide(it) == by_table(it)


@given(st.sampled_from([200, 202]), OBJECTS)
@settings(max_examples=60, deadline=None)
def test_a_cut_success_keeps_its_money(status: int, document: Any) -> None:
    """However a success is cut, also where nobody knows that it is, no part of it is a task or free."""
    body = json.dumps(document).encode()
    for end in range(1, len(body)):
        assert decide(Answer(status, {}, body[:end])).kind == "unknown"
        assert decide(Answer(status, {}, body[:end], "it broke off")).kind == "unknown"


def test_each_row_of_the_table_is_used() -> None:
    """No row is dead: each one decides about one of these answers."""
    shown = [
        Answer(200, {}, b'{"id"', "it broke off"),
        answer(200, {"id": "t-9"}),
        answer(200, {"id": "t-9", "status": "failed"}),
        Answer(200, {}, b"<html>"),
        answer(400, {"plan": "t-9"}),
        answer(429, {}),
        answer(400, {}),
        answer(200, {"code": -1}),
        answer(200, {}),
        answer(500, {}),
    ]
    rows = [next(number for number, row in enumerate(TABLE) if row[0](facts(it))) for it in shown]
    assert rows == list(range(len(TABLE)))


def said(result: TaskState | SeedanceError) -> tuple[object, ...]:
    """What a user sees of a create, except for what differs from call to call."""
    if isinstance(result, TaskState):  # one client has tasks to await
        return TaskState, result.id
    return type(result).__name__, result.task_id, result.status, result.code, result.answer


@given(STATUSES, VALUES | OBJECTS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_both_clients_decide_alike(status: int, document: Any) -> None:
    """The same task or error, the same unit spent and one POST, from the synchronous and the asynchronous client."""
    sent: list[httpx.Request] = []

    def reply(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(status, json=document)

    transport, limits = httpx.MockTransport(reply), Limits(retry_budget=0)
    found: list[tuple[object, ...]] = []
    for kind in ("sync", "async"):
        with open_client(kind, base_url=BASE, transport=transport, limits=limits) as (client, finish):
            result = outcome(lambda: finish(client.create("x", model=PRO)))
            found.append((*said(result), client._guard.tasks))
    assert found[0] == found[1]
    assert found[0][-1] == int(isinstance(result, TaskState | OutcomeUnknown))
    assert len(sent) == 2
