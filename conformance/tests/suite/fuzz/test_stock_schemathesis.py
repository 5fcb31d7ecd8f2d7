"""A stock `st run` with our settings and hooks, as the README shows it."""

import re
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
    command += [
        "run",
        str(OPENAPI / "seedance.yaml"),
        "--url",
        base_url,
        "--header",
        f"Authorization: Bearer {KEYS[0]}",
    ]
    return subprocess.run(
        [*command, "--phases", "examples,stateful", "--max-examples", "5", "--seed", "1", "--no-color", *options],
        cwd=folder,
        env=environment() | {"SCHEMATHESIS_HOOKS": "seedance_conformance.suite.fuzz.hooks"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize(
    ("fault", "rule"), [((), ""), (("--fault", "actual-duration-when-queued"), "QR-ADUR-ELSE")], ids=["sound", "faulty"]
)
def test_stock_runs_use_our_media_and_checks(
    tmp_path: Path, start_mock: StartMock, fault: tuple[str, ...], rule: str
) -> None:
    """No false alarm on a sound mock, and a fault that no schema can say is named by its rule."""
    done = st_run(start_mock(*fault), tmp_path)
    assert done.returncode == (1 if fault else 0), done.stdout + done.stderr
    assert set(re.findall(r"[A-Z]{2}-[A-Z]+-[A-Z]+", done.stdout)) & {"QR-ADUR-ELSE"} == ({rule} - {""})
