"""The budget is never exceeded, and the ledger is written first."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest
from seedance_conformance.transport.errors import BudgetSpent, RateLimited
from seedance_conformance.transport.paths import CREATE_PATH, UPLOAD_PATH
from seedance_conformance.transport.spending.budget import Budget
from seedance_conformance.transport.target import Target
from tests.conftest import Answer, Scripted
from tests.transport.conftest import KEY, Connect
from tests.transport.connection.test_rate_limit import paced

ACCEPTED: Answer = (200, {}, b'{"id": "video_1", "status": "queued"}')


class Ledger(list[dict[str, Any]]):
    """The entries of a ledger."""

    @property
    def words(self) -> list[str]:
        """The kinds of the entries."""
        return [f"{entry['event']} {entry['send']}" for entry in self]


def create(scripted: Scripted, *answers: Answer | None, limit: int | None = None) -> tuple[Ledger, Target]:
    """Send a create for each answer."""
    scripted.will_say(*answers)
    ledger = Ledger()
    target = Target(scripted.base_url, KEY, budget=Budget(limit, ledger.append))
    for _ in answers:
        target.create({})
    target.close()
    return ledger, target


def test_the_ledger_knows_of_a_create_before_the_server_does(scripted: Scripted, connect: Connect) -> None:
    """The reservation is written before the request is sent, and names the case."""
    scripted.will_say(ACCEPTED, (400, {}, b"{}"))
    ledger = Ledger()
    target = connect(budget=Budget(None, lambda entry: ledger.append({**entry, "seen": len(scripted.seen)})))
    target.create({})
    target.create({})
    assert ledger.words == ["reserved 1", "accepted 1", "reserved 2", "released 2"]
    assert [entry["seen"] for entry in ledger] == [0, 1, 1, 2]
    assert ledger[0]["case"] == "run"
    assert (ledger[1]["task"], ledger[1]["key"]) == ("video_1", "first")


def test_an_id_is_in_the_ledger_before_anything_else_happens(scripted: Scripted, connect: Connect) -> None:
    """A listener of exchanges may fail or be killed: the id is already in the ledger."""
    ledger = Ledger()
    scripted.answer = lambda *_: ACCEPTED
    known: list[list[str]] = []
    target = connect(budget=Budget(1, ledger.append))
    target.on_exchange = lambda exchange: known.append(ledger.words)
    target.create({})
    assert known == [["reserved 1", "accepted 1"]]


@pytest.mark.parametrize(
    "answer",
    [
        None,
        *((status, {}, b"oops") for status in (408, 409, 425, 499, 500, 501, 503)),
        *((status, {}, b"") for status in (200, 201, 202, 204)),
        (200, {}, b"<html>"),
        (302, {"Location": "/"}, b""),
    ],
)
def test_what_is_unclear_stays_spent(scripted: Scripted, answer: Answer | None) -> None:
    """Without a certain refusal there may be a billed task, so it isn't sent again."""
    ledger, target = create(scripted, answer, limit=1)
    assert ledger.words == ["reserved 1"]
    assert target.budget.spent == len(scripted.seen) == 1
    with pytest.raises(BudgetSpent, match="budget of 1"):
        target.create({})


def test_an_id_is_saved_from_a_broken_answer(scripted: Scripted) -> None:
    """Cut JSON may name a billed task."""
    ledger, _ = create(scripted, (200, {}, b'{"id": "video_7", "object": "vid'), (502, {}, b'{"data": {"id": 12}'))
    assert [entry.get("task") for entry in ledger] == [None, "video_7", None, "12"]


def test_an_id_is_saved_from_an_incomplete_answer(scripted: Scripted) -> None:
    """The connection is lost after the id arrived."""
    ledger, target = create(scripted, (200, {"Content-Length": "500"}, b'{"id": "video_8", "status": "que'))
    assert [entry.get("task") for entry in ledger] == [None, "video_8"]
    assert (target.log[0].failure, target.log[0].status) == ("dropped", None)


def test_the_ledger_separates_accepted_maybe_billed_and_refused(scripted: Scripted, connect: Connect) -> None:
    """An id in a refusal is `named`, and a release has its reason."""
    named: list[Answer] = [(400, {}, b'{"id": "video_2"}'), (200, {}, b'{"id": "video_3", "status": "failed"}')]
    ledger, target = create(scripted, ACCEPTED, *named, ACCEPTED)
    assert ledger.words[1::2] == ["accepted 1", "named 2", "named 3", "accepted 4"]
    assert target.budget.spent == 4
    scripted.will_say((429, {}, b"{}"), (503, {"Retry-After": "5"}, b""), (400, {}, b""))
    target = connect(budget=Budget(1, ledger.append), rate_limiter=paced(1000)[0])
    target.create({})
    why = [entry["why"] for entry in ledger if entry["event"] == "released"]
    assert why == ["rate-limited", "rate-limited", "refused"]


@pytest.mark.parametrize(("status", "headers"), [(429, {"Retry-After": "0"}), (429, {}), (503, {"Retry-After": "0"})])
def test_a_rate_limit_answer_that_names_a_task_is_not_retried(
    scripted: Scripted, connect: Connect, status: int, headers: dict[str, str]
) -> None:
    """It may be billed, so its unit is spent, and the case has no verdict."""
    scripted.answer = lambda *_: (status, headers, b'{"error": "slow down", "task_id": "t-1"}')
    ledger = Ledger()
    target = connect(budget=Budget(1, ledger.append), retry_seconds=30)
    with pytest.raises(RateLimited, match="may be billed, so it isn't sent again"):
        target.create({})
    with pytest.raises(BudgetSpent):
        target.create({})
    assert (len(scripted.seen), ledger.words) == (1, ["reserved 1", "named 1"])


def test_a_refusal_is_logged_before_its_unit_is_released(scripted: Scripted, connect: Connect) -> None:
    """Otherwise, after a kill, a released unit without an answer would look like an unsent request."""
    scripted.answer = lambda *_: (400, {}, b"{}")
    told: list[str] = []
    budget = Budget(1, lambda entry: told.append(entry["event"]))
    target = connect(budget=budget, on_exchange=lambda one: told.append(str(one.status)))
    target.create({})
    assert told == ["reserved", "400", "released"]


@pytest.mark.parametrize(
    ("method", "status"), [*(("POST", status) for status in (400, 401, 405, 422, 429)), ("PUT", 405), ("PUT", 501)]
)
def test_a_refusal_is_released(scripted: Scripted, connect: Connect, method: str, status: int) -> None:
    """A plain 4xx and an unknown method start nothing."""
    scripted.answer = lambda *_: (status, {}, b"{}") if len(scripted.seen) == 1 else ACCEPTED
    target = connect(budget=Budget(1), retry_seconds=30)
    target.send(method, CREATE_PATH, operation="create", content=b"{}")
    spent = target.budget.spent
    assert spent == (1 if status == 429 else 0)


@pytest.mark.parametrize(
    ("method", "path", "content", "counts"),
    [
        ("PUT", CREATE_PATH, b"{}", True),
        ("DELETE", CREATE_PATH, None, True),
        ("GET", CREATE_PATH, b"{}", True),
        ("POST", "/v1/kyyvideo2/video", b"{}", True),
        ("POST", "/v1/result/video_1", None, True),
        ("GET", CREATE_PATH, None, False),
        ("GET", "/v1/result/video_1", None, False),
        ("POST", UPLOAD_PATH, b"{}", False),
    ],
)
def test_every_request_that_could_start_a_task_is_counted(
    scripted: Scripted, connect: Connect, method: str, path: str, content: bytes | None, counts: bool
) -> None:
    """A careless server may accept a body at any path and method; uploads and queries are free."""
    scripted.answer = lambda *_: ACCEPTED
    target = connect(budget=Budget(1))
    target.send(method, path, content=content)
    assert target.budget.spent == counts


def test_a_get_that_could_start_a_task_is_sent_once(scripted: Scripted, connect: Connect) -> None:
    """It isn't repeated on a stale connection, although it is a GET."""
    scripted.answer = lambda *_: None
    target = connect()
    target.send("GET", CREATE_PATH, content=b"{}")
    assert len(scripted.seen) == 1


@pytest.mark.parametrize("limit", [0, 1, 2, 3, 7, 25])
@pytest.mark.parametrize("manner", ["accepts", "refuses", "drops", "mixed"])
def test_parallel_creates_never_overshoot(scripted: Scripted, connect: Connect, limit: int, manner: str) -> None:
    """For any limit and target, the target accepts no more creates than the budget allows."""
    taken = 0
    lock = threading.Lock()

    def answer(method: str, path: str, body: bytes) -> Answer | None:
        nonlocal taken
        number = int(json.loads(body)["n"])
        kind = ("accepts", "refuses", "drops")[number % 3] if manner == "mixed" else manner
        with lock:
            taken += kind != "refuses"
        return {"accepts": ACCEPTED, "refuses": (400, {}, b"{}"), "drops": None}[kind]

    scripted.answer = answer
    target = connect(budget=Budget(limit))

    def send(number: int) -> None:
        with suppress(BudgetSpent):
            target.create({"n": number})

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(send, range(60)))
    assert taken == target.budget.spent <= limit
    assert manner in ("refuses", "mixed") or taken == limit
