"""The proxy changes nothing: raw bytes are compared, and broken servers look as they do without it."""

import socket
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from seedance_conformance.proxy import server
from tests.full_disk import files_of_at_most
from tests.proxy.conftest import RawServer, Start, exchange, running, wait_until
from tests.proxy.raw_messages import BODY, CREATE, PREFIX, TASK, answered, create, says


def test_a_request_arrives_as_it_was_sent(raw: RawServer, proxied: Start) -> None:
    """Only the value of Host differs: case, order, blanks and repeated headers stay."""
    odd = b"X-Odd:  two  blanks \r\nx-odd: again\r\n"
    request = create(headers=odd)
    exchange(proxied().port, request)
    assert raw.bytes == request.replace(b"Host: proxy", b"Host: 127.0.0.1:%d" % raw.port)


def test_a_chunked_request_keeps_its_chunks(raw: RawServer, proxied: Start) -> None:
    """Also their extensions."""
    request = CREATE + b'Host: proxy\r\nTransfer-Encoding: chunked\r\n\r\n5;x=1\r\n{"a":\r\n2\r\n1}\r\n0\r\n\r\n'
    proxy = proxied()
    exchange(proxy.port, request)
    assert raw.bytes.endswith(request.partition(b"\r\n\r\n")[2])
    assert proxy.events("exchange")[0]["request_body"] == '{"a":1}'


def test_a_full_disk_stops_nothing_and_loses_nothing(raw: RawServer, proxied: Start) -> None:
    """The user is told at once; what passes waits for space, so each line of the recording is whole."""
    proxy = proxied(max_tasks=9)
    exchange(proxy.port, create())
    with files_of_at_most(proxy.path.stat().st_size + 100):
        for _ in range(3):
            assert exchange(proxy.port, create())[0] == answered()
        assert len(proxy.events("exchange")) == 1
        assert [line for line in proxy.lines if line.startswith("NOT RECORDED: ")]
    exchange(proxy.port, create())
    assert [event["number"] for event in proxy.events("exchange")] == [1, 2, 3, 4, 5]
    assert len(proxy.events("accepted")) == 5
    assert "recording again" in "".join(proxy.lines)


ANSWERS = {
    "plain": answered(),
    "odd headers": b"HTTP/1.1 201 Made  \r\nb: 1\r\nA: 2\r\na: 3\r\nContent-Length: 2\r\n\r\n{}",
    "no body": b"HTTP/1.1 204 No Content\r\n\r\n",
    "chunks and a trailer": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;a=b\r\n{}\r\n0\r\nT: 1\r\n\r\n",
    "until the end": b"HTTP/1.0 200 OK\r\n\r\n" + TASK,
    "gzip that isn't": answered(TASK, b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n"),
    "continue first": b"HTTP/1.1 100 Continue\r\n\r\n" + answered(),
    "cut": answered()[:-20],
    "no answer": b"",
    "half a head": b"HTTP/1.1 200 OK\r\nConte",
    "not HTTP": b"220 mail ready\r\n" + TASK,
    "two lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 9\r\n\r\n{}",
    "a broken chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n" + TASK,
    "a NUL in a header": b"HTTP/1.1 200 OK\r\nX: \0\r\nContent-Length: 2\r\n\r\n{}",
    "more than announced": answered() + b"tail",
}


@pytest.mark.parametrize("resets", [False, True], ids=["closed", "reset"])
@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_looks_the_same_with_and_without_the_proxy(
    raw: RawServer, proxied: Start, name: str, resets: bool
) -> None:
    """Each byte, and how the connection ends; nothing is repeated, and no 502 is invented for a create."""
    raw.answer = says(ANSWERS[name], resets=resets)
    proxy = proxied()
    direct, through = exchange(raw.port, create()), exchange(proxy.port, create())
    assert through == direct
    assert raw.bytes.count(CREATE) == 2


@pytest.mark.parametrize(
    ("name", "status", "failure"),
    [("plain", 200, None), ("until the end", 200, None), ("cut", None, "dropped"), ("not HTTP", None, "dropped")],
)
def test_what_is_recorded(raw: RawServer, proxied: Start, name: str, status: int | None, failure: str | None) -> None:
    """A broken answer is recorded with what arrived: it may name a billed task."""
    raw.answer = says(ANSWERS[name])
    proxy = proxied()
    exchange(proxy.port, create())
    found = proxy.events("exchange")[0]
    assert (found["status"], found["failure"], found["key"]) == (status, failure, "first")
    assert "video_1" in str(found["body"])
    assert [event["event"] for event in proxy.events("accepted") + proxy.events("named")] == [
        "accepted" if status else "named"
    ]


def test_a_long_refusal_may_hide_an_id(raw: RawServer, proxied: Start) -> None:
    """Only its beginning is kept, so it isn't certain that nothing was billed."""
    long = answered(b'{"error": "no", "pad": "%s", "id": "video_1"}' % (b"x" * 200_000), b"HTTP/1.1 400 No\r\n")
    raw.answer = says(long)
    proxy = proxied()
    assert exchange(proxy.port, create())[0] == long
    assert proxy.events("released") == []
    assert proxy.events("exchange")[0]["lacks"] == ["bodies of answers"]


@pytest.mark.parametrize(
    ("answer", "request_"),
    [
        (
            b"sk-canary-0123456789abcdef",
            create(headers=b"X-Api-Key: canary-two-123456\r\nCookie: canary-three-123\r\n"),
        ),
        (b"canary-four-123456", create(BODY[:-1] + b', "api_key": "canary-four-123456"}')),
    ],
    ids=["headers", "body"],
)
def test_keys_are_never_written(raw: RawServer, proxied: Start, answer: bytes, request_: bytes) -> None:
    """Neither from headers or fields of a request nor from an answer that repeats them, nor on the console."""
    raw.answer = says(answered(b'{"error": "%s is unknown"}' % answer))
    proxy = proxied()
    exchange(proxy.port, request_)
    wait_until(lambda: any("POST create" in line for line in proxy.lines))
    assert proxy.events("exchange")
    assert "canary" not in proxy.path.read_text() + "".join(proxy.lines)


@pytest.mark.parametrize("where", ["header", "x-api-key", "query", "nowhere"])
def test_a_key_in_a_path_is_written_nowhere(raw: RawServer, proxied: Start, where: str) -> None:
    """Neither in the recording nor on the console, whatever the request carries the key in."""
    key = "sk-" + "Hq7" * 9
    raw.answer = says(answered(b'{"error": "unknown %s"}' % key.encode(), b"HTTP/1.1 404 Not Found\r\n"))
    headers = {"header": f"Authorization: Bearer {key}\r\n", "x-api-key": f"X-Api-Key: {key}\r\n"}.get(where, "")
    proxy = proxied(check=True)
    for method, path in (("GET", "/v1/result/"), ("GET", "/other/"), ("POST", "/v1/other/"), ("DELETE", "/v1/x/")):
        query = f"?api_key={key}" if where == "query" else ""
        target = f"{PREFIX}{path}{key}{query}"
        exchange(proxy.port, f"{method} {target} HTTP/1.1\r\nHost: p\r\n{headers}Content-Length: 0\r\n\r\n".encode())
    wait_until(lambda: sum("404 after" in line for line in proxy.lines) == 4)
    assert len(proxy.events("exchange")) == 4
    assert any(line.startswith("UNCHECKED") for line in proxy.lines)
    assert "Hq7" not in proxy.path.read_text() + "".join(proxy.lines)


def test_an_answer_passes_as_it_comes(raw: RawServer, proxied: Start) -> None:
    """The first part of a slow answer arrives before the rest is sent."""
    raw.answer = lambda connection, request: connection.sendall(answered()[:-5])
    with socket.create_connection(("127.0.0.1", proxied().port), timeout=5) as connection:
        connection.sendall(create())
        assert connection.recv(10) == b"HTTP/1.1 2"


def test_a_connection_is_kept_for_several_requests(raw: RawServer, proxied: Start) -> None:
    """Also for requests that are sent together; each is recorded with its own answer."""
    turn = iter(range(1, 4))

    def each(connection: socket.socket, request: bytes) -> None:
        for _ in range(request.count(b"GET ")):
            connection.sendall(answered(b'{"n": %d}' % next(turn)))

    raw.answer = each
    query = f"GET {PREFIX}/v1/result/video_1 HTTP/1.1\r\nHost: proxy\r\n\r\n".encode()
    proxy = proxied()
    received, _ = exchange(proxy.port, query * 2, query, half_close=True)
    assert [event["body"] for event in proxy.events("exchange")] == ['{"n": 1}', '{"n": 2}', '{"n": 3}']
    assert received.count(b"HTTP/1.1 200 OK") == 3


def test_a_service_that_is_down_breaks_the_connection(raw: RawServer, tmp_path: Any) -> None:
    """Nothing was sent, and no answer is invented."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with running(f"http://127.0.0.1:{port}{PREFIX}", tmp_path) as proxy:
        with suppress(ConnectionResetError):  # it depends on who is first: the end or the reset
            assert exchange(proxy.port, create())[0] == b""
        assert proxy.events("reserved") == []
    assert "can't be reached" in proxy.lines[0]


def test_an_answer_for_a_client_that_is_gone_is_recorded(raw: RawServer, proxied: Start) -> None:
    """The id in it may be that of a billed task."""

    def late(connection: socket.socket, request: bytes) -> None:
        time.sleep(0.2)
        connection.sendall(answered())
        connection.close()

    raw.answer = late
    proxy = proxied()
    with socket.create_connection(("127.0.0.1", proxy.port)) as connection:
        connection.sendall(create())
    wait_until(lambda: proxy.events("accepted"))
    assert proxy.events("accepted")[0]["task"] == "video_1"


def test_a_stop_cuts_answers_that_never_end(raw: RawServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After its time limit the proxy breaks the connection, records what arrived, and ends without an error."""
    monkeypatch.setattr(server, "_LAST_ANSWERS", 0.05)
    begun = b'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"id": "video_7"'
    raw.answer = lambda connection, request: connection.sendall(begun)
    with (
        running(raw.url, tmp_path) as proxy,
        socket.create_connection(("127.0.0.1", proxy.port), timeout=5) as connection,
    ):
        connection.sendall(create())
        assert b"video_7" in connection.recv(65536)
        proxy.stop()
        with pytest.raises(ConnectionResetError):
            connection.recv(65536)
    (event,) = proxy.events("exchange")
    assert (event["status"], event["failure"]) == (None, "aborted")
    assert "video_7" in str(event["body"])


def test_a_request_that_is_no_http_passes(raw: RawServer, proxied: Start) -> None:
    """A server may understand what the proxy can't read."""
    raw.answer = says(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
    odd = b"GET /\x01 HTTP/1.1\r\nbad header\r\n\r\n"
    assert exchange(proxied().port, odd)[0].startswith(b"HTTP/1.1 400 Bad")
    assert raw.bytes == odd
