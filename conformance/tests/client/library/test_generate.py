"""One call from the prompt to the file, the methods of a task, and results as they come."""

import asyncio
import errno
import io
from pathlib import Path
from typing import Any

import attrs
import pytest
from seedance_client import (
    AsyncSeedance,
    AsyncTask,
    AsyncVideo,
    DownloadFailed,
    InvalidOutput,
    InvalidRequest,
    Seedance,
    SeedanceError,
    Task,
    TaskFailed,
    Video,
    WaitTimeout,
)
from tests.client.library.answers import BOX, DONE, ID, KEY, PRO, first_items, http, open_client


def queued(hostile: Any, *states: dict[str, Any]) -> None:
    """A server that starts task video_1, describes its states, and has its film."""
    hostile.script["POST"] = [http({"id": ID, "status": "queued"})]
    states = states or ({"status": "completed", "video_url": f"{hostile.base_url}/out.mp4"},)
    hostile.script["GET"] = [*(http({"id": ID, **state}) for state in states), http(BOX)]


def test_from_a_prompt_to_a_file(hostile: Any, call: Any, target: Path) -> None:
    """One POST; the callbacks see the task first, and the bytes last; the video knows its file, id and request."""
    queued(hostile)
    seen: list[Any] = []
    callbacks = {"on_update": lambda task: seen.append(task.status), "on_bytes": lambda *both: seen.append(both)}
    video = call("generate", "x", model=PRO, to=target, label="cover", **callbacks)
    assert target.read_bytes() == BOX
    assert (video.path, video.id, video.label) == (target, ID, "cover")
    assert video.request_id == hostile.seen[0].headers["x-client-request-id"]
    assert seen == ["queued", "completed", (len(BOX), len(BOX))]
    assert hostile.count("POST") == 1
    assert "cover" not in str(hostile.seen[0])


def test_to_a_file_object_or_nowhere(hostile: Any, call: Any, either: Any) -> None:
    """A file object gets the bytes; without a target the video stays with the service."""
    queued(hostile)
    memory = io.BytesIO()
    assert call("generate", "x", model=PRO, to=memory).path is None
    assert memory.getvalue() == BOX
    queued(hostile)
    video = call("generate", "y", model=PRO)
    assert isinstance(video, Video if either.kind == "sync" else AsyncVideo)


def test_what_can_t_work_costs_nothing(hostile: Any, call: Any, target: Path) -> None:
    """A file that exists, a rule that is broken and a wrong time are found before anything is sent."""
    target.touch()
    with pytest.raises(InvalidOutput) as caught:
        call("generate", "x", model=PRO, to=target)
    assert caught.value.errno == errno.EEXIST
    with pytest.raises(InvalidRequest, match="CR-STD-NEEDS-VIDEO"):
        call("generate", "x", model="seedance_2_0")
    with pytest.raises(ValueError, match="timeout"):
        call("generate", "x", model=PRO, timeout=float("nan"))
    assert not hostile.seen


FAILURES: dict[str, tuple[dict[str, Any], type[SeedanceError]]] = {
    "failed": ({"status": "failed", "error": {"message": "no"}}, TaskFailed),
    "never ends": ({"status": "processing"}, WaitTimeout),
    "the file is nowhere": ({"status": "completed", "video_url": "http://127.0.0.1:9/x.mp4"}, DownloadFailed),
}


@pytest.mark.parametrize(("state", "kind"), FAILURES.values(), ids=list(FAILURES))
def test_after_the_create_every_error_has_the_id(
    state: dict[str, Any], kind: type[SeedanceError], hostile: Any, call: Any, target: Path
) -> None:
    """Whatever fails after the money is spent, the id is in the error, and there is no second POST."""
    queued(hostile, state, state)
    hostile.script["GET"].pop()
    with pytest.raises(kind) as caught:
        call("generate", "x", model=PRO, to=target, timeout=3)
    assert caught.value.task_id == ID
    assert hostile.count("POST") == 1
    assert not target.exists()


def test_other_errors_have_the_id_too(hostile: Any, call: Any) -> None:
    """An error of a callback is raised unchanged, with the id as attribute and as note."""
    queued(hostile)
    with pytest.raises(ZeroDivisionError) as caught:
        call("generate", "x", model=PRO, on_update=lambda task: 1 / 0)
    assert caught.value.task_id == ID  # type: ignore[attr-defined]
    assert any(ID in note for note in caught.value.__notes__)


def test_a_cancelled_call_has_the_id(hostile: Any, caplog: pytest.LogCaptureFixture) -> None:
    """Whoever is cancelled may not see the error: the log has the id, too."""
    queued(hostile, {"status": "processing"})
    hostile.script["GET"].pop()
    with open_client("async", base_url=hostile.base_url) as (client, finish), pytest.raises(TimeoutError):
        finish(asyncio.wait_for(client.generate("x", model=PRO), 0.3))
    assert f"task {ID} was created, and may be billed" in caplog.text


def test_the_methods_of_a_task(either: Any, service: str, target: Path, tmp_path: Path) -> None:
    """A task waits, refreshes and downloads by itself, in both clients; it keeps its request id and label."""
    with open_client(either.kind, base_url=service) as (client, finish):
        task = finish(client.create("x", model=PRO, label="a"))
        video = finish(task.wait(poll=(0.001, 0.002)))
        now = finish(task.refresh())
        assert type(now) is (Task if either.kind == "sync" else AsyncTask)
        assert (now.id, now.completed, now.request_id, now.label) == (task.id, True, task.request_id, "a")
        assert video.request_id == task.request_id
        assert finish(video.download(target)) == target
        assert finish(now.download(str(tmp_path / "two.mp4"))).read_bytes() == target.read_bytes()
        assert finish(video.read()) == target.read_bytes()
        assert b"".join(first_items(now.iter_bytes(), finish)) == target.read_bytes()


def test_a_copy_has_no_client(service: str) -> None:
    """A copy says what to do instead; the live client is in no dictionary."""
    with Seedance(KEY, base_url=service) as client:
        task = client.create("x", model=PRO)
        assert client not in attrs.asdict(task).values()
        assert KEY not in repr(attrs.asdict(task))
        copied = attrs.evolve(task, status="queued")
        with pytest.raises(RuntimeError, match="a copy without a client: pass it to a method of the client"):
            copied.wait()
        assert client.wait(copied, poll=(0.001, 0.002)).completed
        assert Task.from_dict(task.to_dict(), client).refresh().completed


def test_results_as_they_come(hostile: Any, either: Any) -> None:
    """The first to end comes first; a failed task is a value with its id, and doesn't end the others."""
    states = {"slow": 3, "failed": 2, "quick": 1}
    asked = dict.fromkeys(states, 0)

    def answer(path: str) -> bytes:
        name = path.rpartition("/")[2]
        asked[name] += 1
        if asked[name] < states[name]:
            return http({"id": name, "status": "processing"})
        return http({**DONE, "id": name, "status": "failed" if name == "failed" else "completed"})

    hostile.answer = answer
    found = either.items(hostile.base_url, "as_completed", list(states), poll=(0.05, 0.05), concurrency=1)
    assert [getattr(each, "task_id", None) or each.id for each in found] == ["quick", "failed", "slow"]
    assert isinstance(found[1], TaskFailed)


def test_whoever_has_enough_stops(hostile: Any, either: Any) -> None:
    """Leaving the loop ends the other queries; nothing hangs, and no asyncio task is left."""
    done = {"id": ID, "status": "completed", "video_url": "https://cdn.example.com/o.mp4"}
    hostile.script["GET"] = [http(done), http({"id": ID, "status": "processing"})]
    if either.kind == "sync":
        with Seedance("k", base_url=hostile.base_url) as client:
            assert next(iter(client.as_completed([ID] * 5))).id == ID  # type: ignore[union-attr]
        return

    async def main() -> int:
        async with AsyncSeedance("k", base_url=hostile.base_url) as client:
            ended = client.as_completed([ID] * 5)
            async for _ in ended:
                break
            await ended.aclose()
            return len(asyncio.all_tasks())

    assert asyncio.run(main()) == 1


def test_many_arguments_are_checked_before_anything_is_sent(hostile: Any) -> None:
    """A wrong entry or limit is an error of the call, not of the first result."""
    with Seedance("k", base_url=hostile.base_url) as client:
        with pytest.raises(TypeError, match="a task must be a task or its id; got None"):
            client.as_completed(["video_1", None])  # type: ignore[list-item]
        with pytest.raises(ValueError, match="concurrency must be a whole number"):
            client.as_completed([], concurrency=0)
    assert not hostile.seen


def test_objects_and_ids(hostile: Any, call: Any) -> None:
    """Every method takes the object, too: a task, and an asset with its id or its reference."""
    detail = {"assetId": "a-1", "status": "Active", "assetType": "Image", "name": None, "url": "u", "createTime": "t"}
    queued(hostile)
    task = call("create", "x", model=PRO)
    assert call("get", task).id == ID
    hostile.script["GET"] = [http({"code": 0, "msg": None, "data": detail})]
    asset = call("assets.get", "a-1")
    for given in (asset, asset.id, asset.reference):
        assert call("assets.get", given).id == call("assets.wait", given).id == "a-1"
    assert {seen.path.rpartition("/")[2] for seen in hostile.seen[-7:]} == {"a-1"}
    with pytest.raises(TypeError, match="an asset must be an asset or its id; got None"):
        call("assets.get", None)
