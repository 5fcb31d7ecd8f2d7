"""Control endpoints (reset, state, clock, log), and the pages."""

import asyncio
import json
from typing import Any

import httpx
import pytest
from seedance_conformance.mock.api.app import MockApp
from seedance_conformance.mock.settings import Settings


@pytest.mark.parametrize("status", ["queued", "processing", "completed", "failed"])
def test_a_state_can_be_forced(mock: Any, status: str) -> None:
    """It counts at any time of the clock, and a failed task has the given reason."""
    task_id = mock.create().json()["id"]
    assert mock.control(f"tasks/{task_id}", {"status": status, "error": "out of credit"}).status_code == 200
    reason = "out of credit" if status == "failed" else None
    assert mock.query(task_id).json().items() >= {"status": status, "error": reason}.items()


def test_an_invalid_state_change_is_explained(mock: Any) -> None:
    """An unknown task answers 404, an unknown state 400 with the valid ones."""
    assert mock.control("tasks/nobody", {"status": "failed"}).status_code == 404
    answer = mock.control(f"tasks/{mock.create().json()['id']}", {"status": "done"})
    assert (answer.status_code, "completed" in answer.json()["error"]) == (400, True)


def test_the_clock_can_be_moved(mock: Any) -> None:
    """It can be advanced and set; invalid requests are refused."""
    task_id = mock.create().json()["id"]
    assert mock.control("clock", {"advance": 31}).json() == {"now": 1_800_000_031.0}
    assert mock.query(task_id).json()["status"] == "completed"
    assert mock.control("clock", {"set": 1_900_000_000}).json()["now"] == 1_900_000_000
    for nonsense in ({"advance": "x"}, {"set": True}, {"running": "no"}, ["set"]):
        assert mock.control("clock", nonsense).status_code == 400


def test_the_log_shows_calls_without_keys(mock: Any) -> None:
    """It shows requests and statuses, and a fingerprint that tells two keys apart."""
    mock.create(duration=99)
    mock.query("x", headers={"Authorization": "Bearer key-two"})
    text = httpx.get(mock.root + "/_mock/log", trust_env=False)
    first, second = text.json()["calls"]
    assert (first["operation"], first["status"], second["operation"], second["status"]) == ("create", 400, "query", 404)
    assert json.loads(first["body"])["duration"] == 99
    assert first["key"] != second["key"]
    assert "key-one" not in text.text


def controlled(method: str, path: str, address: str) -> httpx.Response:
    """The answer to a control request of a client with that IP address."""

    async def ask() -> httpx.Response:
        app = MockApp(Settings())
        transport = httpx.ASGITransport(app, client=(address, 1234))
        async with httpx.AsyncClient(transport=transport, base_url="http://mock") as client:
            answer = await client.request(method, f"/_mock/{path}", json={})
        await app.close()
        return answer

    return asyncio.run(ask())


@pytest.mark.parametrize("address", ["192.0.2.7", "2001:db8::7", "::ffff:192.0.2.7", "nobody"])
@pytest.mark.parametrize(("method", "path"), [("POST", "reset"), ("GET", "clock"), ("GET", "log"), ("POST", "tasks/x")])
def test_other_machines_have_no_control(method: str, path: str, address: str) -> None:
    """A control request from another machine is refused."""
    assert controlled(method, path, address).status_code == 403


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
def test_this_machine_has_control_by_both_families(address: str) -> None:
    """A mock that listens on `::` sees the address 127.0.0.1 as one of IPv6."""
    assert controlled("GET", "log", address).json() == {"calls": []}


@pytest.mark.parametrize("prefix", ["", "/kyyReactApiServer"])
@pytest.mark.parametrize("path", ["/", "/docs", "/docs/swagger-ui-bundle.js", "/openapi.json", "/openapi.yaml"])
def test_pages_are_at_the_root_and_below_the_prefix(mock: Any, prefix: str, path: str) -> None:
    """Start page, API page and document are there, and load nothing from other hosts."""
    answer = httpx.get(mock.root + prefix + path, trust_env=False)
    assert answer.status_code == 200
    assert not path.endswith("docs") or "://" not in answer.text


def test_the_document_points_at_this_mock(mock: Any) -> None:
    """The API page can therefore try each call."""
    document = httpx.get(mock.root + "/openapi.json", trust_env=False).json()
    assert document["openapi"].startswith("3.1")
    assert document["servers"][0]["url"] == "/kyyReactApiServer"
    shown = httpx.get(mock.root + "/docs/openapi.json", trust_env=False).json()
    assert shown["openapi"] == "3.0.3"
    assert shown["paths"].keys() == document["paths"].keys()


def test_results_work_through_a_forwarded_port(mock: Any) -> None:
    """A result's address has the host that the caller used, unless that is invalid."""
    task_id = mock.finished()["id"]
    forwarded = mock.query(task_id, headers={"Host": "mock.internal:9000"}).json()["video_url"]
    assert forwarded.startswith("http://mock.internal:9000/kyyReactApiServer/results/")
    odd = mock.query(task_id, headers={"Host": 'x"><script>'}).json()["video_url"]
    assert odd.startswith(mock.server.base_url)
