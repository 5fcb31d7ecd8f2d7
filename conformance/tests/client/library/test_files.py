"""The journal and the video on file systems that can't sync, and on disks that are full or broken."""

import errno
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from seedance_client import DownloadFailed, Journal, JournalError, NewRequest, Seedance
from seedance_client._sdk.journal import files
from tests.client.library.answers import BOX, KEY, MISSING, PRO, TASK, finished, http

pytest.importorskip("fcntl")

BODY = {"model": PRO, "prompt": "x"}
BROKEN = [errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.ESTALE]
"""What a full or broken disk says."""
names = pytest.mark.parametrize("number", MISSING, ids=lambda number: errno.errorcode[number])


@contextmanager
def failing_sync(number: int, *, folders: bool) -> Iterator[None]:
    """A file system that can't sync folders, or files."""
    real = os.fsync

    def fsync(handle: int) -> None:
        if Path(f"/proc/self/fd/{handle}").is_dir() == folders:
            raise OSError(number, os.strerror(number))
        real(handle)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", fsync)
        yield


@names
def test_a_folder_that_cannot_be_synced_is_no_trouble(number: int, hostile: Any, call: Any, path: Path) -> None:
    """The journal's own bytes are synced: that its folder isn't stops nothing."""
    hostile.script["POST"] = [http(TASK)]
    with failing_sync(number, folders=True):
        assert call("create", "x", model=PRO, options={"journal": path}).id == "video_1"
    assert [json.loads(line)["state"] for line in path.read_text().splitlines()] == ["sending", "created"]


@pytest.mark.parametrize("number", [*MISSING, errno.EIO], ids=lambda number: errno.errorcode[number])
def test_a_journal_that_cannot_be_synced_is_said_before_anything_is_sent(
    number: int, hostile: Any, call: Any, path: Path
) -> None:
    """Without a sync a power cut could lose a paid task: nothing is sent, and no reservation is left."""
    for there in (False, True):
        with (
            failing_sync(number, folders=False),
            pytest.raises(JournalError, match=r"^nothing was sent: .*it can't be"),
        ):
            call("create", "x", model=PRO, options={"journal": path})
        assert path.read_bytes() == b"", there  # the second time it is there already
    assert not hostile.seen
    hostile.script["POST"] = [http(TASK)]
    assert call("create", "x", model=PRO, options={"journal": path}).id == "video_1"


def test_a_disk_that_is_full(
    hostile: Any, call: Any, path: Path, monkeypatch: pytest.MonkeyPatch, lock_library: str
) -> None:
    """A line that came on the disk in part is taken away again, and may be written later."""
    Journal(path).begin(NewRequest("1", {"prompt": "y"}), 1.0, again=False)
    before = path.read_bytes()

    class Full(files.io.FileIO):  # type: ignore[name-defined,misc]
        def write(self, line: Any) -> int:
            super().write(line[:10])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(files.io, "FileIO", Full)  # type: ignore[attr-defined]
        with pytest.raises(JournalError, match=r"can't be written \(No space left"):
            call("create", "x", model=PRO, options={"journal": path})
    assert path.read_bytes() == before
    assert not hostile.seen
    hostile.script["POST"] = [http(TASK)]
    assert call("create", "x", model=PRO, options={"journal": path}).id == "video_1"


def test_a_disk_that_takes_little_at_once(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line that is written in pieces is whole in the end."""

    class Slow(files.io.FileIO):  # type: ignore[name-defined,misc]
        def write(self, line: Any) -> int:
            return int(super().write(line[:7]))

    monkeypatch.setattr(files.io, "FileIO", Slow)  # type: ignore[attr-defined]
    Journal(path).begin(NewRequest("1", BODY), 1.0, again=False)
    assert json.loads(path.read_text())["body"] == BODY


@names
@pytest.mark.parametrize("folders", [True, False])
def test_a_whole_video_is_a_success_where_nothing_is_synced(
    number: int, folders: bool, hostile: Any, call: Any, target: Path
) -> None:
    """A network share that can't sync its files, or its folders, takes nothing from a video that is whole."""
    hostile.script["GET"] = [http(BOX)]
    with failing_sync(number, folders=folders):
        call("download", finished(hostile), target)
    assert target.read_bytes() == BOX
    assert list(target.parent.iterdir()) == [target]


@pytest.mark.parametrize("number", BROKEN, ids=lambda number: errno.errorcode[number])
def test_a_broken_disk_is_no_success(number: int, hostile: Any, call: Any, target: Path) -> None:
    """If only the sync reports a full or broken disk, the old file at the target stays."""
    target.write_bytes(b"before")
    hostile.script["GET"] = [http(BOX)]
    task = finished(hostile)
    with failing_sync(number, folders=False), pytest.raises(DownloadFailed, match="can't be written") as caught:
        call("download", task, target, overwrite=True)
    assert caught.value.task_id == "video_1"
    assert target.read_bytes() == b"before"
    call("download", task, target, overwrite=True)
    assert target.read_bytes() == BOX


def test_the_file_is_open_for_writing_when_it_is_synced(
    hostile: Any, call: Any, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows syncs no file that is open for reading alone, and calls it EBADF."""
    real = os.fsync

    def fsync(handle: int) -> None:
        if not Path(f"/proc/self/fd/{handle}").is_dir():
            os.write(handle, b"")
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    hostile.script["GET"] = [http(BOX)]
    call("download", finished(hostile), target)
    assert target.read_bytes() == BOX


@pytest.mark.skipif(sys.platform != "linux", reason="Linux alone has this one")
def test_a_real_file_system_that_syncs_no_folder() -> None:
    """Linux' /proc can't sync a folder, as some network shares can't."""
    handle = os.open("/proc", os.O_RDONLY)
    with pytest.raises(OSError, match="Invalid argument"):
        os.fsync(handle)
    os.close(handle)
    files.sync_directory(Path("/proc"))


def test_reading_makes_no_file(path: Path, call: Any) -> None:
    """Where no journal is, nothing is open; to ask makes neither a file nor a folder."""
    options = {"journal": path}
    assert call("resume", options=options).tasks == ()
    with pytest.raises(ValueError, match="have a request or task 'video_1'"):
        call("settle", "video_1", options=options)
    Journal(path).note_task("video_1", "completed", 1.0)
    assert not path.parent.exists()


def test_another_file_in_its_place(path: Path, service: str) -> None:
    """A journal that was moved away, as by rotation, is begun again."""
    with Seedance(KEY, base_url=service, journal=path) as client:
        client.create("x", model=PRO)
        path.rename(path.with_suffix(".old"))
        again = client.create("x", model=PRO)
        assert [task.id for task in client.resume().tasks] == [again.id]
