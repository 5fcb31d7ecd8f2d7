"""Run the shipped suite against mocks, and read the verdicts."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.runner.billing import billing

__all__ = ["billing"]

KEYS = ("sk-first-0123456789", "sk-second-0123456789")
MOCK = ["--port", "0", "--queue-seconds", "0.05", "--process-seconds", "0.1", "--choice", "unfetchable=late"]

StartMock = Callable[..., str]


def environment() -> dict[str, str]:
    """An environment with two keys and without variables that affect a run or pytest."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SEEDANCE", "PYTEST"))}
    return {**kept, "SEEDANCE_API_KEY": KEYS[0], "SEEDANCE_API_KEY_2": KEYS[1]}


def seedance(*arguments: str, folder: Path, timeout: float = 120) -> "subprocess.CompletedProcess[str]":
    """Run the command line to its end."""
    return subprocess.run(
        [sys.executable, "-m", "seedance_conformance.cli.main", *arguments],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=timeout,
        check=False,
    )


def verdicts(directory: Path) -> dict[str, str]:
    """Rule -> verdict, as the report has them."""
    report = json.loads((directory / "report.json").read_text())
    return {row["id"]: row["verdict"] for row in report["rules"]}


@pytest.fixture
def start_mock() -> Iterator[StartMock]:
    """A function that starts a mock with options and returns its base URL; mocks end with the test."""
    started: list[subprocess.Popen[str]] = []

    def start(*options: str) -> str:
        process = subprocess.Popen(
            [sys.executable, "-m", "seedance_conformance.mock", *MOCK, *options],
            env={**environment(), "SEEDANCE_MOCK_KEYS": ",".join(KEYS)},
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stdout is not None
        return process.stdout.readline().strip()

    yield start
    for process in started:
        process.kill()
        process.communicate()
