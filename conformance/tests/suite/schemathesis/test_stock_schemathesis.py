"""A stock `st run` with our configuration and hooks, as docs/conformance.md shows it."""

import subprocess
import sys
from pathlib import Path

import pytest
from tests.runner.conftest import KEYS, StartMock, environment, start_mock

__all__ = ["start_mock"]

OPENAPI = Path(__file__).parents[4] / "openapi"


def st_run(base_url: str, folder: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    """Run Schemathesis's own command in an empty folder."""
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(OPENAPI / "schemathesis.toml")]
    command += ["run", str(OPENAPI / "seedance.yaml"), "--url", base_url]
    command += ["--header", f"Authorization: Bearer {KEYS[0]}"]
    return subprocess.run(
        [*command, "--phases", "examples,stateful", "--max-examples", "5", "--seed", "1", "--no-color", *options],
        cwd=folder,
        env=environment() | {"SCHEMATHESIS_HOOKS": "seedance_conformance.suite.schemathesis.hooks"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


RULES = {"actual-duration-when-queued": "QR-ADUR-ELSE", "number-in-referenceVideos-accepted": "CR-REFS-TYPE"}


@pytest.mark.parametrize("faults", [(), tuple(RULES)], ids=["correct", "faulty"])
def test_stock_runs_use_our_media_cases_and_checks(
    tmp_path: Path, start_mock: StartMock, faults: tuple[str, ...]
) -> None:
    """No check fails on a correct mock, and the rules of faults that a schema alone can't find are named."""
    options = ["--queue-seconds", "5"]  # on a busy machine, a task must still be queued when it is queried
    done = st_run(start_mock(*options, *(word for fault in faults for word in ("--fault", fault))), tmp_path)
    assert done.returncode == (1 if faults else 0), done.stdout + done.stderr
    assert {rule for rule in RULES.values() if f"{rule}: " in done.stdout} == {RULES[fault] for fault in faults}
