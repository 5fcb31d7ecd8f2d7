"""A copy of what generation and vendoring work on, so that a test may break it."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def workshop(tmp_path: Path) -> Path:
    """A separate repository: contract, scripts and generated client."""
    ignored = shutil.ignore_patterns("__pycache__")
    for name in ("openapi", "generated"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=ignored)
    shutil.copy(ROOT / "LICENSE", tmp_path)
    (tmp_path / "scripts").mkdir()
    for name in ("generation.py", "unasync.py", "vendoring.py"):
        shutil.copy(ROOT / "scripts" / name, tmp_path / "scripts")
    return tmp_path


@pytest.fixture
def client(workshop: Path) -> Path:
    """The workshop's generated client."""
    return workshop / "generated" / "seedance_client"


@pytest.fixture
def run(workshop: Path) -> Run:
    """Runs one of the workshop's scripts with arguments, from the workshop."""

    def call(script: str, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, f"scripts/{script}.py", *arguments],
            cwd=workshop,
            env=environment or None,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    return call
