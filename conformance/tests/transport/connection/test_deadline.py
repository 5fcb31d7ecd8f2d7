"""Waiting for a slow answer ends at the deadline."""

import time
from typing import Any

import pytest
from seedance_conformance.transport.connection.connections import Deadline
from seedance_conformance.transport.target import Target
from tests.client.conftest import Hostile, hostile
from tests.client.library.test_deadlines import drip

__all__ = ["hostile"]

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99999\r\n"
NAMED = HEAD + b'\r\n{"id": "video_1", "x": "'


@pytest.mark.parametrize(
    ("begin", "more", "kept"), [(NAMED, b"x", "video_1"), (HEAD + b"X: ", b"y", None)], ids=["body", "header"]
)
def test_an_answer_that_trickles_in_has_an_end(hostile: Hostile, begin: bytes, more: bytes, kept: str | None) -> None:
    """Each byte comes in time, but the answer doesn't; an id in the received part is polled."""
    hostile.script["POST"] = [drip(begin, more)]
    target = Target(hostile.base_url, "sk-0123456789", timeout=0.3)
    tasks: list[bytes] = []
    target.on_accepted = lambda exchange: tasks.append(exchange.body[:16])
    begun = time.monotonic()
    exchange = target.create({})
    target.close()
    assert exchange.failure == "timeout"
    assert time.monotonic() - begun < 20  # the machine may be busy
    assert tasks == ([b'{"id": "video_1"'] if kept else [])
    assert target.budget.spent == 1


def test_all_ways_to_give_a_timeout() -> None:
    """Httpcore gives it by name in HTTP/1.1, by position in HTTP/2, and not at all to SOCKS; data may have a name."""

    class Stream:
        def read(self, max_bytes: int, timeout: float | None = None) -> Any:
            return max_bytes, timeout

        write = read

    now = [0.0]
    stream, deadline = Stream(), Deadline(5.0, clock=lambda: now[0])
    deadline.trace("connection.connect_tcp.complete", {"return_value": stream})
    deadline.begin()
    now[0] = 2.0
    assert stream.read(9, timeout=10.0) == stream.read(9, 10.0) == stream.read(max_bytes=9) == (9, 3.0)
    assert stream.write(9, 1.0) == (9, 1.0)
