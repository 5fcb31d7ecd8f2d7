"""The store: a restart or kill -9 loses no answered create."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from seedance_conformance.mock.server import MockServer
from seedance_conformance.mock.state.store import Store, StoreError
from seedance_conformance.mock.state.tasks import Task

BODY = json.dumps({"model": "seedance_2_0_pro", "prompt": "x"}).encode()
REQUEST = (
    b"POST /kyyReactApiServer/v1/kyyvideo2/videos HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer key-one\r\n"
    b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(BODY)
) + BODY


def create_until_dropped(port: int, acknowledged: list[str], enough: threading.Event) -> None:
    """Create tasks on one connection until it drops, and note each whole answer."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        stream = connection.makefile("rb")
        while True:
            try:
                connection.sendall(REQUEST)
                while (line := stream.readline()) not in (b"\r\n", b""):
                    if line.lower().startswith(b"content-length:"):
                        size = int(line.split(b":")[1])
                body = stream.read(size) if line else b""
            except OSError:
                return
            if not body or len(body) < size:
                return
            acknowledged.append(json.loads(body)["id"])
            if len(acknowledged) > 300:
                enough.set()


def test_kill_9_under_load_loses_no_acknowledged_task(start: Callable[..., Any], tmp_path: Path) -> None:
    """A mock that is killed while four clients create tasks still knows every task that it answered."""
    path = tmp_path / "tasks.db"
    command = [sys.executable, "-m", "seedance_conformance.mock", "--port", "0", "--store", str(path)]
    environment = os.environ | {"SEEDANCE_MOCK_KEYS": "key-one"}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True)
    assert process.stdout is not None
    port = int(process.stdout.readline().rsplit(":", 1)[1].split("/")[0])
    acknowledged: list[str] = []
    enough = threading.Event()
    clients = [threading.Thread(target=create_until_dropped, args=(port, acknowledged, enough)) for _ in range(4)]
    for client in clients:
        client.start()
    assert enough.wait(20)
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    for client in clients:
        client.join()
    mock = start(store=path)
    assert len(set(acknowledged)) == len(acknowledged)
    assert [task_id for task_id in acknowledged if mock.query(task_id).status_code != 200] == []


@pytest.mark.parametrize(("sound", "failure"), [(True, None), (False, "no; say so (CR-X)")])
def test_a_task_reads_back_as_it_was_written(sound: bool, failure: str | None) -> None:
    """Also bytes, flags and None, which the store converts for SQLite."""
    store = Store()
    task = Task(store.new_key(), "head", b"\x00owner\xff", 1.5, "seedance_2_0", 8, "1:1", sound, 2.5, 3.5, failure)
    store.save(task)
    assert store.task(task.row) == task
    store.close()


def test_a_restart_keeps_tasks_and_assets(start: Callable[..., Any], tmp_path: Path) -> None:
    """They are there after a restart, and ids are never used again."""
    path = tmp_path / "tasks.db"
    with MockServer(store=path, api_keys=["key-one"]):
        pass
    first = start(store=path)
    created, asset_id = first.create().json(), first.active_asset()
    first.server.__exit__(None, None, None)
    second = start(store=path)
    assert second.query(created["id"]).json()["created"] == created["created"]
    assert second.client.get(f"/kyyVideo2/asset/{asset_id}").json()["data"]["assetId"] == asset_id
    assert second.create().json()["id"] != created["id"]


def test_the_file_has_no_key(start: Callable[..., Any], tmp_path: Path) -> None:
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
