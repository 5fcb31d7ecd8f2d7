"""`seedance mock --workers N`: several processes answer as one mock."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from attrs import define
from seedance_conformance.mock import workers as workers_module
from seedance_conformance.mock.server import MockServer, PortError, serve, server_config
from seedance_conformance.mock.settings import Settings, SettingsError
from seedance_conformance.mock.state.store import StoreError
from seedance_conformance.mock.workers import serve_workers
from tests.mock.conftest import HEADERS, PROMPT_ONLY, command


@define
class Workers:
    """A running `seedance mock --workers 2`."""

    process: "subprocess.Popen[str]"
    base_url: str

    def pids(self) -> list[int]:
        """The processes that have the port open and answer."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [int(pid) for pid in children if "spawn_main" in Path(f"/proc/{pid}/cmdline").read_text()]

    def call(self, method: str, path: str, body: object = None) -> httpx.Response:
        """A request on a connection of its own, so that any worker may answer it."""
        url = self.base_url + path
        options: Any = {"headers": HEADERS, "trust_env": False, "timeout": 20, "verify": False}
        return httpx.request(method, url, json=body, **options)

    def create(self) -> str:
        """The id of a new task."""
        return str(self.call("POST", "/v1/kyyvideo2/videos", PROMPT_ONLY).json()["id"])

    def create_patiently(self) -> str:
        """The id of a new task; while no worker has the port, try again."""
        end = time.monotonic() + 20
        while True:
            try:
                return self.create()
            except httpx.TransportError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.05)

    def control(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        """Use a control endpoint."""
        root = self.base_url.removesuffix("/kyyReactApiServer")
        answer = httpx.request(method, f"{root}/_mock/{path}", json=body, trust_env=False, timeout=20)
        return dict(answer.json())


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    """Two workers over a temporary store; a module shares them, since starting them takes a second."""
    with command("--workers", "2") as (process, base_url):
        yield Workers(process, base_url)
        process.terminate()
        process.wait(20)


def test_all_workers_answer_as_one_mock(workers: Workers) -> None:
    """Every task is known to every worker, whose clock and log are the same; a reset deletes all of it."""
    workers.control("POST", "reset")
    ids = [workers.create() for _ in range(12)]
    assert len(set(ids)) == 12
    workers.control("POST", "clock", {"advance": 1_000})
    states = [workers.call("GET", f"/v1/result/{task}").json()["status"] for task in ids * 2]
    assert states == ["completed"] * 24
    calls = workers.control("GET", "log")["calls"]
    assert [call["operation"] for call in calls] == ["create"] * 12 + ["query"] * 24
    workers.control("POST", "reset")
    assert {workers.call("GET", f"/v1/result/{task}").status_code for task in ids} == {404}
    assert len(workers.control("GET", "log")["calls"]) == 12


def test_a_killed_worker_is_replaced_and_its_tasks_are_there(workers: Workers) -> None:
    """After kill -9 of every worker, the port answers again soon, and every acknowledged task is known."""
    ids = [workers.create() for _ in range(4)]
    for victim in workers.pids():
        os.kill(victim, signal.SIGKILL)
        ids.append(workers.create_patiently())
    assert [workers.call("GET", f"/v1/result/{task}").status_code for task in ids] == [200] * len(ids)


def test_results_are_the_same_file_from_every_worker(workers: Workers) -> None:
    """A download that is continued at another worker gets the same bytes and the same entity tag."""
    task = workers.create()
    workers.control("POST", "clock", {"advance": 100})
    answers = [workers.call("GET", f"/results/{task}.mp4") for _ in range(6)]
    assert len({(answer.headers["etag"], answer.content) for answer in answers}) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="other systems don't spread the connections of a port")
def test_connections_are_spread_over_the_workers(workers: Workers) -> None:
    """Of 40 connections that come at once, each worker has at least a few."""

    def sockets(pid: int) -> int:
        return sum("socket:" in str(entry.readlink()) for entry in Path(f"/proc/{pid}/fd").iterdir())

    before = {pid: sockets(pid) for pid in workers.pids()}
    url = httpx.URL(workers.base_url)
    with ExitStack() as stack:
        for _ in range(40):
            connection = stack.enter_context(socket.create_connection((url.host, url.port or 0), 20))
            connection.sendall(b"GET / HTTP/1.1\r\nHost: mock\r\n\r\n")
            connection.recv(1)  # a worker has accepted it
        assert min(sockets(pid) - count for pid, count in before.items()) >= 5


def test_a_port_that_workers_have_is_taken(workers: Workers) -> None:
    """Neither a mock with workers nor one without shares the port of another."""
    port = httpx.URL(workers.base_url).port
    for start in (serve, serve_workers):
        with pytest.raises(PortError, match="choose another --port"):
            start(Settings(port=port or 0, workers=2), pytest.fail)


@pytest.mark.parametrize("host", ["192.0.2.1", "a..b", "\u00e9..b", "2001:db8::1"])
def test_a_host_that_is_not_here_is_named(host: str) -> None:
    """Another port wouldn't help: the message asks for another host."""
    for start in (serve, serve_workers):
        with pytest.raises(PortError, match=rf"can't listen on \[?{host}\]?:0 .*: choose a --host"):
            start(Settings(host=host, port=0, workers=2), pytest.fail)


def test_workers_end_with_their_parent() -> None:
    """After kill -9 of the command no worker keeps the port."""
    with command("--workers", "2") as (process, base_url):
        process.kill()
    url = httpx.URL(base_url)
    end = time.monotonic() + 20
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex((url.host, url.port or 0)):
                return
        time.sleep(0.05)
    pytest.fail("a worker still has the port")


def test_a_worker_waits_for_a_store_that_is_away(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A database that restarts is tried again for a while; then the worker says why it ends, without a traceback."""
    attempts: list[object] = []

    def create_app(*given: object, **more: object) -> str:
        attempts.append(given)
        if len(attempts) < 3:
            raise StoreError("the store is away")
        return "app"

    monkeypatch.setattr(workers_module, "create_app", create_app)
    assert str(workers_module._app(Settings(), Path())) == "app"
    attempts.clear()
    monkeypatch.setattr(workers_module, "_STORE_SECONDS", -1.0)
    with pytest.raises(SystemExit) as ended:
        workers_module._app(Settings(), Path())
    assert ended.value.code == workers_module._NO_STORE
    assert capsys.readouterr().err == "seedance mock: a worker can't start: the store is away\n"


def test_a_worker_that_cannot_start_ends_the_command() -> None:
    """At the start it would be tried for ever, and the base URL never printed; only a replacement is tried again."""
    supervisor = workers_module._Supervisor.__new__(workers_module._Supervisor)
    supervisor.should_exit = threading.Event()
    supervisor.failed = supervisor._announced = False
    supervisor.processes = [SimpleNamespace(exitcode=None), SimpleNamespace(exitcode=workers_module._NO_STORE)]  # type: ignore[list-item]
    supervisor.keep_subprocess_alive()
    assert supervisor.failed
    assert supervisor.should_exit.is_set()


def test_the_base_url_is_announced_if_a_worker_is_killed_at_the_start() -> None:
    """Its replacement answers, so whoever waits for the line goes on."""
    supervisor = workers_module._Supervisor.__new__(workers_module._Supervisor)
    supervisor.should_exit, supervisor.signal_queue, said = threading.Event(), [], []
    supervisor._announced, supervisor._ready = False, lambda: said.append("ready")
    readiness = iter([False, True])
    worker = SimpleNamespace(
        exitcode=None, is_alive=lambda timeout: True, wait_until_ready=lambda *given: next(readiness)
    )
    supervisor.config, supervisor.processes = server_config(pytest.fail, 2), [worker]  # type: ignore[list-item]
    for _ in range(3):
        supervisor.keep_subprocess_alive()
    assert said == ["ready"]


def test_two_mocks_over_one_store_are_one(tmp_path: Path) -> None:
    """In one process, too, mocks with `workers` share a file: what one creates, the other deletes."""
    options: dict[str, Any] = {"workers": 2, "store": tmp_path / "tasks.db", "queue_seconds": 0, "process_seconds": 0}
    with MockServer(**options) as one, MockServer(**options) as other, httpx.Client(trust_env=False) as client:
        made = client.post(one.base_url + "/v1/kyyvideo2/videos", headers=HEADERS, json=PROMPT_ONLY)
        answer = client.get(f"{other.base_url}/v1/result/{made.json()['id']}", headers=HEADERS)
        assert answer.json()["status"] == "completed"


def test_no_workers_are_refused() -> None:
    """Zero workers can't serve."""
    with pytest.raises(SettingsError, match="0 workers"):
        Settings(workers=0)
