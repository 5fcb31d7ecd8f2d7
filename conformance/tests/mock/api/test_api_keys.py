"""API keys: who has access; keys are never shown."""

from typing import Any

import httpx
import pytest
from tests.mock.conftest import Start

CALLS = [
    ("POST", "/v1/kyyvideo2/videos"),
    ("GET", "/v1/result/x"),
    ("POST", "/kyyVideo2/asset/upload"),
    ("GET", "/kyyVideo2/asset/x"),
    ("DELETE", "/kyyVideo2/asset/x"),
]
BAD = {
    "missing": ("", "RB-KEY-MISSING"),
    "empty": ("Bearer", "RB-KEY-EMPTY"),
    "no scheme": ("key-one", "RB-KEY-MALFORMED"),
    "two keys": ("Bearer key-one key-two", "RB-KEY-MALFORMED"),
    "a list": ("Bearer key-one,key-two", "RB-KEY-MALFORMED"),
    "wrong scheme": ("Basic key-one", "RB-KEY-SCHEME"),
    "prefix": ("Bearer key-on", "RB-KEY-UNKNOWN"),
    "extension": ("Bearer key-one1", "RB-KEY-UNKNOWN"),
    "other case": ("Bearer KEY-ONE", "RB-KEY-UNKNOWN"),
    "unknown": ("Bearer nobody", "RB-KEY-UNKNOWN"),
    "two headers": ("Bearer key-one\nBearer key-two", "RB-KEY-MALFORMED"),
}
"""The lines of Authorization, and the rule that they break."""


@pytest.mark.parametrize(("method", "path"), CALLS)
@pytest.mark.parametrize("case", BAD)
def test_bad_keys_are_refused_on_every_endpoint(mock: Any, method: str, path: str, case: str) -> None:
    """Each endpoint answers HTTP 401 before it looks at anything else, and never repeats the header."""
    lines, rule = BAD[case]
    headers = [("Authorization", line) for line in lines.splitlines()]
    answer = httpx.request(method, mock.server.base_url + path, headers=headers, json={}, trust_env=False)
    assert (answer.status_code, mock.rules(answer)) == (401, [rule])
    assert "key-on" not in answer.text.lower()


def test_any_key_is_accepted_if_none_is_set(start: Start) -> None:
    """Each key is a separate owner; an empty one is still refused."""
    mock = start(api_keys=())
    task_id = mock.create().json()["id"]
    assert mock.query(task_id).status_code == 200
    assert mock.query(task_id, headers={"Authorization": "Bearer other"}).status_code == 404
    assert mock.query(task_id, headers={"Authorization": "Bearer"}).status_code == 401


@pytest.mark.parametrize(
    ("choice", "value", "header", "status"),
    [
        ("auth-style", "401", "Bearer nobody", 401),
        ("auth-style", "403", "Bearer nobody", 403),
        ("auth-style", "200-204", "Bearer nobody", 200),
        ("bearer-case", "any", "bearer key-one", 404),
        ("bearer-case", "exact", "bearer key-one", 401),
    ],
)
def test_the_answer_to_a_bad_key_is_a_choice(start: Start, choice: str, value: str, header: str, status: int) -> None:
    """So is whether Bearer may be in lower case, as HTTP demands."""
    answer = start(choices={choice: value}).query("x", headers={"Authorization": header})
    assert answer.status_code == status
    assert status != 200 or answer.json()["code"] == "204"
