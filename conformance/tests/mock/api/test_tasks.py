"""Tasks: states from the clock, fields by state, ownership, ids."""

import uuid
from typing import Any

import pytest
from tests.mock.conftest import START, Serve, Start

OTHER = {"Authorization": "Bearer key-two"}


def test_create_answers_the_documented_fields(mock: Any) -> None:
    """The answer has exactly the six fields of the example, with the requested model."""
    answer = mock.create(model="seedance_2_0_fast_pro")
    document = answer.json()
    assert answer.status_code == 200
    assert uuid.UUID(document.pop("id").removeprefix("video_")).version == 4
    documented = {"object": "video", "created": START, "status": "queued", "error": None}
    assert document == documented | {"model": "seedance_2_0_fast_pro"}


def test_states_follow_the_clock(mock: Any) -> None:
    """A task is queued until 10 s, processing until 30 s, and then completed."""
    task_id = mock.create().json()["id"]
    for status in ("queued", "queued", "processing", "processing", "completed"):
        assert mock.query(task_id).json()["status"] == status
        mock.clock.advance(9.9)


def test_fields_follow_the_state(mock: Any) -> None:
    """Address, length and tokens appear with completion; id, created and model never change."""
    created = mock.create(duration=7).json()
    queued = mock.query(created["id"]).json()
    assert queued == created | {"video_url": None}
    mock.clock.advance(1000)
    completed = mock.query(created["id"]).json()
    assert completed["status"] == "completed"
    assert completed["video_url"].startswith(mock.server.base_url)
    assert completed["actualDuration"] == pytest.approx(7 + 1 / 24, abs=1e-5)
    assert isinstance(completed["totalTokens"], int)
    for name in ("id", "object", "created", "model"):
        assert completed[name] == created[name]


@pytest.mark.parametrize(
    ("options", "address", "reason"),
    [
        ({"reject_late": True}, "ftp://host/x.png", "CR-URL-SCHEME"),
        ({"reject_late": True}, "{small}", "MD-IMG-SIDE-MIN"),
        ({"reject_late": True}, "{missing}", "RB-UNFETCHABLE"),
        ({"choices": {"unfetchable": "late"}}, "{missing}", "RB-UNFETCHABLE"),
        ({"choices": {"asset-use": "late"}}, "asset://asset-1", "AS-USE-ACTIVE"),
    ],
)
def test_a_late_rejection_fails_the_task_with_a_reason(
    start: Start, serve: Serve, make: Any, options: dict[str, Any], address: str, reason: str
) -> None:
    """With --reject-late or a choice, the task of a bad image fails; a bad duration is still refused at once."""
    mock = start(**options)
    image = address.format(small=serve(make.png(200, 300)), missing=serve(b""))
    task_id = mock.create(first_image=image).json()["id"]
    mock.clock.advance(31)
    failed = mock.query(task_id).json()
    assert (failed["status"], failed["video_url"]) == ("failed", None)
    assert reason in failed["error"]
    assert mock.rules(mock.create(duration=99)) == ["CR-DUR-MAX"]


def test_another_keys_task_is_invisible(mock: Any) -> None:
    """A foreign id has the same answer as an unknown one."""
    task_id = mock.create().json()["id"]
    foreign = mock.query(task_id, headers=OTHER)
    unknown = mock.query("video_" + str(uuid.uuid4()))
    assert foreign.status_code == unknown.status_code == 404
    assert mock.rules(foreign) == mock.rules(unknown) == ["RB-ID-UNKNOWN"]


@pytest.mark.parametrize(
    "task_id", ["", "x", "video_" + "z" * 36, "x" * 5000, "%00", "a%20b", "%F0%9F%8E%AC", "..%2F..", "'--", "%FF"]
)
def test_odd_ids_are_unknown(mock: Any, task_id: str) -> None:
    """No id causes a server error or a success."""
    assert mock.query(task_id).status_code == 404


def test_only_the_whole_id_finds_its_task(mock: Any) -> None:
    """The number of its row isn't enough."""
    task_id = mock.create().json()["id"]
    changed = task_id[:10] + ("0" if task_id[10] != "0" else "1") + task_id[11:]
    assert mock.query(changed).status_code == 404
    assert mock.query(task_id.upper()).status_code == 404


@pytest.mark.parametrize("form", ["video-uuid", "hex", "number"])
def test_every_form_of_ids_finds_its_task(start: Start, form: str) -> None:
    """Ids of every form differ, and each finds its own task."""
    mock = start(choices={"id-form": form})
    ids = [mock.create().json()["id"] for _ in range(5)]
    assert len(set(ids)) == 5
    assert [mock.query(task_id).json()["id"] for task_id in ids] == ids


PRESENT = {
    "documented": {"video_url", "error"},
    "null": {"video_url", "error", "actualDuration", "totalTokens"},
    "absent": set[str](),
}


@pytest.mark.parametrize("value", PRESENT)
def test_fields_that_do_not_apply_are_a_choice(start: Start, value: str) -> None:
    """They are as in the example, all null, or all absent."""
    mock = start(choices={"inapplicable-fields": value})
    queued = mock.query(mock.create().json()["id"]).json()
    applicable = {"id", "object", "created", "model", "status"}
    assert {name: value for name, value in queued.items() if name not in applicable} == dict.fromkeys(PRESENT[value])


def test_answers_can_vary(start: Start) -> None:
    """Choices give 201, further fields, no processing state, and addresses with a new signature."""
    answers = {"success-status": "201", "extra-fields": "present", "video-url": "re-signed", "query-alias": "present"}
    mock = start(choices=answers | {"states": "skip-processing"})
    answer = mock.create()
    assert answer.status_code == 201
    assert "progress" in answer.json()
    task_id = answer.json()["id"]
    mock.clock.advance(29)
    assert mock.query(task_id).json()["status"] == "queued"
    mock.clock.advance(2)
    first, second = mock.query(task_id).json(), mock.client.get(f"/v1/kyyvideo2/videos/{task_id}").json()
    assert first["video_url"] != second["video_url"]
