"""A server that counts what it bills, and answers in the doubtful ways: the budget holds, and nobody pays twice."""

import json
from contextlib import suppress
from itertools import chain, cycle
from typing import Any, Final

import httpx
import pytest
from attrs import evolve
from seedance_client import DuplicateRequest, Limits, OutcomeUnknown, Seedance, SeedanceError
from seedance_client._sdk.create.explained.said import Said
from seedance_client._sdk.create.outcome import decide
from seedance_client._sdk.create.send import PATH
from seedance_client._sdk.transport.effects import Answer
from seedance_conformance.cases.bodies import CONTROLS
from seedance_conformance.mock.server import MockServer
from seedance_conformance.transport.answers.billing import charge
from seedance_conformance.transport.errors import BudgetSpent, RateLimited
from seedance_conformance.transport.spending.budget import Budget
from seedance_conformance.transport.spending.refusal_check import RefusalCheck
from seedance_conformance.transport.target import Target
from tests.conftest import Scripted
from tests.create_answers import WORDED, CreateAnswer
from tests.docs.pages import ROOT
from tests.transport.answers.test_answer import answer

TASK: Final = b'{"id": "video_1", "object": "video", "status": "queued"}'
DOUBTFUL: Final = [one for one in WORDED if one.verdict == "unknown"]
REFUSED: Final = [one for one in WORDED if one.verdict == "refused" and one.status not in (429, 503)]


def answer_of(one: CreateAnswer) -> tuple[int, dict[str, str], bytes]:
    """The answer as it is sent; a busy service asks for no pause."""
    kept = {name: value for name, value in one.headers.items() if name not in ("content-length", "connection", "date")}
    return one.status, kept | ({"Retry-After": "0"} if one.status in (429, 503) else {}), one.content


def billed_by_the_suite(scripted: Scripted, answers: list[CreateAnswer], budget: int) -> int:
    """How many creates a server bills that accepts the first, and then gives these answers, over and over."""
    replies = chain([(200, {}, TASK)], cycle(map(answer_of, answers)))
    scripted.answer = lambda *_: next(replies)
    target = Target(scripted.base_url, "sk-0123456789", budget=Budget(budget, trust_refusals=False))
    target.before_billed = RefusalCheck(target, CONTROLS)
    scripted.seen.clear()
    try:
        for number in range(budget + 5):
            with suppress(BudgetSpent, RateLimited):
                target.create({"model": "seedance_2_0_pro", "prompt": f"case {number}"})
    finally:
        target.close()
    return len(scripted.seen)


@pytest.mark.parametrize("budget", [1, 3])
@pytest.mark.parametrize("number", range(8))
def test_a_budget_holds_after_the_first_acceptance(scripted: Scripted, number: int, budget: int) -> None:
    """A server that bills every create in one of these ways bills as many as the budget has."""
    one = DOUBTFUL[number * len(DOUBTFUL) // 8]
    assert billed_by_the_suite(scripted, [one], budget) == budget


def test_each_doubtful_answer_keeps_its_unit(scripted: Scripted) -> None:
    """With as many units as answers, none is left for one more."""
    assert billed_by_the_suite(scripted, DOUBTFUL, 1 + len(DOUBTFUL)) == 1 + len(DOUBTFUL)


def test_real_refusals_leave_the_budget_alone(scripted: Scripted) -> None:
    """After the first acceptance all are sent, within a budget of one more."""
    assert billed_by_the_suite(scripted, REFUSED, 2) == 7


@pytest.mark.parametrize(
    "options",
    [{"error_style": "nested"}, {"error_style": "flat"}, {"error_style": "in-band"}, {"gateway_shape": "record"}],
)
def test_each_refusal_of_the_mock_is_certain(options: dict[str, Any]) -> None:
    """In each style, for both readings: bodies that break one rule, a wrong key, and what isn't JSON."""
    doubtful: list[object] = []
    vectors = json.loads((ROOT / "openapi" / "vectors" / "reject.json").read_text("utf-8"))
    bodies = [json.dumps(vector["body"]).encode() for vector in vectors]
    with MockServer(api_keys=["key-one"], **options) as mock, httpx.Client() as http:
        url = f"{mock.base_url}{PATH}"
        for number, body in enumerate((*bodies, b"{", b"[]", b"", b"\xff", b"{}")):
            key = "key-two" if body == b"{}" else "key-one"
            got = http.post(url, content=body, headers={"Authorization": f"Bearer {key}"})
            said = Said(body, httpx.URL(url).path)
            client = decide(Answer(got.status_code, got.headers, got.content), said).kind
            asked = evolve(answer(got.status_code, got.content), request_body=body, url=url, headers=dict(got.headers))
            if (client, charge(asked).value) != ("refused", "refused"):
                doubtful.append((number, body[:200], got.content[:200], client, charge(asked)))
    assert doubtful == []


@pytest.mark.parametrize("style", ["nested", "flat", "in-band"])
def test_the_mock_refuses_other_routes_with_certainty(style: Any) -> None:
    """A POST to a path that doesn't create costs the suite no unit."""
    with MockServer(api_keys=["key-one"], error_style=style) as mock, httpx.Client() as http:
        for path in ("/v1/kyyvideo2", "/v1/kyyvideo2/video", "/v1/kyyvideo2/videos/new", "/v1/result"):
            url = f"{mock.base_url}{path}"
            got = http.post(url, json={"prompt": "x"}, headers={"Authorization": "Bearer key-one"})
            asked = evolve(answer(got.status_code, got.content), url=url, headers=dict(got.headers))
            assert charge(asked).value == "refused", got.text


def test_two_creates_are_billed_once() -> None:
    """The first says that the outcome is unknown, the second isn't sent, and the unit stays spent."""
    sent: list[httpx.Request] = []
    wrong: list[object] = []

    def reply(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        status, headers, content = answer_of(one)
        return httpx.Response(status, headers=headers, content=content)

    options: dict[str, Any] = {"base_url": "https://api.example.com", "limits": Limits(retry_budget=3)}
    with Seedance("sk-0123456789", transport=httpx.MockTransport(reply), **options) as client:
        for number, one in enumerate(DOUBTFUL):
            for expected in (OutcomeUnknown, DuplicateRequest):
                try:
                    client.create(f"fox {number}", model="seedance_2_0_pro")
                except SeedanceError as error:
                    wrong += [] if isinstance(error, expected) else [(one.content[:90], repr(error)[:90])]
        assert client._guard.tasks == len(DOUBTFUL)
    assert wrong == []
    assert len(sent) == len(DOUBTFUL)
