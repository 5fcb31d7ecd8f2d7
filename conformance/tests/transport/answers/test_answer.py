"""Accepted, refused or neither: how answers are read for verdicts."""

import json
from typing import Any

import pytest
from attrs import evolve
from seedance_conformance.transport.answers.answer import (
    Outcome,
    asset_id,
    call_outcome,
    create_outcome,
    describe,
    is_login_failure,
    maybe_accepted,
    task_id,
    task_status,
)
from seedance_conformance.transport.answers.billing import Charge, charge
from seedance_conformance.transport.exchange import Exchange
from tests.answer_shapes import ACCEPTED

TASK = {"id": "video_1", "object": "video", "status": "queued", "error": None}


def answer(status: int | None, document: Any, operation: str = "create", failure: str | None = None) -> Exchange:
    """An exchange with this answer; bytes are used unchanged."""
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    url = "http://127.0.0.1/"
    exchange = Exchange(1, "t", operation, "first", None, "POST", url, {}, b"", sent=0.0, seconds=0.0, status=status)
    return evolve(exchange, body=body, failure=failure)


@pytest.mark.parametrize(
    ("status", "document", "outcome"),
    [
        (200, TASK, Outcome.ACCEPTED),
        (201, {"code": 0, "data": TASK}, Outcome.ACCEPTED),
        (200, {**TASK, "code": 200}, Outcome.ACCEPTED),
        (400, {"error": {"message": "no"}}, Outcome.REFUSED),
        (404, b"<html>", Outcome.REFUSED),
        (200, {"code": "204", "msg": "login"}, Outcome.REFUSED),
        (200, {"code": 1001, "msg": "no", "data": None}, Outcome.REFUSED),
        (200, {"error": "no"}, Outcome.REFUSED),
        (200, {**TASK, "status": "failed"}, Outcome.REFUSED),
        (200, {"status": "failed", "error": "no"}, Outcome.REFUSED),
        (200, {"code": 0, "msg": "fine", "data": None}, Outcome.UNCLEAR),
        (200, {"code": "0"}, Outcome.UNCLEAR),
        (200, {}, Outcome.UNCLEAR),
        (200, {**TASK, "id": ""}, Outcome.UNCLEAR),
        (200, {**TASK, "id": None}, Outcome.UNCLEAR),
        (200, b"<html>", Outcome.UNCLEAR),
        (302, TASK, Outcome.UNCLEAR),
        (500, {"error": "no"}, Outcome.UNCLEAR),
        (None, b"", Outcome.UNCLEAR),
    ],
)
def test_create_answers_are_read_as_documented(status: int | None, document: Any, outcome: Outcome) -> None:
    """Refusals are 4xx, a 2xx that says no without an id, and an immediate failure (docs/design.md#refused)."""
    assert create_outcome(answer(status, document)) is outcome


@pytest.mark.parametrize("name", ACCEPTED)
def test_a_create_in_the_shape_of_a_gateway_is_accepted(name: str) -> None:
    """Its id may have any place; without an id it is unclear, but maybe accepted."""
    exchange = answer(200, ACCEPTED[name].body)
    outcomes = {"nothing known": Outcome.UNCLEAR, "failed with an id": Outcome.REFUSED}
    assert create_outcome(exchange) is outcomes.get(name, Outcome.ACCEPTED)
    assert maybe_accepted(exchange) is (name != "failed with an id")
    assert task_id(exchange) == ACCEPTED[name].task_id


@pytest.mark.parametrize(
    ("document", "outcome"),
    [
        ({"code": 200, "msg": "success", "data": None}, Outcome.UNCLEAR),
        ({"code": 1000, "msg": "ok", "data": "task_1"}, Outcome.ACCEPTED),
        ({"code": 1000, "message": "ok", "data": None}, Outcome.UNCLEAR),
        ({"code": 200, "message": "ok", "data": "Success"}, Outcome.UNCLEAR),
        ({"code": 500, "msg": "busy", "data": {"task_id": "t-1"}}, Outcome.ACCEPTED),
        ({"code": 1, "msg": "duration: 4 to 15", "data": None}, Outcome.REFUSED),
        ({"code": 40001, "msg": "no", "data": "duration"}, Outcome.REFUSED),
        ({"code": 1001, "msg": "no", "data": "duration"}, Outcome.REFUSED),
        ({"code": "Input.Sensitive", "msg": "no", "data": "x1"}, Outcome.REFUSED),
        ({"error": "no", "request_id": "r-1"}, Outcome.REFUSED),
        ({"code": "204", "msg": "log in", "request_id": "r-1"}, Outcome.REFUSED),
        ({"error": {"id": "e-1", "message": "no"}}, Outcome.REFUSED),
        ({"data": {"id": "video_1", "status": "failed"}}, Outcome.REFUSED),
        ({"data": {"data": {"id": "video_1", "status": "failed"}}}, Outcome.REFUSED),
        ({"status": "failed", "data": {"id": "video_1"}}, Outcome.REFUSED),
    ],
)
def test_a_verdict_may_guess(document: Any, outcome: Outcome) -> None:
    """Without a clear id in a 2xx answer, its code, error and message decide."""
    assert create_outcome(answer(200, document)) is outcome


def test_a_list_of_tasks_starts_none() -> None:
    """Some services list tasks at the path of create; a GET there starts none."""
    listed = evolve(answer(200, {"code": 0, "data": [{"id": "t-1"}]}), method="GET")
    assert task_id(listed) is None
    assert charge(listed) is Charge.UNKNOWN


@pytest.mark.parametrize("operation", ["query", "other"])
def test_only_creates_are_read_in_gateway_shapes(operation: str) -> None:
    """Other answers have a task only in its documented place."""
    assert task_id(answer(200, {"code": 200, "data": {"taskId": "t-1"}}, operation)) is None
    assert task_id(answer(200, {"data": {"id": "t-1"}}, operation)) == "t-1"


@pytest.mark.parametrize(
    ("operation", "status", "document", "outcome"),
    [
        ("query", 200, TASK, Outcome.ACCEPTED),
        ("query", 200, {**TASK, "status": "failed", "error": "why"}, Outcome.ACCEPTED),
        ("query", 200, {"code": 404, "msg": "gone"}, Outcome.REFUSED),
        ("query", 200, {}, Outcome.UNCLEAR),
        ("query", 200, b"null", Outcome.UNCLEAR),
        ("upload", 200, {"code": 0, "msg": None, "data": {"assetId": "a"}}, Outcome.ACCEPTED),
        ("upload", 200, {"code": 1001, "msg": "no", "data": None}, Outcome.REFUSED),
        ("detail", 200, {"code": 0, "data": {"assetId": "a", "status": "Active"}}, Outcome.ACCEPTED),
        ("detail", 200, {"assetId": "a", "status": "Active"}, Outcome.ACCEPTED),
        ("detail", 200, {"code": -1, "msg": "not found", "data": None}, Outcome.REFUSED),
        ("delete", 200, {"code": "0", "msg": "success", "data": None}, Outcome.ACCEPTED),
        ("delete", 200, {"code": "-1", "msg": "not found", "data": None}, Outcome.REFUSED),
        ("delete", 204, b"", Outcome.ACCEPTED),
        ("delete", 500, b"", Outcome.UNCLEAR),
    ],
)
def test_other_operations_are_read_the_same_way(operation: str, status: int, document: Any, outcome: Outcome) -> None:
    """A result means success; a non-zero code or an error without a result means refusal."""
    assert call_outcome(answer(status, document, operation)) is outcome


def test_ids_and_status_are_read_through_wrappers() -> None:
    """Wrappers and numbers are read; rules judge whether they are allowed."""
    assert task_id(answer(200, {"data": {"id": 7, "status": "Queued"}})) == "7"
    assert task_id(answer(200, {"id": True})) is None
    assert task_status(answer(200, {"data": {"id": 7, "status": "Queued"}})) == "queued"
    assert asset_id(answer(200, {"code": 0, "data": {"assetId": "asset-1"}}, "upload")) == "asset-1"


def test_a_login_failure_is_known_in_each_form() -> None:
    """401, 403 and code 204 in a 200 answer concern the key; a missing task doesn't."""
    assert is_login_failure(answer(401, {}))
    assert is_login_failure(answer(200, {"code": "204", "msg": "login"}))
    assert not is_login_failure(answer(404, {}))
    assert not is_login_failure(answer(200, {"code": -1}))


def test_an_answer_is_described_in_one_short_line() -> None:
    """Notes have the status and the beginning of the body, or the failure."""
    assert describe(answer(400, b"a\n b")) == "HTTP 400: a b"
    assert len(describe(answer(400, b"x" * 5000))) < 200
    assert describe(answer(None, b"", failure="timeout")) == "no answer within the time limit"
    assert describe(answer(204, b"")) == "HTTP 204 with an empty body"
