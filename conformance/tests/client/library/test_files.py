"""The journal and the video on file systems without locks or syncs, and with or without the library for locks."""

import asyncio
import errno
import importlib.util
import json
import multiprocessing
import os
import sys
import threading
import time
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import pytest
from seedance_client import AsyncSeedance, Journal, JournalError, Seedance, Task
from seedance_client.sdk import files

fcntl = pytest.importorskip("fcntl")

PRO: Final = "seedance_2_0_pro"
BODY = {"model": PRO, "prompt": "x"}
MISSING = [errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL, errno.EPERM]
"""How a file system says that it has no such thing."""
BOX = b"\x00\x00\x00\x0cftypisom\x00\x00\x00\x08moov\x00\x00\x00\x08mdat"
names = pytest.mark.parametrize("number", MISSING, ids=lambda number: errno.errorcode[number])


def http(content: bytes) -> bytes:
    """An answer."""
    return b"HTTP/1.1 200 X\r\nContent-Length: %d\r\n\r\n%s" % (len(content), content)


ACCEPTED = http(b'{"id": "video_1", "status": "queued"}')


KINDS: dict[str, ModuleType | None] = {"without the library": None, "with an old library": ModuleType("filelock")}
if importlib.util.find_spec("filelock"):  # it is not beside a vendored client
    KINDS["with the library"] = importlib.import_module("filelock")


@pytest.fixture(params=KINDS)
def library(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Once with filelock, where it is installed, once without it, and once with one that has nothing for us."""
    monkeypatch.setitem(sys.modules, "filelock", KINDS[request.param])
    return str(request.param)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the journal is."""
    return tmp_path / "deep" / "tasks.jsonl"


@pytest.fixture
def no_locks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """A file system without locks."""
    number = int(request.param)

    def flock(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, "flock", flock)
    return number


def fail_to_sync(monkeypatch: pytest.MonkeyPatch, number: int, *, folders: bool) -> None:
    """A file system that can't sync folders, or files."""
    real = os.fsync

    def fsync(handle: int) -> None:
        if Path(f"/proc/self/fd/{handle}").is_dir() == folders:
            raise OSError(number, os.strerror(number))
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)


@pytest.mark.parametrize("no_locks", MISSING, indirect=True)
def test_no_locks_is_said_before_anything_is_sent(
    no_locks: int, library: str, hostile: Any, either: Any, path: Path
) -> None:
    """Where the file system has no locks nothing is sent, nothing is written, and the error says what to do."""
    for _ in range(2):
        with pytest.raises(JournalError, match=r"^nothing was sent: .* no locks: .* on a local disk") as caught:
            either.call(hostile.base_url, "create", "x", model=PRO, options={"journal": path, "max_tasks": 1})
        assert (str(path) in str(caught.value), caught.value.errno) == (True, no_locks)
    assert not hostile.seen
    assert not path.exists()


@names
def test_a_folder_that_cannot_be_synced_is_no_trouble(
    number: int, hostile: Any, either: Any, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The journal's own bytes are synced: that its folder isn't stops nothing."""
    fail_to_sync(monkeypatch, number, folders=True)
    hostile.script["POST"] = [ACCEPTED]
    assert either.call(hostile.base_url, "create", "x", model=PRO, options={"journal": path}).id == "video_1"
    assert [json.loads(line)["state"] for line in path.read_text().splitlines()] == ["sending", "created"]


@pytest.mark.parametrize("number", [*MISSING, errno.EIO], ids=lambda number: errno.errorcode[number])
def test_a_journal_that_cannot_be_synced_is_said_before_anything_is_sent(
    number: int, hostile: Any, either: Any, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a sync a power cut could lose a paid task: nothing is sent, and no reservation is left."""
    for there in (False, True):
        with monkeypatch.context() as patch:
            fail_to_sync(patch, number, folders=False)
            with pytest.raises(JournalError, match=r"^nothing was sent: .*it can't be synced"):
                either.call(hostile.base_url, "create", "x", model=PRO, options={"journal": path})
        assert path.read_bytes() == b"", there  # the second time it is there already
    assert not hostile.seen
    hostile.script["POST"] = [ACCEPTED]
    assert either.call(hostile.base_url, "create", "x", model=PRO, options={"journal": path}).id == "video_1"


def test_a_disk_that_is_full(
    hostile: Any, either: Any, path: Path, monkeypatch: pytest.MonkeyPatch, library: str
) -> None:
    """A line that came on the disk in part is taken away again, and may be written later."""
    Journal(path).begin("1", {"prompt": "y"}, 1.0, again=False)
    before = path.read_bytes()

    class Full(files.io.FileIO):  # type: ignore[name-defined,misc]
        def write(self, line: Any) -> int:
            super().write(line[:10])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(files.io, "FileIO", Full)  # type: ignore[attr-defined]
        with pytest.raises(JournalError, match=r"can't be written \(No space left"):
            either.call(hostile.base_url, "create", "x", model=PRO, options={"journal": path})
    assert path.read_bytes() == before
    assert not hostile.seen
    hostile.script["POST"] = [ACCEPTED]
    assert either.call(hostile.base_url, "create", "x", model=PRO, options={"journal": path}).id == "video_1"


def test_a_disk_that_takes_little_at_once(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line that is written in pieces is whole in the end."""

    class Slow(files.io.FileIO):  # type: ignore[name-defined,misc]
        def write(self, line: Any) -> int:
            return int(super().write(line[:7]))

    monkeypatch.setattr(files.io, "FileIO", Slow)  # type: ignore[attr-defined]
    Journal(path).begin("1", BODY, 1.0, again=False)
    assert json.loads(path.read_text())["body"] == BODY


@pytest.mark.parametrize("no_locks", MISSING, indirect=True)
def test_a_whole_video_is_a_success_without_locks(no_locks: int, hostile: Any, either: Any, target: Path) -> None:
    """A lock keeps two downloads apart; where there is none, a video that is whole is a success."""
    hostile.script["GET"] = [http(BOX)]
    task = Task("video_1", "completed", video_url=f"{hostile.base_url}/o.mp4")
    either.call(hostile.base_url, "download", task, target)
    assert target.read_bytes() == BOX


@names
def test_a_whole_video_is_a_success_in_any_folder(
    number: int, hostile: Any, either: Any, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that can't be synced takes nothing from a video that is whole."""
    fail_to_sync(monkeypatch, number, folders=True)
    hostile.script["GET"] = [http(BOX)]
    task = Task("video_1", "completed", video_url=f"{hostile.base_url}/o.mp4")
    either.call(hostile.base_url, "download", task, target)
    assert target.read_bytes() == BOX


@pytest.mark.skipif(sys.platform != "linux", reason="Linux alone has this one")
def test_a_real_file_system_that_syncs_no_folder() -> None:
    """Linux' /proc can't sync a folder, as some network shares can't."""
    handle = os.open("/proc", os.O_RDONLY)
    with pytest.raises(OSError, match="Invalid argument"):
        os.fsync(handle)
    os.close(handle)
    files.sync_directory(Path("/proc"))


def test_another_process_holds_the_lock(path: Path, library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lock that is never let go of, by a process that hangs, has an end; then nothing is written."""
    monkeypatch.setattr(files, "LOCK_SECONDS", 0.05)
    path.parent.mkdir()
    with path.with_name("tasks.jsonl.lock").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(JournalError, match=r"can't be used \(another process has held it for 0.05 s\)"):
            Journal(path).begin("1", BODY, 1.0, again=False)
    assert not path.exists()
    Journal(path).begin("1", BODY, 1.0, again=False)


def begin_many(path: str, name: str, library: bool) -> None:
    """Write thirty entries from another process, with the library or without it."""
    if not library:
        sys.modules["filelock"] = None  # type: ignore[assignment]
    journal = Journal(path)
    for number in range(30):
        journal.begin(f"{name}-{number}", {"n": f"{name}-{number}"}, 1.0, again=False)


def test_both_ways_to_lock_keep_each_other_out(path: Path) -> None:
    """Processes with the library and processes without it share a journal."""
    fork = multiprocessing.get_context("fork")
    workers = [fork.Process(target=begin_many, args=(str(path), f"p{n}", n % 2 == 0)) for n in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
        assert worker.exitcode == 0
    assert len(Journal(path).open_entries(2.0)) == 120
    assert [json.loads(line)["state"] for line in path.read_text().splitlines()] == ["sending"] * 120


def test_a_fork_does_not_keep_the_lock(path: Path, library: str) -> None:
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


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system without fcntl and without the library, as Windows may be."""
    for name in ("fcntl", "filelock"):
        monkeypatch.setitem(sys.modules, name, None)


def test_a_system_without_locks(bare: None, path: Path, hostile: Any, target: Path) -> None:
    """The constructor says which package brings locks; a client without a journal works, and so does a download."""
    with pytest.raises(ImportError, match=r"a journal needs file locks.*pip install filelock"):
        Journal(path)
    with pytest.raises(ImportError, match="pip install filelock"):
        Seedance("k", base_url=hostile.base_url, journal=path)
    hostile.script = {"POST": [ACCEPTED], "GET": [http(BOX)]}
    with Seedance("k", base_url=hostile.base_url) as client:
        task = client.create("x", model=PRO)
        client.download(Task(task.id, "completed", video_url=f"{hostile.base_url}/o.mp4"), target)
    assert target.read_bytes() == BOX


def test_reading_makes_no_file(path: Path, hostile: Any, either: Any) -> None:
    """Where no journal is, nothing is open; to ask makes neither a file nor a folder."""
    options = {"journal": path}
    assert either.call(hostile.base_url, "resume", options=options).tasks == ()
    with pytest.raises(ValueError, match="have a request or task 'video_1'"):
        either.call(hostile.base_url, "settle", "video_1", options=options)
    Journal(path).note_task("video_1", "completed", 1.0)
    assert not path.parent.exists()


class Interrupting(Journal):
    """A journal during whose writing the user presses Ctrl-C."""

    def begin(self, *arguments: Any, **named: Any) -> None:
        """Write, and be interrupted before the request is sent."""
        super().begin(*arguments, **named)
        raise KeyboardInterrupt


def test_an_interruption_before_sending_closes_the_entry(path: Path, hostile: Any) -> None:
    """What was written down and never sent is closed: it may be sent later, and counts as nothing."""
    hostile.script["POST"] = [ACCEPTED]
    with Seedance("k", base_url=hostile.base_url, journal=Interrupting(path), max_tasks=1) as client:
        with pytest.raises(KeyboardInterrupt):
            client.create("x", model=PRO)
        assert (client._guard.tasks, client.resume().unknown) == (0, ())
    with Seedance("k", base_url=hostile.base_url, journal=path) as client:
        assert client.create("x", model=PRO).id == "video_1"


def test_a_cancellation_before_sending_closes_the_entry(path: Path, hostile: Any) -> None:
    """The same for a call that is cancelled while the disk is slow."""
    hostile.script["POST"] = [ACCEPTED]
    writing, go_on = threading.Event(), threading.Event()

    class Slow(Journal):
        def begin(self, *arguments: Any, **named: Any) -> None:
            writing.set()
            go_on.wait(10)
            super().begin(*arguments, **named)

    async def main() -> None:
        async with AsyncSeedance("k", base_url=hostile.base_url, journal=Slow(path), max_tasks=1) as client:
            call = asyncio.create_task(client.create("x", model=PRO))
            await asyncio.to_thread(writing.wait, 10)
            call.cancel()
            asyncio.get_running_loop().call_soon(go_on.set)
            with pytest.raises(asyncio.CancelledError):
                await call
            assert client._guard.tasks == 0
            assert (await client.resume()).unknown == ()
            assert not hostile.seen
            assert (await client.create("x", model=PRO)).id == "video_1"

    asyncio.run(main())
