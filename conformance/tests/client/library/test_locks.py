"""The journal and the video on systems and file systems without locks, and with or without the library for them."""

import json
import multiprocessing
import os
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from seedance_client import Journal, JournalError, NewRequest, Seedance
from seedance_client._sdk.journal import files
from tests.client.library.answers import BOX, MISSING, PRO, TASK, finished, http

fcntl = pytest.importorskip("fcntl")

BODY = {"model": PRO, "prompt": "x"}


@pytest.fixture
def no_locks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """A file system without locks."""
    number = int(request.param)

    def flock(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, "flock", flock)
    return number


@pytest.mark.parametrize("no_locks", MISSING, indirect=True)
def test_no_locks_is_said_before_anything_is_sent(
    no_locks: int, lock_library: str, hostile: Any, call: Any, path: Path
) -> None:
    """If the file system doesn't have locks, nothing is sent or written, and the error says what to do."""
    for _ in range(2):
        with pytest.raises(JournalError, match=r"^nothing was sent: .* support locks: .* on a local disk") as caught:
            call("create", "x", model=PRO, options={"journal": path, "max_tasks": 1})
        assert (str(path) in str(caught.value), caught.value.errno) == (True, no_locks)
    assert not hostile.seen
    assert not path.exists()


@pytest.mark.parametrize("no_locks", MISSING, indirect=True)
def test_a_whole_video_is_a_success_without_locks(no_locks: int, hostile: Any, call: Any, target: Path) -> None:
    """A lock keeps two downloads apart; without locks, a complete video is a success."""
    hostile.script["GET"] = [http(BOX)]
    call("download", finished(hostile), target)
    assert target.read_bytes() == BOX


def test_another_process_holds_the_lock(path: Path, lock_library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lock that is never let go of, by a process that hangs, has an end; then nothing is written."""
    monkeypatch.setattr(files, "LOCK_SECONDS", 0.05)
    path.parent.mkdir()
    with path.with_name("tasks.jsonl.lock").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(JournalError, match=r"held the lock for 0.05 s\): wait until that process ends"):
            Journal(path).begin(NewRequest("1", BODY), 1.0, again=False)
    assert not path.exists()
    Journal(path).begin(NewRequest("1", BODY), 1.0, again=False)


def begin_many(path: str, name: str, library: bool) -> None:
    """Write thirty entries from another process, with the library or without it."""
    if not library:
        sys.modules["filelock"] = None  # type: ignore[assignment]
    journal = Journal(path)
    for number in range(30):
        journal.begin(NewRequest(f"{name}-{number}", {"n": f"{name}-{number}"}), 1.0, again=False)


def test_both_ways_to_lock_keep_each_other_out(path: Path) -> None:
    """Processes with the library, processes without it and threads share a journal: their lines don't mix."""
    fork = multiprocessing.get_context("fork")
    workers: list[Any] = [fork.Process(target=begin_many, args=(str(path), f"p{n}", n % 2 == 0)) for n in range(4)]
    workers += [threading.Thread(target=begin_many, args=(str(path), f"t{n}", True)) for n in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers[:4]] == [0] * 4
    assert len(Journal(path).open_entries(2.0)) == 180
    assert [json.loads(line)["state"] for line in path.read_text().splitlines()] == ["sending"] * 180


def test_a_fork_does_not_keep_the_lock(path: Path, lock_library: str) -> None:
    """A process that was forked while the lock was held has the descriptor, but not the lock."""
    path.parent.mkdir()
    lock = path.with_name("tasks.jsonl.lock")
    child = 0
    with files.locked(lock):
        child = os.fork()
        if not child:
            time.sleep(30)
            os._exit(0)
    try:
        with files.locked(lock):
            pass
    finally:
        os.kill(child, 9)
        os.waitpid(child, 0)


def test_a_system_without_locks(path: Path, hostile: Any, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The constructor says which package brings locks; a client without a journal works, and so does a download."""
    for name in ("fcntl", "filelock"):  # as Windows may be
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(ImportError, match=r"a journal needs file locks.*pip install filelock"):
        Journal(path)
    with pytest.raises(ImportError, match="pip install filelock"):
        Seedance("k", base_url=hostile.base_url, journal=path)
    hostile.script = {"POST": [http(TASK)], "GET": [http(BOX)]}
    with Seedance("k", base_url=hostile.base_url) as client:
        client.create("x", model=PRO)
        client.download(finished(hostile), target)
    assert target.read_bytes() == BOX
