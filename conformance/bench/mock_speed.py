"""`scripts/bench mock`: what a create costs on the mock, beside a bare uvicorn application and Prism."""

import json
import statistics
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from attrs import frozen

from bench.bare import OPTIONS
from bench.mock_workers import measure
from bench.servers import (
    KEY,
    Server,
    cpu_seconds,
    free_port,
    generate_load,
    memory_kb,
    mock_command,
    prism_command,
    started,
)  # fmt: skip

CONNECTIONS = 16
MANY_CONNECTIONS = 1000
ROUNDS = 5
BODY = json.dumps(
    {
        "model": "seedance_2_0_pro",
        "prompt": "A paper boat drifts down a rainy street",
        "duration": 8,
        "aspect_ratio": "21:9",
        "generateAudio": False,
    }
).encode()


def request(path: str) -> bytes:
    """One create as it goes over the line."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {KEY}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(BODY)}\r\n\r\n"
    )
    return head.encode() + BODY


@frozen
class Subject:
    """A started server, the message it is sent, and its resident megabytes before any load."""

    server: Server
    message: bytes
    idle_mb: float

    def load(self, connections: int, seconds: float) -> dict[str, Any]:
        """One run of the load generator."""
        return generate_load("load.py", self.server, connections, seconds, self.message)


def one_round(subject: Subject, seconds: float) -> dict[str, float]:
    """One measured run over the usual number of connections. Raises RuntimeError if an answer was an error."""
    before = cpu_seconds(subject.server.process.pid)
    result = subject.load(CONNECTIONS, seconds)
    if result["errors"]:
        raise RuntimeError(f"{subject.server.name}: {result['errors']} errors, first: {result['first_error']}")
    cpu = cpu_seconds(subject.server.process.pid) - before
    return result | {"cpu_us": cpu / result["answers"] * 1e6, "per_second": result["answers"] / result["seconds"]}


def row(subject: Subject, rounds: list[dict[str, float]], yardstick: list[dict[str, float]], many_errors: int) -> str:
    """The best of a server's rounds in each respect: what disturbs a machine only ever makes it slower.

    The ratios are medians over the rounds, each beside the yardstick's run in the same round.
    """
    cpu, p50, p99 = (min(result[name] for result in rounds) for name in ("cpu_us", "p50_ms", "p99_ms"))
    return (
        f"{subject.server.name:14} {_best(rounds):10.0f} {cpu:8.1f} {p50:8.2f} {p99:8.2f} "
        f"{subject.server.ready_seconds:8.2f} {subject.idle_mb:8.0f} {many_errors:15} "
        f"{_ratio('cpu_us', rounds, yardstick):10.2f} {_ratio('per_second', rounds, yardstick):12.2f}"
    )


def _best(rounds: list[dict[str, float]]) -> float:
    return max(result["per_second"] for result in rounds)


def _ratio(measure: str, rounds: list[dict[str, float]], yardstick: list[dict[str, float]]) -> float:
    return statistics.median(ours[measure] / bare[measure] for ours, bare in zip(rounds, yardstick, strict=True))


def commands(store: Path) -> list[tuple[str, Callable[[int], list[str] | None], bytes]]:
    """The servers: name, command for a port, and message."""
    ours = request("/kyyReactApiServer/v1/kyyvideo2/videos")
    bare = [sys.executable, "-m", "uvicorn", "bench.bare:app", *OPTIONS.split()]
    return [
        ("bare uvicorn", lambda port: [*bare, "--port", str(port)], ours),
        ("mock, memory", lambda port: mock_command(port, None), ours),
        ("mock, --store", lambda port: mock_command(port, store), ours),
        ("Prism 5.16.0", prism_command, request("/v1/kyyvideo2/videos")),
    ]


def main() -> None:
    """Start all, load them in turns, and print a table with ratios."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 2.0
    with tempfile.TemporaryDirectory() as directory, ExitStack() as stack:
        subjects = []
        for name, command_for, message in commands(Path(directory) / "tasks.db"):
            port = free_port()
            command = command_for(port)
            if command is None:
                print(f"{name}: not measured (needs node and npm)")
                continue
            server = stack.enter_context(started(name, command, port, message))
            subjects.append(Subject(server, message, memory_kb(server.process.pid) / 1024))
        for subject in subjects:
            subject.load(CONNECTIONS, 0.5)
        rounds = [[one_round(subject, seconds) for subject in subjects] for _ in range(ROUNDS)]
        many = [subject.load(MANY_CONNECTIONS, seconds)["errors"] for subject in subjects]
    by_subject = [list(turns) for turns in zip(*rounds, strict=True)]
    head = f"{'server':14} {'creates/s':>10} {'CPU us':>8} {'p50 ms':>8} {'p99 ms':>8} {'ready s':>8} {'idle MB':>8}"
    print(f"POST create over {CONNECTIONS} connections; then {MANY_CONNECTIONS} connections")
    print(f"{head} {'errors at 1000':>15} {'CPU ratio':>10} {'speed ratio':>12}")
    for subject, turns, errors in zip(subjects, by_subject, many, strict=True):
        print(row(subject, turns, by_subject[0], int(errors)))
    if subjects[-1].server.name.startswith("Prism"):
        for subject, turns in list(zip(subjects, by_subject, strict=True))[1:3]:
            print(f"{subject.server.name}: {_best(turns) / _best(by_subject[-1]):.1f} times the throughput of Prism")
    print()
    measure(seconds, request("/kyyReactApiServer/v1/kyyvideo2/videos"))


if __name__ == "__main__":
    main()
