"""Sends one request again and again over kept-open connections, with as little CPU as possible.

Each connection has many requests under way (HTTP pipelining), and a pause lets answers gather, so that one system call
sends or receives several: on two cores the generator takes CPU time that the second worker needs.
Answers are counted by their first lines; any status but 200 ends the run.
Usage: python light_load.py PORT CONNECTIONS SECONDS <REQUEST   (prints one JSON object)
"""

import json
import select
import socket
import sys
import time

PIPELINED = 32
PAUSE = 0.005  # seconds; far less than the servers need for all requests under way
_ANY, _GOOD = b"HTTP/1.1 ", b"HTTP/1.1 200 "


def run(port: int, connections: int, seconds: float, request: bytes) -> dict[str, float]:
    """Answers, seconds, and CPU seconds of one run. Raises RuntimeError if an answer wasn't a 200."""
    poll = select.epoll()
    lines = {}
    for _ in range(connections):
        line = socket.create_connection(("127.0.0.1", port))
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        poll.register(line, select.EPOLLIN)
        lines[line.fileno()] = (line.recv, line.send)
    begin, cpu, answers = time.perf_counter(), time.process_time(), 0
    end = begin + seconds
    for _, send in lines.values():
        send(request * PIPELINED)
    while time.perf_counter() < end:
        time.sleep(PAUSE)
        for number, _ in poll.poll():
            receive, send = lines[number]
            received = receive(65536)
            good = received.count(_GOOD)
            if not received or received.count(_ANY) != good:
                raise RuntimeError(f"an answer isn't a 200: {received[:300]!r}")
            answers += good
            send(request * good)
    return {"answers": answers, "seconds": time.perf_counter() - begin, "cpu": time.process_time() - cpu}


def main() -> None:
    """Measure once."""
    port, connections, seconds = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    print(json.dumps(run(port, connections, seconds, sys.stdin.buffer.read())))


if __name__ == "__main__":
    main()
