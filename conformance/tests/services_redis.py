"""A Redis server for tests, on the loopback network, with its own data folder."""

import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from attrs import define, field
from tests.services import free_port, give_away, service_missing, unprivileged

_SECONDS = 30.0
_ATTEMPTS = 5
# What was acknowledged survives a kill.
_OPTIONS = ("--bind", "127.0.0.1", "--save", "", "--appendonly", "yes", "--appendfsync", "always", "--daemonize", "no")


@define
class RedisServer:
    """A server that can be stopped, killed and started again; it keeps its port and its data.

    Attributes:
        folder: has the data and the log.
        port: at 127.0.0.1.
    """

    folder: Path
    port: int = field(factory=free_port)
    _process: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        """The address of its first database."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it, and wait until it answers.

        Raises:
            RuntimeError: it ended, or didn't answer in time; the message has its log.
        """
        place = ("--port", str(self.port), "--dir", str(self.folder), "--logfile", str(self.folder / "log"))
        self._process = subprocess.Popen(
            unprivileged("redis-server", *place, *_OPTIONS), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )
        limit = time.monotonic() + _SECONDS
        while not self.answers() and self._process.poll() is None and time.monotonic() < limit:
            time.sleep(0.02)
        if self._process.poll() is not None or not self.answers():
            self.kill()
            raise RuntimeError(f"redis-server doesn't answer at port {self.port}: {self._log()}")

    def answers(self) -> bool:
        """Whether it answers and has loaded its data."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(64).startswith(b"+PONG")
        except OSError:
            return False

    def kill(self) -> None:
        """End it as a crash does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(_SECONDS)

    def _log(self) -> str:
        path = self.folder / "log"
        return path.read_text("utf-8", "replace")[-2_000:] if path.exists() else "it wrote no log"


@contextmanager
def running_redis() -> Iterator[RedisServer]:
    """A server that runs until the end of the block."""
    if shutil.which("redis-server") is None:
        service_missing("Redis isn't installed: apt-get install redis-server")
    with tempfile.TemporaryDirectory(prefix="seedance-redis-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        give_away(folder)
        server = _started(folder)
        try:
            yield server
        finally:
            server.kill()


def _started(folder: Path) -> RedisServer:
    """A running server: another program may take the free port before it, so try several."""
    for attempt in range(_ATTEMPTS):
        server = RedisServer(folder)
        try:
            server.start()
        except RuntimeError:
            if attempt + 1 == _ATTEMPTS:
                raise
        else:
            return server
    raise AssertionError


@pytest.fixture(scope="session")
def redis() -> Iterator[RedisServer]:
    """A Redis server for the whole session."""
    with running_redis() as server:
        yield server
