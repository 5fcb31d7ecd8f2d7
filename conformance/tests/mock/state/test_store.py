"""The store: a restart or kill -9 loses no answered create."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from seedance_conformance.mock.state.store import Store, StoreError
from tests.mock.conftest import HEADERS, PROMPT_ONLY, Start, command


def test_kill_9_under_load_loses_no_acknowledged_task(start: Start, tmp_path: Path) -> None:
    """A mock that is killed while four clients create tasks still knows every task that it answered."""
    path, acknowledged, enough = tmp_path / "tasks.db", list[str](), threading.Event()

    def create_until_dropped(base_url: str) -> None:
        with httpx.Client(headers=HEADERS, trust_env=False, timeout=10) as client, suppress(httpx.TransportError):
            while True:
                acknowledged.append(client.post(base_url + "/v1/kyyvideo2/videos", json=PROMPT_ONLY).json()["id"])
                if len(acknowledged) > 300:
                    enough.set()

    with (
        ThreadPoolExecutor(4) as pool,
        command("--store", str(path), SEEDANCE_MOCK_KEYS="key-one") as (process, base_url),
    ):
        clients = pool.map(create_until_dropped, [base_url] * 4)
        assert enough.wait(60)
        process.kill()
    assert list(clients) == [None] * 4
    mock = start(store=path)
    assert len(set(acknowledged)) == len(acknowledged)
    assert [task_id for task_id in acknowledged if mock.query(task_id).status_code != 200] == []


def test_a_restart_keeps_tasks_and_assets(start: Start, tmp_path: Path) -> None:
    """They are there after a restart, and ids are never used again."""
    path = tmp_path / "tasks.db"
    first = start(store=path)
    created, asset_id = first.create().json(), first.active_asset()
    first.server.__exit__(None, None, None)
    second = start(store=path)
    assert second.query(created["id"]).json()["created"] == created["created"]
    assert second.asset(asset_id).json()["data"]["assetId"] == asset_id
    assert second.create().json()["id"] != created["id"]


def test_the_file_has_no_key(start: Start, tmp_path: Path) -> None:
    """The store has a hash of the key, never the key."""
    mock = start(store=tmp_path / "tasks.db")
    mock.create()
    mock.upload()
    content = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"seedance_2_0_pro" in content
    assert b"key-one" not in content


def test_a_file_that_is_not_a_store_is_named(tmp_path: Path) -> None:
    """The error names the path and the remedy."""
    path = tmp_path / "notes.txt"
    path.write_text("this is not a database, and it is long enough to be seen not to be one " * 20)
    with pytest.raises(StoreError, match=r"notes\.txt.*name a writable file"):
        Store(path)


def test_a_store_has_one_owner(tmp_path: Path) -> None:
    """A second mock on the same file is refused at its start, not at its first write."""
    first = Store(tmp_path / "tasks.db")
    with pytest.raises(StoreError, match="locked"):
        Store(tmp_path / "tasks.db")
    first.close()
    Store(tmp_path / "tasks.db").close()
