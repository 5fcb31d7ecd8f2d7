"""`scripts/bench mock`, second table: how much faster the mock is with more workers.

All servers run at the same time and are loaded in turns, several rounds; ratios are medians over the rounds, beside
one worker's run in the same round. The load generator is `light_load.py`. On a busy machine the growth is that of the
share that the processes get; then the last column says more: workers, divided by how much the CPU a create has grown.
"""

import os
import statistics
import tempfile
from contextlib import ExitStack
from pathlib import Path

from attrs import frozen

from bench.servers import Server, cpu_seconds, free_port, generate_load, mock_command, started

CONNECTIONS = 64
ROUNDS = 7
POSTGRES = "SEEDANCE_BENCH_POSTGRES"
"""The variable with the address of an empty PostgreSQL database; without it PostgreSQL isn't measured."""


@frozen
class Turn:
    """One run: creates a second, and microseconds of CPU of the server's processes and of the generator for each."""

    per_second: float
    server_us: float
    generator_us: float


def turn(server: Server, seconds: float, message: bytes) -> Turn:
    """One run of the light generator; raises RuntimeError if it failed, or an answer was an error."""
    before = cpu_seconds(server.process.pid)
    found = generate_load("light_load.py", server, CONNECTIONS, seconds, message)
    cpu, answers = cpu_seconds(server.process.pid) - before, found["answers"]
    return Turn(answers / found["seconds"], cpu / answers * 1e6, found["cpu"] / answers * 1e6)


def commands(folder: Path) -> list[tuple[str, list[str]]]:
    """The servers and their options: one worker first, then as many as there are cores, at least two."""
    most = max(2, os.cpu_count() or 1)
    counts = [1, *(number for number in (2, 4, 8) if number <= most)]
    rows = [
        (f"file, {number}", ["--workers", str(number), "--store", str(folder / f"{number}.db")]) for number in counts
    ]
    address = os.environ.get(POSTGRES)
    if address:
        rows += [(f"PostgreSQL, {number}", ["--workers", str(number), "--store", address]) for number in counts]
    return rows


def measure(seconds: float, message: bytes) -> None:
    """Load all servers in turns and print a table."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        servers = []
        for name, options in commands(Path(folder)):
            port = free_port()
            servers.append(stack.enter_context(started(name, [*mock_command(port, None), *options], port, message)))
        for server in servers:
            turn(server, 0.5, message)
        rounds = [[turn(server, seconds, message) for server in servers] for _ in range(ROUNDS)]
    print(f"POST create over {CONNECTIONS} connections, {os.cpu_count()} cores; the store and the number of workers")
    print(f"{'store, workers':16} {'creates/s':>10} {'CPU us':>8} {'generator us':>13} {'growth':>7} {'by CPU':>7}")
    stores = [server.name.partition(",")[0] for server in servers]
    for place, server in enumerate(servers):
        single = stores.index(stores[place])  # the same store with one worker
        _print_row(server.name, [turns[place] for turns in rounds], [turns[single] for turns in rounds])


def _print_row(name: str, turns: list[Turn], single: list[Turn]) -> None:
    workers = min(int(name.rpartition(" ")[2]), os.cpu_count() or 1)
    growth = statistics.median(mine.per_second / one.per_second for mine, one in zip(turns, single, strict=True))
    by_cpu = workers * statistics.median(
        one.server_us / mine.server_us for mine, one in zip(turns, single, strict=True)
    )
    print(
        f"{name:16} {max(one.per_second for one in turns):10.0f} {min(one.server_us for one in turns):8.1f} "
        f"{min(one.generator_us for one in turns):13.1f} {growth:7.2f} {by_cpu:7.2f}"
    )
