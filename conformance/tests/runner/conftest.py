"""Run the shipped suite against mocks, and read the verdicts."""

import json
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from seedance_conformance.cli.main import main
from tests import forks
from tests.conftest import Scripted
from tests.runner.money.billing import billing
from tests.runner.toy import Toy, accept_everything, plain_environment

__all__ = ["billing"]

KEYS = ("sk-first-0123456789", "sk-second-0123456789")
MOCK = ["--port", "0", "--queue-seconds", "0.05", "--process-seconds", "0.1", "--choice", "unfetchable=late"]

StartMock = Callable[..., str]


def environment() -> dict[str, str]:
    """An environment with two keys and without variables that affect a run or pytest."""
    return plain_environment() | {"SEEDANCE_API_KEY": KEYS[0], "SEEDANCE_API_KEY_2": KEYS[1]}


def seedance(*arguments: str, folder: Path, timeout: float = 300) -> "subprocess.CompletedProcess[str]":
    """Run the command line to its end."""
    return forks.run(main, *arguments, folder=folder, environment=environment(), timeout=timeout)


def verdicts(directory: Path) -> dict[str, str]:
    """Rule -> verdict, as the report has them."""
    report = json.loads((directory / "report.json").read_text())
    return {row["id"]: row["verdict"] for row in report["rules"]}


@pytest.fixture
def toy(scripted: Scripted, tmp_path: Path) -> Toy:
    """Runs toy suites against `scripted`, which accepts everything unless a test says otherwise."""
    scripted.answer = accept_everything
    return Toy(tmp_path, scripted.base_url)


@pytest.fixture
def start_mock() -> Iterator[StartMock]:
    """A function that starts a mock with options and returns its base URL; mocks end with the test."""
    keys = environment() | {"SEEDANCE_MOCK_KEYS": ",".join(KEYS)}
    with ExitStack() as started:
        yield lambda *options: started.enter_context(forks.mock(*MOCK, *options, environment=keys))
