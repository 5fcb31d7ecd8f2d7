"""Answers of real gateways to a create, against both clients: what is said, written, counted and sent.

One POST each, whatever comes. The id is kept wherever the answer has one; only a certain refusal gives a unit back.
"""

import json
from pathlib import Path
from typing import Any, Final

import pytest
from seedance_client import Limits, OutcomeUnknown, SpendingLimit, TaskState
from seedance_client._sdk.answers.reading import reset_warnings
from tests.answer_shapes import ACCEPTED, FURTHER
from tests.client.create_tables import FREE, UNKNOWN, http
from tests.client.library.answers import PRO, open_client, outcome
from tests.create_answers import SHAPES

OPTIONS: Final[Any] = {"max_tasks": 1, "limits": Limits(retry_budget=0)}


@pytest.fixture(params=["sync", "async"])
def twice(request: pytest.FixtureRequest, hostile: Any, tmp_path: Path) -> Any:
    """Create one body twice without `again=True`, with a limit of one task and a journal if asked for.

    Gives both results, and how many tasks the first counts as.
    """

    def both(journal: Path | None) -> tuple[Any, Any, int]:
        with open_client(request.param, base_url=hostile.base_url, journal=journal, **OPTIONS) as (client, finish):
            first = outcome(lambda: finish(client.create("A kite", model=PRO)))
            units = client._guard.tasks
            second = outcome(lambda: finish(client.create("A kite", model=PRO)))
        return first, second, units

    return both


def written(path: Path) -> tuple[str, str | None]:
    """The second line of a journal: what became of the first request, and its task's id."""
    line = json.loads(path.read_text().splitlines()[1])
    return line["state"], line["task_id"]


UNCLEAR: Final = [name for name, shape in SHAPES.items() if shape.verdict == "unknown"]
"""Shapes without a clear task."""


@pytest.mark.parametrize("status", [200, 201, 202])
@pytest.mark.parametrize("name", [name for name in SHAPES if name not in UNCLEAR])
def test_a_readable_id_makes_a_task(name: str, status: int, hostile: Any, twice: Any, tmp_path: Path) -> None:
    """A task with the id, in the journal as created; the unit is spent, so the second create isn't sent."""
    hostile.script["POST"] = [http(SHAPES[name].body, status)]
    first, second, units = twice(tmp_path / "journal")
    assert isinstance(first, TaskState), repr(first)
    assert first.id == SHAPES[name].id
    assert written(tmp_path / "journal") == ("created", SHAPES[name].id)
    assert isinstance(second, SpendingLimit)
    assert (units, hostile.count("POST")) == (1, 1)


@pytest.mark.parametrize("journal", [True, False], ids=["journal", "no journal"])
@pytest.mark.parametrize("name", [*UNCLEAR, *UNKNOWN])
def test_what_is_not_clear_is_unknown(name: str, journal: bool, hostile: Any, twice: Any, tmp_path: Path) -> None:
    """OutcomeUnknown with the id if there is one; the unit stays spent, and the same body isn't sent again."""
    reply, task_id = UNKNOWN[name] if name in UNKNOWN else (http(SHAPES[name].body), SHAPES[name].id)
    hostile.script["POST"] = [reply]
    first, second, units = twice(tmp_path / "journal" if journal else None)
    assert type(first) is OutcomeUnknown, repr(first)
    assert first.task_id == task_id
    assert not journal or written(tmp_path / "journal") == ("unknown", task_id)
    assert isinstance(second, SpendingLimit)
    assert (units, hostile.count("POST")) == (1, 1)


@pytest.mark.parametrize("name", FREE)
def test_a_certain_refusal_is_free(name: str, hostile: Any, twice: Any, tmp_path: Path) -> None:
    """The unit is given back, the journal says refused, no id is named, and the same body may be sent again."""
    reply, error = FREE[name]
    hostile.script["POST"] = [reply]
    first, second, units = twice(tmp_path / "journal")
    assert type(first) is error, repr(first)
    assert first.task_id is None
    assert type(second) is error
    assert written(tmp_path / "journal") == ("refused", None)
    assert (units, hostile.count("POST")) == (0, 2)


@pytest.mark.parametrize(
    "code", [0, "0", "0000", 1, 200, "200", 201, 202, 10000, 20000, "success", "SUCCESS", "ok", 0.0]
)
def test_codes_of_success(code: object, hostile: Any, call: Any) -> None:
    """Each code that was observed with a task makes a task, even without a message."""
    hostile.script["POST"] = [http({"code": code, "data": {"task_id": "t-9"}})]
    assert call("create", "a", model=PRO).id == "t-9"


def test_tables_are_whole() -> None:
    """Each shape is in exactly one of the tables."""
    assert len(SHAPES) == len(ACCEPTED) + len(FURTHER)


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({"code": 200, "data": {"taskId": "t-9"}}, ["data.taskId"]),
        ({"id": 90817263, "object": "video", "status": "queued"}, ["a number"]),
        (ACCEPTED["documented"].body, []),
    ],
)
def test_an_undocumented_place_is_told_once(
    document: Any, words: list[str], hostile: Any, call: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """The first task with an id in another place gives a warning that names the place; the second doesn't."""
    reset_warnings()
    hostile.script["POST"] = [http(document)]
    for prompt in ("a", "b"):
        call("create", prompt, model=PRO)
    told = [record.message for record in caplog.records if record.levelname == "WARNING"]
    assert [word in message for word, message in zip(words, told, strict=True)] == [True] * len(words)
    assert "t-9" not in str(told)
    assert "9081" not in str(told)


def test_an_unknown_outcome_says_what_the_service_says(hostile: Any, call: Any) -> None:
    """The reason and the field that stands in the way are in the message, and no advice to send it again unseen."""
    hostile.script["POST"] = [http({"message": "no API key", "request_id": "r-9"}, 401)]
    with pytest.raises(
        OutcomeUnknown, match=r"HTTP 401 \(no API key\): the answer has 'request_id: r-9'.*check your account"
    ) as caught:
        call("create", "a", model=PRO)
    assert caught.value.task_id is None
