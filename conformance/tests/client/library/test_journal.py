"""The journal: nothing is paid twice, and neither a crash nor an interruption loses anything."""

import asyncio
import json
import re
import stat
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from seedance_client import DuplicateRequest, Seedance, SeedanceError, SpendingLimit, TaskFailed
from tests.client.library.answers import KEY, PRO, TASK, close, hang, http, open_client


def states(path: Path) -> list[str]:
    """The words of a journal, in order."""
    return [json.loads(line)["state"] for line in path.read_text().splitlines()]


def test_the_whole_story(path: Path, tmp_path: Path, service: str) -> None:
    """From sending to the file: each step is in the journal, and nothing is open at the end."""
    with Seedance(KEY, base_url=service, journal=path) as client:
        task = client.create("x", model=PRO)
        assert [open_.id for open_ in client.resume().tasks] == [task.id]
        video = client.wait(task)
        assert [open_.id for open_ in client.resume().tasks] == [task.id]
        video.download(tmp_path / "x.mp4")
        assert client.resume().tasks == ()
    assert states(path) == ["sending", "created", "completed", "downloaded"]


def test_written_before_it_is_sent(path: Path, hostile: Any) -> None:
    """When the request arrives, the journal has it already, with body and id, and only the owner may read it."""
    seen: list[dict[str, Any]] = []

    def reply(connection: Any) -> None:
        seen.append(json.loads(path.read_text()))
        connection.sendall(http(TASK))

    hostile.script["POST"] = [reply]
    with Seedance("sk-of-a-test", base_url=hostile.base_url, journal=path) as client:
        client.create("x", model=PRO)
    assert seen[0]["state"] == "sending"
    assert seen[0]["body"] == {"model": PRO, "prompt": "x"}
    assert seen[0]["request_id"] == hostile.seen[0].headers["x-client-request-id"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "sk-of-a-test" not in path.read_text()


def test_outcomes(path: Path, hostile: Any, call: Any) -> None:
    """A refusal closes the entry; an unknown outcome stays open, with the id if it could be salvaged."""
    options = {"journal": path}
    for prompt, reply in (("a", http({}, 400)), ("b", close), ("c", http({**TASK, "status": "failed"}))):
        hostile.script["POST"] = [reply]
        with pytest.raises(SeedanceError):
            call("create", prompt, model=PRO, options=options)
    assert states(path) == ["sending", "refused", "sending", "unknown", "sending", "unknown"]
    left = call("resume", options=options)
    assert [task.id for task in left.tasks] == ["video_1"]
    assert [entry.body["prompt"] for entry in left.unknown] == ["b"]
    call("settle", left.unknown[0].request_id, options=options)
    assert call("resume", options=options).unknown == ()


def test_identical_body_is_refused_within_the_window(path: Path, hostile: Any, call: Any, clock: Any) -> None:
    """The same body again is refused with the earlier id, by any client; not after the window or on request."""
    hostile.script["POST"] = [http(TASK)]
    options = {"journal": path}

    def create(prompt: str = "x", **more: Any) -> Any:
        return call("create", prompt, model=PRO, options=options, **more)

    create()
    with pytest.raises(DuplicateRequest) as caught:
        create()
    assert caught.value.task_id == "video_1"
    create("y")
    create(again=True)
    clock.ahead += 601
    create()
    assert hostile.count("POST") == 4


def test_nobody_is_told_to_wait_for_a_task_that_has_failed(path: Path, hostile: Any) -> None:
    """After a failure the remedy is to send it again on purpose."""
    hostile.script = {"POST": [http(TASK)], "GET": [http({**TASK, "status": "failed", "error": "no"})]}
    with Seedance("k", base_url=hostile.base_url, journal=path) as client:
        with pytest.raises(TaskFailed):
            client.wait(client.create("x", model=PRO))
        with pytest.raises(DuplicateRequest, match=r"task video_1, state failed.*billed too: pass again=True"):
            client.create("x", model=PRO)


CRASH = """
import os, sys
from seedance_client import Seedance
from seedance_client._sdk.transport import http as wire

original = wire.HttpTransport.send

def send(self, call):
    if sys.argv[3] == "before":
        os._exit(9)
    answer = original(self, call)
    os._exit(9)

wire.HttpTransport.send = send
Seedance("k", base_url=sys.argv[1], journal=sys.argv[2]).create("x", model="seedance_2_0_pro")
"""


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_crash_leaves_an_open_entry(moment: str, path: Path, hostile: Any) -> None:
    """A process that dies around the sending leaves a request of unknown outcome, which blocks a blind repetition."""
    hostile.script["POST"] = [http(TASK)]
    command = [sys.executable, "-c", CRASH, hostile.base_url, str(path), moment]
    assert subprocess.run(command, check=False, timeout=30).returncode == 9
    with Seedance("k", base_url=hostile.base_url, journal=path) as client:
        (entry,) = client.resume().unknown
        assert (entry.state, entry.body["prompt"]) == ("sending", "x")
        with pytest.raises(DuplicateRequest, match=r"\(state sending\)"):
            client.create("x", model=PRO)


def test_a_torn_line_is_passed_over(path: Path, hostile: Any, caplog: pytest.LogCaptureFixture) -> None:
    """A line cut off by a crash doesn't hide others, and the next entry starts on a new line."""
    hostile.script["POST"] = [http(TASK)]
    with Seedance("k", base_url=hostile.base_url, journal=path) as client:
        client.create("x", model=PRO)
        with path.open("a") as file:
            file.write('{"at": 1.0, "request_id": "torn')
        client.create("y", model=PRO)
        with path.open("a") as file:
            file.write("torn\n")
        client.resume()
    with Seedance("k", base_url=hostile.base_url, journal=path) as client:
        assert len(client.resume().tasks) == 2
    lines = [int(place) for place in re.findall(r"line (\d+) can't be read", caplog.text)]
    assert lines == [3, 6, 3, 6]


@pytest.mark.parametrize(("place", "words"), [("/dev/null", "a regular file"), (".", "directory")])
def test_a_place_that_cannot_be_a_journal(place: str, words: str, hostile: Any, call: Any, tmp_path: Path) -> None:
    """A device or a folder can't be a journal: it is rejected before anything is read or sent."""
    with pytest.raises(OSError, match=words):
        call("create", "x", model=PRO, options={"journal": tmp_path / place})
    assert not hostile.seen


def test_a_cancelled_create_stays_open(path: Path, hostile: Any) -> None:
    """Cancelling a create that is on its way leaves an entry of unknown outcome."""
    hostile.script["POST"] = [hang]
    with open_client("async", base_url=hostile.base_url, journal=path, max_tasks=1) as (client, finish):
        with pytest.raises(TimeoutError):
            finish(asyncio.wait_for(client.create("x", model=PRO), 0.3))
        with pytest.raises(SpendingLimit):
            finish(client.create("y", model=PRO))
        assert len(finish(client.resume()).unknown) == 1


class Interrupted(httpx.SyncByteStream, httpx.AsyncByteStream):
    """An answer in the middle of which the user presses Ctrl-C."""

    def __iter__(self) -> Iterator[bytes]:
        yield b'{"id": "video_1", '
        raise KeyboardInterrupt

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self:
            yield piece


def test_an_interrupted_create_tells_what_it_heard(either: Any, caplog: pytest.LogCaptureFixture) -> None:
    """Whoever stops a create learns its request id, and what of the answer had come: it may have the task's id."""
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, stream=Interrupted())

    options = {"transport": httpx.MockTransport(answer)}
    with pytest.raises(KeyboardInterrupt):
        either.call("https://api.example.com", "create", "x", model=PRO, options=options)
    assert seen[0].headers["x-client-request-id"] in caplog.text
    assert "video_1" in caplog.text


def test_resume_finishes_the_work(path: Path, tmp_path: Path, service: str) -> None:
    """After a restart the open tasks can be waited for and downloaded."""
    with Seedance(KEY, base_url=service, journal=path) as client:
        ids = [client.create(f"x{n}", model=PRO).id for n in range(3)]
    with Seedance(KEY, base_url=service, journal=path) as client:
        videos = client.wait_many(client.resume().tasks)
        for number, video in enumerate(videos):
            assert not isinstance(video, SeedanceError)
            video.download(tmp_path / f"{number}.mp4")
        assert [video.id for video in videos if not isinstance(video, SeedanceError)] == ids
        assert client.resume().tasks == ()


def test_an_outcome_is_worth_more_than_its_line(
    path: Path, service: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """If the journal can't be written any more, the user still gets the task and its video."""
    with Seedance(KEY, base_url=service, journal=path) as client:
        task = client.create("x", model=PRO)
        path.unlink()
        path.mkdir()
        video = client.wait(task)
        video.download(tmp_path / "x.mp4")
    assert (tmp_path / "x.mp4").exists()
    assert caplog.text.count("not recorded in the journal: task ") == 2
