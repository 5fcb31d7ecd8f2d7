"""The mock as a process of its own, for a run that names no target."""

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

from attrs import frozen

_QUEUE_SECONDS = "0.08"
_PROCESS_SECONDS = "0.12"
# Long enough for a poll to meet each state, short enough for the whole run to wait for every task.


_WANTED = ("hypothesis", "seedance_conformance.suite.assets.uses", "seedance_conformance.suite.media.items")


class MockTrouble(Exception):
    """The embedded mock did not start; the message says why."""


@frozen
class Embedded:
    """Where the embedded mock listens, and two keys that it knows."""

    base_url: str
    keys: tuple[str, str]


@contextmanager
def embedded_mock() -> Iterator[Embedded]:
    """Start the mock on a free port with keys of its own, and stop it at the end.

    Raises:
        MockTrouble: it did not come up.
    """
    keys = ("sk-first-" + secrets.token_hex(8), "sk-second-" + secrets.token_hex(8))
    command = [sys.executable, "-m", "seedance_conformance.mock", "--port", "0"]
    command += ["--queue-seconds", _QUEUE_SECONDS, "--process-seconds", _PROCESS_SECONDS]
    # A reference that can't be fetched then makes a task that fails, which is evidence for the rules about failure.
    command += ["--choice", "unfetchable=late"]
    # However this process ends, the pipe to the mock's stdin is closed then, and the mock ends too.
    command.append("--until-stdin-closes")
    # Keys go by the environment: arguments are visible to every user of the machine. The process group is its own, so
    # that Ctrl-C reaches the run alone, which then still finds the mock answering.
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "SEEDANCE_MOCK_KEYS": ",".join(keys)},
        start_new_session=True,
    )
    try:
        # The mock takes a moment to start: time to load what the tests will want.
        for module in _WANTED:
            import_module(module)
        base_url = (process.stdout.readline() if process.stdout else "").strip()
        if not base_url:
            process.wait(5)
            said = process.stderr.read().strip() if process.stderr else ""
            raise MockTrouble(f"the embedded mock did not start: {said or 'it said nothing'}")
        yield Embedded(base_url, keys)
    finally:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream:
                stream.close()
