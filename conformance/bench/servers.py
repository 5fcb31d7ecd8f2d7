"""The servers that are compared: how each is started, and what the system says about its process."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from attrs import define

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
KEY = "bench-key"
PRISM = "@stoplight/prism-cli@5.16.0"
_START_SECONDS = 30.0


@define
class Server:
    """A running server: its name, its port, its process, and the seconds from its start to its first answer."""

    name: str
    port: int
    process: subprocess.Popen[bytes]
    ready_seconds: float


def children(pid: int) -> list[int]:
    """The processes that a process has started."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def cpu_seconds(pid: int) -> float:
    """CPU time of a process and its children so far, user and system."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    own = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return own + sum(map(cpu_seconds, children(pid)))


def memory_kb(pid: int) -> int:
    """Resident memory of a process."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])


def generate_load(program: str, server: Server, connections: int, seconds: float, message: bytes) -> dict[str, Any]:
    """One run of a load generator in its own process; what it prints."""
    command = [sys.executable, str(HERE / program), str(server.port), str(connections), str(seconds)]
    done = subprocess.run(command, input=message, capture_output=True)
    if done.returncode != 0:
        raise RuntimeError(f"{server.name}: {done.stderr.decode()[-500:]}")
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def started(name: str, command: list[str], port: int, request: bytes) -> Iterator[Server]:
    """Start a server, wait for its first answer to `request`, and stop it in the end; RuntimeError if none comes."""
    begin, silent = time.perf_counter(), subprocess.DEVNULL
    process = subprocess.Popen(command, stdout=silent, stderr=silent, cwd=ROOT)
    try:
        while not _answers(port, request):
            if process.poll() is not None or time.perf_counter() - begin > _START_SECONDS:
                raise RuntimeError(f"{name} did not start: {' '.join(command)}")
            time.sleep(0.002)
        yield Server(name, port, process, time.perf_counter() - begin)
    finally:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _answers(port: int, request: bytes) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
            connection.sendall(request)
            return connection.recv(4096).startswith(b"HTTP/1.1 ")
    except OSError:
        return False


def mock_command(port: int, store: Path | None) -> list[str]:
    """The mock, checking a key, with its tasks in a file or in memory."""
    command = [sys.executable, "-m", "seedance_conformance.mock", "--port", str(port), "--api-key", KEY]
    return command if store is None else [*command, "--store", str(store)]


def prism_command(port: int) -> list[str] | None:
    """Prism on the contract in its default settings; None where Node is missing or Prism can't be installed."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "seedance-kit" / "prism-5.16.0"
    package = cache / "node_modules" / "@stoplight" / "prism-cli"
    if not (package / "package.json").exists():
        cache.mkdir(parents=True, exist_ok=True)
        install = [npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(cache), PRISM]
        if subprocess.run(install, stdout=subprocess.DEVNULL, cwd=tempfile.gettempdir()).returncode != 0:
            return None
    document = str(ROOT / "openapi" / "seedance.yaml")
    return [node, str(package / "dist" / "index.js"), "mock", "-p", str(port), "-h", "127.0.0.1", document]
