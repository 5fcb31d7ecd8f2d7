"""A run that gets a signal writes complete reports, stops the mock and exits with 130."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from subprocess import PIPE

import pytest
from tests.forks import bare_environment


def started(*command: str, cwd: Path) -> "subprocess.Popen[str]":
    """A started command with pipes."""
    words = [sys.executable, "-m", *command]
    return subprocess.Popen(words, cwd=cwd, env=bare_environment(), text=True, stdin=PIPE, stdout=PIPE, stderr=PIPE)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_run_with_reports(tmp_path: Path, number: signal.Signals) -> None:
    """After SIGINT or SIGTERM the verdicts so far are reported."""
    run = started("seedance_conformance.cli.main", "conform", "--profile", "quick", cwd=tmp_path)
    log = tmp_path / "conformance-report" / "run.jsonl"
    deadline = time.monotonic() + 60
    while not (log.exists() and '"event": "case"' in log.read_text()):
        assert time.monotonic() < deadline, "no case was judged within a minute"
        time.sleep(0.05)  # another process is under way: there is no clock to move
    run.send_signal(number)
    _, said = run.communicate(timeout=60)
    assert run.returncode == 130, said
    assert "Traceback" not in said
    report = json.loads((log.parent / "report.json").read_text())
    assert (report["exit_code"], report["stopped"], len(report["rules"])) == (130, "interrupted", 224)


@pytest.mark.parametrize("blocks", [150, 400])
def test_a_full_disk_ends_a_run_with_one_sentence(tmp_path: Path, blocks: int) -> None:
    """Whether the log or the reports don't fit: the code is 3, and what to do is said."""
    words = [sys.executable, "-m", "seedance_conformance.cli.main", "conform", "--profile", "quick"]
    limited = ["sh", "-c", f'ulimit -f {blocks}; exec "$@"', "sh", *words, "--rules", "CR-DUR*"]
    run = subprocess.run(limited, cwd=tmp_path, env=bare_environment(), text=True, capture_output=True, timeout=120)
    assert run.returncode == 3, run.stderr
    assert "can't be written (File too large): free some space there" in run.stderr.splitlines()[-1]
    assert "Traceback" not in run.stderr


def test_the_embedded_mock_ends_with_its_parent(tmp_path: Path) -> None:
    """Any death of the parent closes the pipe to the mock."""
    mock = started("seedance_conformance.mock", "--port", "0", "--until-stdin-closes", cwd=tmp_path)
    assert mock.stdout is not None
    assert mock.stdout.readline().startswith("http://127.0.0.1:")
    mock.communicate(timeout=20)
    assert mock.returncode == 0
