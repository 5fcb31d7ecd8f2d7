"""Refusals in three styles, for invalid bodies and methods: always an answer, never a task id or a server error."""

from typing import Any

import httpx
import pytest
from tests.mock.conftest import PROMPT_ONLY, Start

JSON = {"Content-Type": "Application/JSON; charset=utf-8"}
"""With a parameter, which it may have (RB-CHARSET)."""
PATH = "/v1/kyyvideo2/videos"


def test_nested_style(mock: Any) -> None:
    """The answer is HTTP 400 with an error object, as from the vendor, and lists every problem."""
    answer = mock.create(duration=99, aspect_ratio="2:1")
    assert answer.status_code == 400
    assert answer.json()["error"].items() >= {"code": "InvalidParameter", "param": "duration"}.items()
    assert mock.rules(answer) == ["CR-DUR-MAX", "CR-RATIO-ENUM"]
    assert "id" not in answer.json()


def test_flat_style(start: Start) -> None:
    """The answer is HTTP 400 with code, msg and data null."""
    answer = start(error_style="flat").create(duration=99)
    assert answer.status_code == 400
    assert answer.json().items() >= {"code": 400, "data": None}.items()
    assert "CR-DUR-MAX" in answer.json()["msg"]


def test_in_band_style(start: Start) -> None:
    """The answer is HTTP 200 with a string code, also for a bad key and an unknown task."""
    mock = start(error_style="in-band")
    stranger = mock.query("x", headers={"Authorization": "Bearer nobody"})
    answers = (mock.create(duration=99), stranger, mock.query("x"))
    assert [answer.status_code for answer in answers] == [200] * 3
    assert [answer.json()["code"] for answer in answers] == ["422", "204", "404"]


INVALID_BODIES = {
    "RB-BODY-EMPTY": [b"", b" \n"],
    "RB-BODY-MALFORMED": [
        *(b"{", b'{"model":"seedance_2_0_pro","prompt":"x",}'),
        *(b'{"duration":NaN}', b'{"duration":1e999}', b'{"prompt":"\\ud800"}'),
    ],
    "RB-BODY-ARRAY": [b"[]", b'"text"', b"null", b"7"],
    "RB-BODY-UTF8": [b'{"prompt":"\xff"}'],
    "RB-BODY-DEEP": [b"[" * 100_000 + b"]" * 100_000, b'{"a":' * 5_000 + b"1" + b"}" * 5_000],
}


@pytest.mark.parametrize(
    ("rule", "body"),
    [(rule, body) for rule, bodies in INVALID_BODIES.items() for body in bodies],
    ids=lambda value: value if isinstance(value, str) else "",
)
@pytest.mark.parametrize("path", [PATH, "/kyyVideo2/asset/upload"])
def test_invalid_bodies_are_refused(mock: Any, path: str, rule: str, body: bytes) -> None:
    """The answer names the rule that the body breaks, and no task starts."""
    before = mock.next_key()
    answer = mock.client.post(path, content=body, headers=JSON)
    assert (answer.status_code, mock.rules(answer)) == (400, [rule])
    assert mock.next_key() == before + 1


@pytest.mark.parametrize(
    "body",
    [
        b'{"model":"seedance_2_0_pro","prompt":"a\\u0000b"}',
        '{"model":"seedance_2_0_pro","prompt":"🎬 مرحبا"}'.encode(),
        b'{"model":"x","model":"seedance_2_0_pro","prompt":"x"}',
        b'{"model":"seedance_2_0_pro","prompt":"' + b"x" * 3_000_000 + b'"}',
    ],
    ids=["nul", "emoji", "duplicate key", "long prompt"],
)
def test_unusual_texts_are_accepted(mock: Any, body: bytes) -> None:
    """Any Unicode text is a valid prompt."""
    assert mock.client.post(PATH, content=body, headers=JSON).status_code == 200


def test_a_deeply_nested_value_can_be_shown(mock: Any) -> None:
    """The answer repeats a wrong value that is nested almost too deeply."""
    body = b'{"model":"seedance_2_0_pro","prompt":' + b"[" * 900 + b"]" * 900 + b"}"
    answer = mock.client.post(PATH, content=body, headers=JSON)
    assert mock.rules(answer) == ["CR-PROMPT-TYPE"]


def test_a_too_large_body_is_read_and_refused(mock: Any) -> None:
    """Above 64 MiB the answer is 413, and the connection stays open while the client sends."""
    piece = b"x" * (1 << 20)
    answer = mock.client.post(PATH, content=(piece for _ in range(66)), headers=JSON)
    assert (answer.status_code, mock.rules(answer)) == (413, ["RB-BODY-HUGE"])


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_other_content_types_are_refused(start: Start, media_type: str) -> None:
    """A choice accepts them."""
    headers = {"Content-Type": media_type}
    refused = start().client.post(PATH, json=PROMPT_ONLY, headers=headers)
    assert (refused.status_code, refused.json()["problems"][0]["rule"]) == (415, "EP-CT-JSON")
    tolerant = start(choices={"content-type": "accepted"})
    assert tolerant.client.post(PATH, json=PROMPT_ONLY, headers=headers).status_code == 200


@pytest.mark.parametrize("status", ["405", "404", "501"])
def test_a_wrong_method_does_nothing(start: Start, status: str) -> None:
    """With any status, no task is made and no asset is deleted."""
    mock = start(choices={"wrong-method": status})
    asset_id, before = mock.active_asset(), mock.next_key()
    calls = [("PUT", PATH), ("GET", PATH), ("POST", "/v1/result/x"), ("PUT", "/kyyVideo2/asset/upload")]
    for method, path in [*calls, ("POST", f"/kyyVideo2/asset/{asset_id}")]:
        assert mock.client.request(method, path, json=PROMPT_ONLY).status_code == int(status)
    assert mock.next_key() == before + 1
    assert mock.asset(asset_id).status_code == 200


def test_unknown_routes_are_answered_in_json(mock: Any) -> None:
    """The answer is JSON below the prefix and outside of it."""
    for url in (mock.server.base_url + "/v1/models", mock.root + "/v1/result/x", mock.root + "/nothing"):
        answer = httpx.get(url, trust_env=False)
        assert answer.status_code == 404
        assert "No handler found for GET" in answer.json()["error"]["message"]


@pytest.mark.parametrize(("choice", "status"), [({"refusal-status": "422"}, 422), ({"refused-create": "failed"}, 200)])
def test_the_form_of_a_refused_create_is_a_choice(start: Start, choice: dict[str, str], status: int) -> None:
    """It has another status, or HTTP 200 with status failed, and never an id."""
    answer = start(choices=choice).create(duration=99)
    assert answer.status_code == status
    assert "id" not in answer.json()


def test_reporting_only_the_first_problem_is_a_choice(start: Start) -> None:
    """A server may stop at the first broken rule."""
    mock = start(choices={"check-order": "first"})
    assert mock.rules(mock.create(duration=99, aspect_ratio="2:1")) == ["CR-DUR-MAX"]


def test_a_rate_limit_is_a_choice(start: Start) -> None:
    """Every 100th call answers 429 with Retry-After."""
    mock = start(choices={"rate-limit": "429"})
    answers = [mock.query("x") for _ in range(100)]
    assert [answer.status_code for answer in answers].count(429) == 1
    assert answers[99].headers["retry-after"] == "1"


def test_an_answer_lists_a_hundred_problems(mock: Any) -> None:
    """A body with 100,000 wrong references has as many problems, and isn't answered by megabytes."""
    answer = mock.create(referenceImages=list(range(1000)))
    assert answer.status_code == 400
    assert len(answer.json()["problems"]) == 100
