"""Ids in sentences, with the marks of the sentence around them: the client and the suite read the same one."""

from typing import Any, Final

import pytest
from seedance_client._sdk.create.id_search import find_task_id
from seedance_conformance.transport.answers.billing import Charge, charge, named_task
from tests.create_answers import CreateAnswer
from tests.test_money_concordance import client_reads, exchange_of

IDS: Final = ("abc-7k2mZ1", "task_7kQ2mZ", "a1b2c3d4-0385-4c4d", "9081726354", "x7k2mz")
SENTENCES: Final = (
    "Your task id is @.",
    "Your task id is @",
    "your task ID: @!",
    "Task @ was created.",
    "Task '@' created; wait.",
    "Job id (@).",
    "task_id=@.",
    "Accepted as @.",
    "The id of your video is @, please wait.",
    'Your video id is "@".',
    "job @ queued.",
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
