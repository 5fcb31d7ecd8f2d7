"""Tasks, assets and errors as JSON-ready data, and back."""

import copy
import json
import pickle
from typing import Any

import pytest
from seedance_client import (
    Asset,
    AsyncSeedance,
    AsyncVideo,
    Busy,
    InvalidOutput,
    InvalidRequest,
    JournalError,
    OutcomeUnknown,
    Refused,
    Seedance,
    SeedanceError,
    SpendingLimit,
    Task,
    TaskFailed,
    TaskState,
    Video,
    WaitTimeout,
    errors,
)
from tests.client.library.answers import KEY, PRO

TASK: dict[str, Any] = {
    "id": "video_1",
    "status": "completed",
    "model": PRO,
    "created": 1774836724,
    "video_url": "https://cdn.example.com/o.mp4?sig=1",
    "request_id": "r",
    "label": "cover",
    "raw": {"id": "video_1", "deep": [{"a": 1}]},
}


@pytest.mark.parametrize("kind", [TaskState, Task, Video, AsyncVideo])
def test_a_task_and_back(kind: type[TaskState]) -> None:
    """The data survives JSON, shares nothing with the task, and unknown keys of later versions are ignored."""
    task = kind.from_dict({**TASK, "of a later version": 1})
    data = json.loads(json.dumps(task.to_dict()))
    again = kind.from_dict(data)
    assert (again, again.raw, type(again)) == (task, TASK["raw"], kind)
    task.to_dict()["raw"]["deep"].append(2)
    assert task.raw == TASK["raw"]


def test_a_video_knows_its_file(service: str, tmp_path: Any) -> None:
    """The path is a string in the data, and a path again in the video."""
    with Seedance(KEY, base_url=service) as client:
        video = client.generate("x", model=PRO, to=tmp_path / "fox.mp4", poll=(0.001, 0.002))
        again = Video.from_dict(json.loads(json.dumps(video.to_dict())), client)
        assert again == video
        assert again.path == tmp_path / "fox.mp4"
        assert again.path is not None
        assert again.read() == again.path.read_bytes()


@pytest.mark.parametrize(
    "data", [None, [], "video_1", {}, {"id": "x"}, {"id": 5, "status": "queued"}, {"id": "", "status": "queued"}]
)
def test_no_task(data: Any) -> None:
    """Other data is an error that says what is missing."""
    with pytest.raises((TypeError, ValueError), match="from_dict needs"):
        Task.from_dict(data)


@pytest.mark.parametrize(
    ("kind", "wrong", "right"),
    [(Task, AsyncSeedance, "Seedance"), (Video, AsyncSeedance, "Seedance"), (AsyncVideo, Seedance, "AsyncSeedance")],
)
def test_a_task_of_the_other_client(kind: Any, wrong: Any, right: str) -> None:
    """Its methods would return coroutines that nobody awaits, or the reverse: refused before anything is sent."""
    for given, said in ((wrong("k", base_url="http://127.0.0.1:9"), wrong.__name__), ("k", "str")):
        with pytest.raises(TypeError, match=rf"{kind.__name__}\.from_dict needs .* type {right}; got .* type {said}$"):
            kind.from_dict(TASK, given)


def test_an_asset_and_back() -> None:
    """The same for assets."""
    asset = Asset("a-1", "Active", "Image", None, "https://a/f.png", {"x": 1})
    again = Asset.from_dict(json.loads(json.dumps(asset.to_dict())))
    assert (again, again.raw) == (asset, {"x": 1})


def broken_rules() -> InvalidRequest:
    """An error with problems."""
    with Seedance("k", base_url="http://127.0.0.1:9") as client, pytest.raises(InvalidRequest) as caught:
        client.create_from({"model": PRO, "prompt": "x", "duration": 3})
    return caught.value


ERRORS: list[SeedanceError] = [
    SeedanceError("a", task_id="t", request="GET /", request_id="r", status=500, answer="x", headers={"x-id": "1"}),
    Busy("b", retry_after=3.0),
    OutcomeUnknown("c", body_hash="h", sent_at=1.0, failed_at=2.0, task_id="t"),
    TaskFailed("d", task=TaskState.from_dict(TASK), reason="no", code="X"),
    WaitTimeout("e", task=TaskState.from_dict(TASK), request_id="r"),
    WaitTimeout("e", task=None),
    errors.AssetFailed("f", asset=Asset("a-1", "Failed")),
    InvalidOutput.of(17, "g"),
    broken_rules(),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_an_error_and_back(error: SeedanceError) -> None:
    """The class, the message and all attributes survive JSON; a pickle does the same."""
    data = json.loads(json.dumps(error.to_dict()))
    for again in (SeedanceError.from_dict(data), type(error).from_dict(data), pickle.loads(pickle.dumps(error))):  # noqa: S301 - our own
        assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))


@pytest.mark.parametrize("kind", [InvalidOutput, JournalError])
def test_the_number_of_an_error(kind: type[InvalidOutput | JournalError]) -> None:
    """The error number says why a path can't be written; JSON, copies and pickles have it."""
    error = kind("x", task_id="t")
    error.errno = 17
    read: Any = SeedanceError.from_dict(json.loads(json.dumps(error.to_dict())))
    for again in (read, copy.copy(error), pickle.loads(pickle.dumps(error))):  # noqa: S301 - our own
        assert (again.errno, again.task_id, str(again)) == (17, "t", "x")


def test_another_kind_of_error() -> None:
    """A class reads itself and what is below it."""
    data = Refused("no").to_dict()
    assert type(SeedanceError.from_dict(data)) is Refused
    with pytest.raises(ValueError, match=r"SpendingLimit\.from_dict needs"):
        SpendingLimit.from_dict(data)
    with pytest.raises(ValueError, match="from_dict needs"):
        SeedanceError.from_dict({"type": "KeyboardInterrupt", "message": "x"})


def test_a_task_without_an_answer_has_no_raw(service: str, tmp_path: Any) -> None:
    """`raw` is an answer or None, never the request; the journal keeps the label."""
    with Seedance(KEY, base_url=service, journal=tmp_path / "tasks.jsonl") as client:
        created = client.create("x", model=PRO, label="cover")
        assert created.raw is not None
        assert "prompt" not in created.raw
        (left,) = client.resume().tasks
        assert (left.raw, left.label, left.id) == (None, "cover", created.id)
        assert left.wait(poll=(0.001, 0.002)).label == "cover"
