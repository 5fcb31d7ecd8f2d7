"""Servers that bill every create and answer in many shapes: never more than the budget."""

from contextlib import suppress
from typing import Final

import pytest
from seedance_conformance.transport.answers.task_ids import likeliest
from seedance_conformance.transport.errors import BudgetSpent, RateLimited
from seedance_conformance.transport.paths import CREATE_PATH
from seedance_conformance.transport.spending.budget import Budget
from seedance_conformance.transport.target import Target
from tests.answer_shapes import ACCEPTED
from tests.conftest import Scripted
from tests.transport.answers.test_answer import answer
from tests.transport.answers.test_billing import UNKNOWN
from tests.transport.conftest import Connect

Answer = tuple[int, dict[str, str], bytes] | None

BILLED: Final[dict[str, Answer]] = {
    **{name: (200, {}, answer(200, shape.body).body) for name, shape in ACCEPTED.items()},
    **{
        f"{number}: {status} {document!r:.60}": (status, {}, answer(status, document).body)
        for number, (status, document) in enumerate(UNKNOWN)
    },
    "no answer": None,
    "breaks off": (200, {"Content-Length": "999"}, b'{"id": "video_1", "sta'),
    "a refusal that breaks off": (400, {"Content-Length": "999"}, b'{"error"'),
    "busy, with an id": (429, {"Retry-After": "0"}, b'{"request_id": "r-1"}'),
    "unavailable, with an id": (503, {"Retry-After": "0"}, b'{"data": "task_1"}'),
}


def send(target: Target, number: int) -> None:
    """Send a create, or one with a wrong method or path."""
    with suppress(BudgetSpent, RateLimited):
        match number % 3:
            case 0:
                target.create({"prompt": str(number)})
            case 1:
                target.send("PUT", CREATE_PATH, operation="create", content=b"{}")
            case _:
                target.send("POST", "/v1/kyyvideo2/video", content=b"{}")


@pytest.mark.parametrize(
    ("name", "limit"), [*((name, 10) for name in BILLED), *((name, limit) for name in ACCEPTED for limit in (0, 1))]
)
def test_no_answer_makes_a_run_pay_too_much(scripted: Scripted, connect: Connect, name: str, limit: int) -> None:
    """All creates, also malformed ones, are billed and get answers in all shapes."""
    scripted.answer = lambda *_: BILLED[name]
    target = connect(budget=Budget(limit), timeout=5)
    for number in range(3 * (limit + 2)):
        if ": 501 " in name and number % 3:
            continue  # 501 says that the server knows no such method there, so it has billed only creates
        send(target, number)
    assert len(scripted.seen) == target.budget.spent == limit


@pytest.mark.parametrize(
    "body",
    [
        b"<r><task_id>t-77ab12</task_id>",
        b"<r><data><ns:taskId>t-77ab12</ns:taskId><sta",
        b"<html><pre>{&quot;task_id&quot;: &quot;t-77ab12&quot;, &quot;st",
        b'<div data-task-id="t-77ab12"></div>',
        b'<input type="hidden" name="task_id" value="t-77ab12">',
        b'<meta content="t-77ab12" name="task-id">',
        b'<task id="t-77ab12" state="queued"/>',
        b"<p>Task ID: <b>t-77ab12</b></p>",
        b"<script>var taskId = 't-77ab12';</script>",
        b"status=queued&task_id=t-77ab12&x=1",
    ],
)
def test_an_id_in_damaged_markup_is_found(body: bytes) -> None:
    """An answer that is cut off, in XML or with quotes as entities, still names its task for the log."""
    place = likeliest(body)
    assert place is not None
    assert place.id == "t-77ab12"
