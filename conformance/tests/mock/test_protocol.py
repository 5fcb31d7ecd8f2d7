"""The line itself: each answer goes out whole, and whatever has no body goes out all the same."""

import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from seedance_conformance.mock.api.protocol import OnePieceTransport

PATH = "/kyyReactApiServer/v1/kyyvideo2/videos"
BODY = json.dumps({"model": "seedance_2_0_pro", "prompt": "x"}).encode()


def head(method: str, path: str, *lines: str) -> bytes:
    """The head of a request."""
    fixed = (f"{method} {path} HTTP/1.1", "Host: x", "Authorization: Bearer key-one", *lines, "", "")
    return "\r\n".join(fixed).encode()


CREATE = head("POST", PATH, "Content-Type: application/json", f"Content-Length: {len(BODY)}") + BODY


@pytest.fixture
def line(mock: Any) -> Iterator[socket.socket]:
    """A connection to the mock."""
    with socket.create_connection(("127.0.0.1", mock.server.settings.port), timeout=10) as connection:
        yield connection


def test_an_answer_is_one_piece(line: socket.socket) -> None:
    """Head and body of a small answer are written at once."""
    line.sendall(CREATE)
    answer = line.recv(65_536)
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert answer.endswith(b"}")


def test_pipelined_requests_are_answered_in_turn(line: socket.socket) -> None:
    """Requests that come at once are all answered."""
    line.sendall(CREATE * 3)
    answers = b""
    while answers.count(b"}") < 3:
        answers += line.recv(65_536)
    assert answers.count(b"HTTP/1.1 200 OK\r\n") == 3


def test_a_head_without_body_is_written(line: socket.socket) -> None:
    """HEAD has no body to wait for."""
    line.sendall(head("HEAD", "/docs"))
    assert line.recv(65_536).endswith(b"\r\n\r\n")


def test_a_client_that_asks_first_is_told_to_go_on(line: socket.socket) -> None:
    """`Expect: 100-continue` (curl with a large body) is answered before the body comes."""
    line.sendall(head("POST", PATH, "Content-Type: application/json", "Content-Length: 2", "Expect: 100-continue"))
    assert line.recv(65_536) == b"HTTP/1.1 100 Continue\r\n\r\n"
    line.sendall(b"{}")
    assert line.recv(65_536).startswith(b"HTTP/1.1 400 ")


def test_a_request_that_is_no_http_is_answered(line: socket.socket) -> None:
    """The refusal of uvicorn itself comes, and then the end."""
    line.sendall(b"nonsense\r\n\r\n")
    assert line.recv(65_536).startswith(b"HTTP/1.1 400 ")
    assert line.recv(65_536) == b""


class Written:
    """Stands in for the transport of a connection: keeps what is written."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.write = self.pieces.append
        self.is_closing = self.get_extra_info = self.pause_reading = self.resume_reading = lambda *_: None

    def close(self) -> None:
        """The last thing that is written."""
        self.pieces.append(b"closed")


def test_a_head_is_not_lost_at_the_end() -> None:
    """An answer that breaks off after its head has its head written."""
    written: Any = Written()
    transport = OnePieceTransport(written)
    transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n")
    assert written.pieces == []
    transport.close()
    assert written.pieces == [b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", b"closed"]


def test_a_body_goes_on_in_its_own_pieces() -> None:
    """Only the first piece of a body waits for nothing and is waited for."""
    written: Any = Written()
    transport = OnePieceTransport(written)
    for piece in (b"HTTP/1.1 200 OK\r\n\r\n", b"a", b"b"):
        transport.write(piece)
    assert written.pieces == [b"HTTP/1.1 200 OK\r\n\r\na", b"b"]
