"""The store: each file is whole or missing, even if the disk fails."""

import os
import threading
import time
from pathlib import Path

import pytest
from seedance_conformance.media.cache.locking import locked
from seedance_conformance.media.cache.store import Packed, Store
from tests.media.cache.test_spool import full

NAME = "images/a.png"
PACKED = Packed.of(b"some bytes" * 1000)


def test_a_folder_that_is_not_writable_is_replaced(tmp_path: Path) -> None:
    """The files go to a temporary folder, and one line says so."""
    blocked, said = tmp_path / "cache", list[str]()
    blocked.write_text("in the way")
    store = Store(blocked)
    for name in (NAME, "b.png"):
        store.put(name, PACKED, said.append)
    assert (store.get(NAME), store.get("b.png")) == (PACKED, PACKED)
    assert len(said) == 1
    assert f"can't be kept in '{blocked}'" in said[0]
    assert f"in '{store.folder}'" in said[0]
    assert "XDG_CACHE_HOME" in said[0]


def test_a_temporary_folder_is_deleted_with_its_store(tmp_path: Path) -> None:
    """Nobody else can use it."""
    store = Store(tmp_path / "file" / "cache")
    (tmp_path / "file").write_text("")
    store.put(NAME, PACKED, print)
    folder = store.folder
    assert folder is not None
    assert folder.exists()
    del store
    assert not folder.exists()


def test_a_full_disk_leaves_no_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Drafts are removed; without space for a temporary folder, files stay in memory."""
    said = list[str]()
    monkeypatch.setattr(Path, "replace", full)
    monkeypatch.setattr("tempfile.mkdtemp", full)
    Store(tmp_path).put(NAME, PACKED, said.append)
    assert not list(tmp_path.rglob("*.*"))
    assert "No space left on device" in said[0]
    assert "in memory" in said[0]


def test_a_file_that_reads_back_differently_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that silently loses bytes counts as a full one."""
    said = list[str]()
    real = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: real(path)[:-1])
    Store(tmp_path).put(NAME, PACKED, said.append)
    assert not list(tmp_path.rglob("*.z"))
    assert "reads back differently" in said[0]


def test_drafts_of_killed_runs_are_removed(tmp_path: Path) -> None:
    """Only old ones are, since a recent one may belong to another run."""
    for name, age in (("a.z.1.part", 700), ("b.z.2.part", 500)):
        (tmp_path / name).write_text("half")
        os.utime(tmp_path / name, (time.time() - age,) * 2)
    with Store(tmp_path).locked(print):
        assert [path.name for path in tmp_path.rglob("*.part")] == ["b.z.2.part"]


def test_the_second_waits_for_the_lock(tmp_path: Path) -> None:
    """It enters when the first leaves, and its user hears why it waits."""
    order, said, inside = list[str](), list[str](), threading.Event()

    def notice(text: str) -> None:
        said.append(text)
        inside.set()

    def second() -> None:
        with locked(tmp_path, notice):
            order.append("second")

    thread = threading.Thread(target=second)
    with locked(tmp_path, print) as held:
        assert held
        thread.start()
        assert inside.wait(10)
        order.append("first")
    thread.join()
    assert order == ["first", "second"]
    assert said == ["another process is writing the same media files: waiting for it"]


def test_the_wait_for_the_lock_has_a_limit(tmp_path: Path) -> None:
    """A stopped process delays the others only for a while."""
    said = list[str]()
    with locked(tmp_path, print), locked(tmp_path, said.append, timeout=0.0) as held:
        assert not held
    assert "not waiting any longer" in said[-1]


def test_a_folder_that_can_not_be_created_is_not_locked(tmp_path: Path) -> None:
    """The next write reports what is wrong."""
    (tmp_path / "file").write_text("")
    with locked(tmp_path / "file" / "cache", print) as held:
        assert not held
