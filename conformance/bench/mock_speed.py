"""`scripts/bench mock`: what a create costs on the mock, beside a bare uvicorn application and Prism."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from attrs import frozen
from servers import (
    HERE,
    KEY,
    Server,
    bare_command,
    free_port,
    mock_command,
    prism_command,
    started,
)

CONNECTIONS = 16
MANY_CONNECTIONS = 1000
_BODY = json.dumps(
    {
        "model": "seedance_2_0_pro",
        "prompt": "A paper boat drifts down a rainy street",
        "duration": 8,
        "aspect_ratio": "21:9",
        "generateAudio": False,
    }
).encode()


@frozen
class Row:
    """The measurements of one server."""

    name: str
    per_second: float
    cpu_us: float
    p50_ms: float
    p99_ms: float
    ready_seconds: float
    idle_mb: float
    many_errors: int


def request(path: str) -> bytes:
    """One create as it goes over the line."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {KEY}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(_BODY)}\r\n\r\n"
    )
    return head.encode() + _BODY


def load(server: Server, connections: int, seconds: float, message: bytes) -> dict[str, float]:
    """One run of the load generator.

    Raises:
        RuntimeError: the generator failed.
    """
    command = [sys.executable, str(HERE / "load.py"), str(server.port), str(connections), str(seconds)]
    done = subprocess.run(command, input=message, capture_output=True)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.decode()[-500:])
    result: dict[str, float] = json.loads(done.stdout)
    return result


def measure(name: str, command: list[str], port: int, message: bytes, seconds: float) -> Row:
    """Start a server, load it, and describe it."""
    with started(name, command, port, message) as server:
        idle = server.memory_mb()
        load(server, CONNECTIONS, 0.5, message)
        before = server.cpu_seconds()
        result = load(server, CONNECTIONS, seconds, message)
        cpu = server.cpu_seconds() - before
        if result["errors"]:
            raise RuntimeError(f"{name}: {result['errors']} errors, the first: {result['first_error']}")
        many = load(server, MANY_CONNECTIONS, seconds / 2, message)
    answers = result["answers"]
    return Row(
        name,
        answers / result["seconds"],
        cpu / answers * 1e6,
        result["p50_ms"],
        result["p99_ms"],
        server.ready_seconds,
        idle,
        int(many["errors"]),
    )


def main() -> None:
    """Measure all, twice the mock, and print a table with ratios."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 4.0
    ours = request("/kyyReactApiServer/v1/kyyvideo2/videos")
    rows = []
    with tempfile.TemporaryDirectory() as directory:
        store = Path(directory) / "tasks.db"
        for name, command_for in (
            ("bare uvicorn", bare_command),
            ("mock, memory", lambda port: mock_command(port, None)),
            ("mock, --store", lambda port: mock_command(port, store)),
        ):
            port = free_port()
            rows.append(measure(name, command_for(port), port, ours, seconds))
    port = free_port()
    prism = prism_command(port)
    if prism is not None:
        rows.append(measure("Prism 5.16.0", prism, port, request("/v1/kyyvideo2/videos"), seconds))
    _print(rows)
    if prism is None:
        print("Prism: not measured (needs node and npm)")


def _print(rows: list[Row]) -> None:
    head = f"{'server':14} {'creates/s':>10} {'CPU us':>8} {'p50 ms':>8} {'p99 ms':>8} {'ready s':>8} {'idle MB':>8}"
    print(f"POST create over {CONNECTIONS} connections; then {MANY_CONNECTIONS} connections")
    print(f"{head} {'errors at 1000':>15} {'CPU ratio':>10} {'speed ratio':>12}")
    bare = rows[0]
    for row in rows:
        print(
            f"{row.name:14} {row.per_second:10.0f} {row.cpu_us:8.1f} {row.p50_ms:8.2f} {row.p99_ms:8.2f} "
            f"{row.ready_seconds:8.2f} {row.idle_mb:8.0f} {row.many_errors:15} "
            f"{row.cpu_us / bare.cpu_us:10.2f} {row.per_second / bare.per_second:12.2f}"
        )
    prism = next((row for row in rows if row.name.startswith("Prism")), None)
    if prism is not None:
        for row in rows[1:3]:
            print(f"{row.name}: {row.per_second / prism.per_second:.1f} times the throughput of Prism")


if __name__ == "__main__":
    main()
