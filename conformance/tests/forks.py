"""Run the kit's programs in forks of one process that has imported their modules: each run takes a second less.

That process is started once, has one thread, and runs no program itself, so each program finds the state of a new
interpreter. A test about the start of an interpreter needs a real one.
"""

import atexit
import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

Program = Callable[[], int | None]
"""A function of a module: it finds its arguments in `sys.argv`, and may exit as a script does."""

_FORKS: Final = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.preloaded"])


def bare_environment() -> dict[str, str]:
    """The variables of this process without those of the kit."""
    return {name: value for name, value in os.environ.items() if not name.startswith("SEEDANCE")}


def run(
    program: Program, *arguments: str, folder: Path, environment: Mapping[str, str], timeout: float = 300
) -> "subprocess.CompletedProcess[str]":
    """Run a program to its end, with nothing on its stdin.

    Args:
        program: what to run.
        arguments: of the command line.
        folder: to run in.
        environment: all variables.
        timeout: in seconds.

    Raises:
        TimeoutError: it didn't end, and was killed.
    """
    with tempfile.TemporaryDirectory() as written:
        stdout, stderr = Path(written, "stdout"), Path(written, "stderr")
        call = (program, arguments, folder, dict(environment), stdout, stderr)
        process = _FORKS.Process(target=_call, args=call)
        process.start()
        process.join(timeout)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise TimeoutError(f"{arguments} didn't end within {timeout} s: {stderr.read_text('utf-8')}")
        said = stdout.read_text("utf-8"), stderr.read_text("utf-8")
        return subprocess.CompletedProcess(arguments, process.exitcode, *said)


@contextmanager
def mock(*arguments: str, environment: Mapping[str, str]) -> Iterator[str]:
    """The base URL of a running mock; it is killed at the end."""
    here, there = _FORKS.Pipe(duplex=False)
    process = _FORKS.Process(target=_call, args=(_mock, arguments, Path.cwd(), dict(environment), there, None))
    process.start()
    there.close()
    try:
        with os.fdopen(os.dup(here.fileno())) as said:
            yield said.readline().strip()
    finally:
        process.kill()
        process.join()
        here.close()


def _mock() -> None:
    from seedance_conformance.mock.command import command

    command(prog_name="seedance mock")


def _call(
    program: Program,
    arguments: tuple[str, ...],
    folder: Path,
    environment: dict[str, str],
    stdout: Path | Connection,
    stderr: Path | None,
) -> None:
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    for number, target in ((1, stdout), (2, stderr)):
        if isinstance(target, Connection):
            os.dup2(target.fileno(), number)
        elif target is not None:
            with target.open("wb") as file:
                os.dup2(file.fileno(), number)
    tempfile.tempdir = None  # or it stays where the first process had it
    sys.argv = ["seedance", *arguments]
    try:
        sys.exit(program())
    finally:
        atexit._run_exitfuncs()  # multiprocessing ends a fork without them
