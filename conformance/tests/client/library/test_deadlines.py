"""Every call ends, however slowly an answer or a file comes, with any httpx client."""

import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from seedance_client import (
    BadAnswer,
    DownloadFailed,
    Limits,
    NotConnected,
    OutcomeUnknown,
    Seedance,
    SeedanceError,
    WaitTimeout,
)
from tests.client.library.answers import ID, PRO, finished, hang, http, open_client

QUICK = Limits(connect=2, read=5, total=0.4, download=0.4)
SOON = 20
"""Seconds within which an answer without an end must have been given up; the machine may be busy."""


def drip(start: bytes, piece: bytes) -> Callable[[socket.socket], None]:
    """Begin an answer, and continue with small chunks forever; no pause exceeds the read limit."""

    def reply(connection: socket.socket) -> None:
        connection.sendall(start)
        while True:
            connection.sendall(piece)
            time.sleep(0.02)

    return reply


HEAD = b"HTTP/1.1 200 OK\r\n"
DRIPS = {
    "first bytes": drip(b"", b"H"),
    "a header": drip(HEAD + b"X: ", b"y"),
    "headers": drip(HEAD, b"X: y\r\n"),
    "early hints": drip(b"", b"HTTP/1.1 103 X\r\n\r\n"),
    "chunks": drip(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
    "a body": drip(HEAD + b"Content-Length: 100000\r\n\r\n", b" "),
}

ENDED: dict[str, tuple[type[Exception], ...]] = {
    "create": (OutcomeUnknown,),
    "get": (NotConnected, BadAnswer),
    "download": (DownloadFailed,),
}
"""The errors of each call whose answer never ends."""


@pytest.mark.parametrize("reply", DRIPS.values(), ids=list(DRIPS))
@pytest.mark.parametrize("name", ENDED)
def test_every_call_has_an_end(name: str, reply: Any, hostile: Any, call: Any, target: Path) -> None:
    """A call that is answered a byte at a time ends in time, repetitions included; a create says it may be billed."""
    hostile.script = {"POST": [reply], "GET": [reply]}
    arguments: dict[str, list[Any]] = {"create": ["x"], "get": [ID], "download": [finished(hostile), target]}
    started = time.monotonic()
    with pytest.raises(ENDED[name]) as caught:
        call(name, *arguments[name], options={"limits": QUICK}, **({"model": PRO} if name == "create" else {}))
    assert 0.3 < time.monotonic() - started < SOON
    assert isinstance(caught.value, SeedanceError)
    assert caught.value.task_id == (None if name == "create" else ID)
    assert hostile.count("POST") == (name == "create")
    assert not target.exists()


def test_the_id_that_came_in_time_is_kept(hostile: Any, call: Any) -> None:
    """What had come before the time was over is searched for the id."""
    body = HEAD + b'Content-Length: 9999\r\n\r\n{"id": "' + ID.encode() + b'", "x": "'
    hostile.script["POST"] = [drip(body, b"y")]
    with pytest.raises(OutcomeUnknown) as caught:
        call("create", "x", model=PRO, options={"limits": Limits(total=1.5)})
    assert caught.value.task_id == ID


def test_a_kept_connection_is_no_way_around(hostile: Any) -> None:
    """The limit holds for a connection that an earlier question has left, too."""
    hostile.script["GET"] = [http({"id": ID, "status": "queued"}), DRIPS["headers"]]
    with Seedance("k", base_url=hostile.base_url, limits=QUICK) as client:
        client.get(ID)
        started = time.monotonic()
        with pytest.raises(NotConnected):
            client.get(ID)
    assert time.monotonic() - started < SOON
    assert [seen.connection for seen in hostile.seen[:2]] == [1, 1]


def test_an_own_httpx_client_is_no_way_around(hostile: Any) -> None:
    """The limits apply to the user's httpx client, even if it would wait forever."""
    hostile.script["POST"] = [DRIPS["a header"]]
    with (
        httpx.Client(timeout=None) as own,  # noqa: S113 - that is the point
        Seedance("k", base_url=hostile.base_url, limits=QUICK, http_client=own) as client,
        pytest.raises(OutcomeUnknown),
    ):
        client.create("x", model=PRO)
    assert hostile.count("POST") == 1


def test_waiting_ends_in_time_when_nobody_answers(hostile: Any) -> None:
    """The time to wait is not overrun by a question that hangs, nor by those that stand in line behind it."""
    hostile.script["GET"] = [hang]
    limits = Limits(poll=(0.1, 0.1))
    with Seedance("k", base_url=hostile.base_url, limits=limits) as client:
        started = time.monotonic()
        results = client.wait_many(["a", "b", "c", "d"], timeout=0.5, concurrency=1)
    assert time.monotonic() - started < SOON
    assert [type(result) for result in results] == [WaitTimeout] * 4
    assert [result.task_id for result in results if isinstance(result, SeedanceError)] == ["a", "b", "c", "d"]


@pytest.mark.parametrize("timeout", [float("nan"), float("inf"), -1, "5", True])
def test_a_time_to_wait_is_a_number(timeout: Any, hostile: Any, call: Any) -> None:
    """A time to wait that every clock passes, or that none does, is refused before anything is asked."""
    with pytest.raises(ValueError, match=r"timeout must be a finite number of seconds, 0 or more; got"):
        call("wait", ID, timeout=timeout)
    assert not hostile.seen


@pytest.mark.parametrize(("name", "argument"), [("create", "x"), ("wait", ID), ("wait_many", [ID])])
def test_a_closed_client_sends_nothing(name: str, argument: Any, either: Any, hostile: Any, tmp_path: Path) -> None:
    """A closed client says so immediately, and its create leaves nothing unfinished in the journal."""
    journal = tmp_path / "tasks.jsonl"
    with open_client(either.kind, base_url=hostile.base_url, journal=journal) as (client, finish):
        finish(client.close())
        with pytest.raises(RuntimeError, match="closed"):
            finish(getattr(client, name)(argument, **({"model": PRO} if name == "create" else {})))
    assert not journal.exists()
    assert not hostile.seen
