"""A Redis server for tests: its own data folder, on a free port of loopback; what it has acknowledged survives a kill.

Where Redis is missing, tests that need it are skipped with the reason, as those of PostgreSQL.
"""

import contextlib
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from attrs import define, field
from tests.services_postgres import service_missing


@define
class RedisServer:
    """A running server.

    Attributes:
        folder: has the data.
        port: where it listens.
    """

    folder: Path
    port: int
    _process: subprocess.Popen[bytes] | None = field(default=None)

    @property
    def url(self) -> str:
        """Its URL."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder), "--save", ""]
        log = ["--appendonly", "yes", "--appendfsync", "always", "--logfile", "log"]
        self._process = subprocess.Popen(["redis-server", *options, *log], stdout=subprocess.DEVNULL)
        end = time.monotonic() + 30
        while not self._answers():
            if time.monotonic() > end or self._process.poll() is not None:
                raise RuntimeError(f"redis-server on port {self.port} doesn't answer")
            time.sleep(0.02)

    def kill(self) -> None:
        """End it at once."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def _answers(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1) as line:
            line.sendall(b"PING\r\n")
            return line.recv(16).startswith(b"+PONG")
        return False


@contextmanager
def running_redis() -> Iterator[RedisServer]:
    """A server that runs until the end of the block."""
    if shutil.which("redis-server") is None:
        service_missing("redis-server isn't installed")
    with tempfile.TemporaryDirectory(prefix="seedance-redis-", ignore_cleanup_errors=True) as name:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        server = RedisServer(Path(name), port)
        server.start()
        try:
            yield server
        finally:
            server.kill()
