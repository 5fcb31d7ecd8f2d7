"""The pytest session of `seedance conform` is independent of the user's files."""

import os
import subprocess
import sys
from pathlib import Path

import seedance_conformance
from seedance_conformance.resources import data_path


def test_parent_folders_of_the_suite_are_not_searched(tmp_path: Path) -> None:
    """By default pytest would run each `conftest.py` there."""
    package = Path(seedance_conformance.__file__).parent
    (tmp_path / "conftest.py").write_text("raise SystemExit('a conftest of the user was run')")
    (tmp_path / "openapi").symlink_to(data_path("rules.yaml").parent)
    (tmp_path / "conformance").mkdir()
    (tmp_path / "conformance" / package.name).symlink_to(package)
    done = subprocess.run(
        [sys.executable, "-m", "seedance_conformance.cli.main", "conform", "--dry-run", "--rules", "EP-CREATE-PATH"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "conformance"), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "EP-CREATE-PATH" in done.stdout


def test_a_session_leaves_the_environment_as_it_was(tmp_path: Path) -> None:
    """Else a program that starts pytest after it has no plugins."""
    program = (
        "import os; from seedance_conformance.runner.session import run_session; before = dict(os.environ); "
        "run_session(['--version'], []); assert dict(os.environ) == before"
    )
    subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={**os.environ, "PYTEST_ADDOPTS": "-q", "PYTHONPATH": str(Path(seedance_conformance.__file__).parents[1])},
        timeout=60,
        check=True,
    )
