"""A SOCKS proxy, with the package of the extra `socks`: requests go through it, and its failures cost nothing."""

import gc
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from seedance_client import NotConnected, OutcomeUnknown, Seedance, Task
from tests.client.library.answers import BOX, PRO, http, reset


def pour(source: socket.socket, target: socket.socket) -> None:
    """Hand on what comes, and its end; that of a broken line, too."""
    with suppress(OSError):
        while piece := source.recv(65536):
            target.sendall(piece)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)


def greet(connection: socket.socket) -> int:
    """Agree on no password, and read the port that is asked for; a proxy that does no more drops the line then."""
    connection.recv(262)
    connection.sendall(b"\x05\x00")
    return int(struct.unpack("!H", connection.recv(262)[-2:])[0])


def tunnel(connection: socket.socket) -> None:
    """Hand on everything."""
    with socket.create_connection(("127.0.0.1", greet(connection)), timeout=10) as target:
        connection.sendall(b"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00")
        other = threading.Thread(target=pour, args=(target, connection), daemon=True)
        other.start()
        pour(connection, target)
        other.join(10)


def refuse(connection: socket.socket) -> None:
    """Say that the host can't be reached."""
    greet(connection)
    connection.sendall(b"\x05\x04\x00\x01\x00\x00\x00\x00\x00\x00")


# httpcore 1.0 forgets the connection to a SOCKS proxy that refused: the collector closes it, and says so.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture
def proxy() -> Iterator[Callable[[Callable[[socket.socket], None]], str]]:
    """Starts a proxy that behaves so, and gives its address."""

    def start(behave: Callable[[socket.socket], None]) -> str:
        listener = socket.create_server(("127.0.0.1", 0))

        def serve() -> None:
            with listener:
                listener.settimeout(10)
                while True:
                    try:
                        connection, _ = listener.accept()
                    except OSError:
                        return
                    with connection:
                        connection.settimeout(10)
                        behave(connection)

        threading.Thread(target=serve, daemon=True).start()
        return f"socks5://127.0.0.1:{listener.getsockname()[1]}"

    yield start
    gc.collect()


def test_everything_goes_through_it(hostile: Any, call: Any, proxy: Any, tmp_path: Path) -> None:
    """A create and a download go through a proxy that was given; the time limits hold there, too."""
    hostile.script = {"POST": [http(b'{"id": "video_1", "status": "queued"}')], "GET": [http(BOX)]}
    options = {"proxy": proxy(tunnel)}
    assert call("create", "x", model=PRO, options=options).id == "video_1"
    task = Task("video_1", "completed", video_url=f"{hostile.base_url}/o.mp4")
    call("download", task, tmp_path / "o.mp4", options=options)
    assert (tmp_path / "o.mp4").read_bytes() == BOX


@pytest.mark.parametrize("behave", [refuse, greet])
def test_what_it_never_handed_on_costs_nothing(behave: Any, hostile: Any, call: Any, proxy: Any) -> None:
    """A proxy that refuses, or drops the line before there is a way to the service, has seen no request."""
    options = {"proxy": proxy(behave), "max_tasks": 1}
    with pytest.raises(NotConnected, match="nothing was sent"):
        call("create", "x", model=PRO, options=options)
    assert not hostile.seen


def test_what_it_lost_afterwards_may_be_billed(hostile: Any, call: Any, proxy: Any) -> None:
    """A line that breaks behind the proxy says nothing about the task."""
    hostile.script["POST"] = [reset]
    with pytest.raises(OutcomeUnknown):
        call("create", "x", model=PRO, options={"proxy": proxy(tunnel)})
    assert hostile.count("POST") == 1


def test_a_proxy_of_the_environment(proxy: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the package a SOCKS proxy of the environment is taken."""
    monkeypatch.setenv("ALL_PROXY", proxy(refuse))
    with (
        Seedance("k", base_url="https://api.example.com/x") as client,
        pytest.raises(NotConnected, match="unreachable"),
    ):
        client.create("x", model=PRO)
