"""Results as on some gateways: late, only with the key, or with an odd Content-Encoding."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from seedance_conformance.mock.settings import LAG_STATUSES


def finished(mock: Any) -> str:
    """The address of a result whose task has just completed."""
    task_id = mock.create().json()["id"]
    mock.clock.advance(30)
    answer = mock.query(task_id).json()
    assert answer["status"] == "completed"
    address: str = answer["video_url"]
    return address


def fetch(address: str, **headers: str) -> httpx.Response:
    """The raw answer of a result's address."""
    with (
        httpx.Client(trust_env=False) as client,
        client.stream("GET", address, headers=headers) as answer,
    ):
        content = b"".join(answer.iter_raw())
    return httpx.Response(answer.status_code, headers={"x-label": repr(answer.headers)}, content=content)


@pytest.mark.parametrize("status", LAG_STATUSES)
def test_a_result_can_lag_behind_its_task(start: Callable[..., Any], status: int) -> None:
    """For some seconds of the mock's clock, it answers any of the known statuses."""
    mock = start(result_lag=5.0, result_lag_status=status)
    address = finished(mock)
    seen = []
    for seconds in (0, 4.9, 0.2):
        mock.clock.advance(seconds)
        seen.append(fetch(address).status_code)
    assert seen == [status, status, 200]


def test_a_result_can_need_the_key(start: Callable[..., Any]) -> None:
    """Only the key of the task's owner opens it."""
    address = finished(start(result_key=True))
    keys: tuple[dict[str, str], ...] = (
        {},
        {"authorization": "Bearer key-two"},
        {"authorization": "nonsense"},
        {"authorization": "Bearer key-one"},
    )
    assert [fetch(address, **key).status_code for key in keys] == [401, 403, 403, 200]


@pytest.mark.parametrize("word", ["", "aws-chunked", "UTF-8", "Identity", "gzip"])
def test_a_result_can_have_an_odd_content_encoding(start: Callable[..., Any], word: str) -> None:
    """The bytes are still those of the video."""
    address = finished(start(result_encoding=word))
    answer = fetch(address)
    assert answer.content[4:8] == b"ftyp"
    assert f"'content-encoding': '{word}'" in answer.headers["x-label"]
