"""Ids in sentences, with the marks of the sentence around them: the client and the suite read the same one."""

from typing import Any, Final

import pytest
from seedance_client._sdk.create.id_search import find_task_id
from seedance_conformance.transport.answers.billing import Charge, charge, named_task
from tests.create_answers import CreateAnswer
from tests.test_money_concordance import client_reads, exchange_of

IDS: Final = ("abc-7k2mZ1", "task_7kQ2mZ", "a1b2c3d4-0385-4c4d", "9081726354", "x7k2mz")
SENTENCES: Final = (
    *("Your task id is @.", "Your task id is @", "your task ID: @!", "Task @ was created.", "Task '@' created; wait."),
    *("Job id (@).", "task_id=@.", "Accepted as @.", "The id of your video is @, please wait."),
    'Your video id is "@".',
    "job @ queued.",
    "> ID: `@`\n> queued",
    "\u4efb\u52a1ID\uff1a@\u3002",
    "\u4efb\u52a1\u5df2\u63d0\u4ea4\uff0c\u4efb\u52a1\u7f16\u53f7@\u3002",
    "\u63d0\u4ea4\u6210\u529f,id:@,\u8bf7\u7a0d\u540e",
    "\u4efb\u52a1\u5df2\u63d0\u4ea4\uff1a@",
    "\u4efb\u52a1\u5df2\u63d0\u4ea4 @",
)
PLACES: Final[tuple[Any, ...]] = ("text", "message", "data", "data.message")


def told(sentence: str, place: str) -> CreateAnswer:
    """An answer with a sentence in one place."""
    bodies: dict[str, Any] = {
        "text": sentence.encode(),
        "message": {"code": 200, "message": sentence},
        "data": {"code": 200, "data": sentence},
        "data.message": {"code": 0, "data": {"message": sentence}},
    }
    return CreateAnswer(200, bodies[place], "unknown")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("sentence", SENTENCES)
def test_both_read_the_id_of_a_sentence(sentence: str, place: str) -> None:
    """Without the marks of the sentence; and the sentence itself is never an id."""
    for id_ in IDS:
        one = told(sentence.replace("@", id_), place)
        found = named_task(exchange_of(one))
        assert find_task_id(one.content, whole=True) == id_
        assert found is not None
        assert found.id == id_
        assert client_reads(one).kind == "unknown"
        assert charge(exchange_of(one)) is Charge.UNKNOWN


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    "sentence",
    [
        "The video must be 1080p.",
        "video 1080p is running out of stock",
        "request id: 0217-abc-9",
        "task created in 2026-11-29",
        "\u4efb\u52a115\u79d2",
        "Order 16:9 was accepted",
    ],
)
def test_a_measure_or_the_id_of_a_log_is_no_id(sentence: str, place: str) -> None:
    """Nobody polls a size."""
    one = told(sentence, place)
    found = named_task(exchange_of(one))
    assert find_task_id(one.content, whole=True) is None
    assert found is None or found.id is None


def test_an_id_at_a_cut_end_is_not_read() -> None:
    """It may lack its last letters."""
    assert find_task_id(b"The id of your video is abc-7k2m") is None
    assert find_task_id(b"The id of your video is abc-7k2m", whole=True) == "abc-7k2m"


@pytest.mark.parametrize(
    "document",
    [
        {"ret": 0, "errmsg": "ok", "job_no": "J20261129001"},
        {"status": 1, "info": "success", "data": {"list": [{"task": "J20261129001"}]}},
        {"choices": [{"message": {"role": "assistant", "content": "> ID: `J20261129001`\n> queued"}}]},
    ],
)
def test_both_find_an_id_in_a_rare_place(document: Any) -> None:
    """Names and places of gateways that nobody documents."""
    one = CreateAnswer(200, document, "unknown")
    found = named_task(exchange_of(one))
    assert (find_task_id(one.content), found and found.id) == ("J20261129001", "J20261129001")


@pytest.mark.parametrize(
    ("status", "document"),
    [
        (400, {"error": {"message": "Invalid duration: 20. Using 15 instead."}}),
        (400, {"error": {"message": "Unsupported ratio; default 16:9 used, processing"}}),
        (400, {"error": {"message": "Webhook is invalid. The render continues regardless"}}),
        (400, {"error": {"message": "The webhook must be public. Rendering goes on."}}),
        (400, {"message": "\u53c2\u6570\u9519\u8bef\uff0c\u5df2\u81ea\u52a8\u8c03\u6574"}),
        (400, {"message": "\u53c2\u6570\u9519\u8bef\uff0c\u4ecd\u4f1a\u751f\u6210"}),
        (200, {"code": 401, "message": "session expired, please query the video later"}),
        (200, {"code": 1001, "message": "duplicate, returning previous"}),
        (200, {"code": 1001, "message": "duplicate"}),
        (200, {"code": "Quota.Deducted", "message": "5"}),
        (200, {"code": "Credit.Charged", "message": ""}),
        (200, {"code": "Task.AlreadyExists", "message": ""}),
    ],
)
def test_a_refusal_that_goes_on_is_not_certain(status: int, document: Any) -> None:
    """It changed the request, charges, or answers with an earlier task."""
    one = CreateAnswer(status, document, "unknown")
    assert (client_reads(one).kind, charge(exchange_of(one))) == ("unknown", Charge.UNKNOWN)
