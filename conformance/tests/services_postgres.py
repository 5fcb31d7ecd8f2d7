"""A PostgreSQL server for tests: its own data folder, a Unix socket, and no port."""

import itertools
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from attrs import define, field
from tests.services import give_away, service_missing, unprivileged

_OPTIONS = "-c listen_addresses= -c fsync=off -c shared_buffers=16MB -c max_connections=60"


@define
class PostgresServer:
    """A running server.

    Attributes:
        folder: has the data and the socket.
        commands: the folder of PostgreSQL's own programs.
    """

    folder: Path
    commands: Path
    _numbers: Iterator[int] = field(factory=lambda: itertools.count(1))

    def new_database(self) -> str:
        """The address of an empty database."""
        import psycopg

        name = f"t{next(self._numbers)}"
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(f"create database {name} strategy file_copy")
        return self.address(name)

    def address(self, database: str) -> str:
        """The address of a database."""
        return f"postgresql://seedance@/{database}?host={self.folder}"

    def control(self, *arguments: str) -> None:
        """Run pg_ctl: `start`, `stop` or `restart`, with its options."""
        log = ["-l", str(self.folder / "log"), "-D", str(self.folder / "data"), "-w", "-o"]
        self.run("pg_ctl", *arguments, *log, f"{_OPTIONS} -k {self.folder}")

    def run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs as an unprivileged user, since it refuses to run as root."""
        command = unprivileged(str(self.commands / program), *arguments)
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=60, cwd=self.folder)


def _commands() -> Path | None:
    """The folder of initdb, which Debian doesn't put on the PATH."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    return max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)


@contextmanager
def running_postgres() -> Iterator[PostgresServer]:
    """A server that runs until the end of the block."""
    commands = _commands()
    if commands is None:
        service_missing("PostgreSQL isn't installed: apt-get install postgresql")
    try:
        import psycopg  # noqa: F401
    except ImportError:
        service_missing("psycopg isn't installed: pip install '.[postgres]'")
    with tempfile.TemporaryDirectory(prefix="seedance-pg-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        give_away(folder)
        server = PostgresServer(folder, commands)
        server.run("initdb", "-D", str(folder / "data"), "-U", "seedance", "-A", "trust", "-N", "-E", "UTF8")
        server.control("start")
        try:
            yield server
        finally:
            server.control("stop", "-m", "immediate")


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server for the whole session."""
    with running_postgres() as server:
        yield server
