"""Starts the mock in a separate process, for a run without a target."""

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module

from attrs import frozen

# Long enough for a poll to see each state, short enough to wait for every task of a run.
_SECONDS = ("--queue-seconds", "0.08", "--process-seconds", "0.12")
_WANTED = ("hypothesis", "seedance_conformance.suite.assets.slots", "seedance_conformance.suite.media.case_groups")


class MockTrouble(Exception):
    """The embedded mock didn't start; the message says why."""


@frozen
class Embedded:
    """The base URL of the embedded mock, and two keys that it accepts."""

    base_url: str
    keys: tuple[str, str]


@contextmanager
def embedded_mock() -> Iterator[Embedded]:
    """Start the mock on a free port with new keys, and stop it at the end. Raises MockTrouble if it didn't start."""
    keys = ("sk-first-" + secrets.token_hex(8), "sk-second-" + secrets.token_hex(8))
    with _start(keys) as process:
        try:
            # While the mock starts, import what the tests need.
            for module in _WANTED:
                import_module(module)
            base_url = (process.stdout.readline() if process.stdout else "").strip()
            if not base_url:
                process.wait(5)
                said = process.stderr.read().strip() if process.stderr else ""
                raise MockTrouble(f"the embedded mock didn't start: {said or 'it printed nothing'}")
            yield Embedded(base_url, keys)
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(5)
            process.kill()  # does nothing if it has ended


def _start(keys: tuple[str, str]) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "seedance_conformance.mock", "--port", "0", *_SECONDS]
    # So a reference that can't be fetched makes a task that fails; rules about failed tasks need one.
    command += ["--choice", "unfetchable=late"]
    # Whenever this process ends, the pipe to the mock's stdin closes, and the mock ends, too.
    command.append("--until-stdin-closes")
    # The environment passes the keys, since every user of the machine can see arguments. In a new session the mock
    # doesn't get Ctrl-C, so it still answers while the run ends.
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "SEEDANCE_MOCK_KEYS": ",".join(keys)},
        start_new_session=True,
    )
