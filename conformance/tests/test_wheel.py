"""The installed wheel is whole: it judges the embedded mock from an empty folder, without the repository."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this checkout without the network."""
    folder = tmp_path_factory.mktemp("wheel")
    options = ["--no-deps", "--no-build-isolation", "--quiet", "--disable-pip-version-check", f"--wheel-dir={folder}"]
    subprocess.run([sys.executable, "-m", "pip", "wheel", *options, str(REPOSITORY)], check=True, timeout=120)
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_both_packages_and_their_data(wheel: Path) -> None:
    """The client, the kit, the contract, the catalogue, the type markers and the licence; no test of our own."""
    names = zipfile.ZipFile(wheel).namelist()
    for wanted in (
        "seedance_client/py.typed",
        "seedance_client/_sdk/sync_client/client.py",
        "seedance_conformance/py.typed",
        "seedance_conformance/data/seedance.yaml",
        "seedance_conformance/data/rules.yaml",
        "seedance_conformance/suite/log/test_late.py",
        "seedance_conformance/report/views/templates/run.html",
        "seedance_conformance/report/views/templates/page.css",
        "seedance_conformance/report/views/templates/page.js",
    ):
        assert wanted in names
    assert any(name.endswith("LICENSE") for name in names)
    assert not [name for name in names if name.startswith(("tests/", "conformance/", "scripts/"))]


def test_conform_runs_from_the_wheel_in_an_empty_folder(wheel: Path, tmp_path: Path) -> None:
    """Unpacked somewhere else, the command finds all it needs in itself."""
    installed, empty = tmp_path / "installed", tmp_path / "empty"
    zipfile.ZipFile(wheel).extractall(installed)
    empty.mkdir()
    # The unpacked wheel comes before the editable install on the path; the check below proves that it was taken.
    environment = os.environ | {"PYTHONPATH": str(installed)}
    run = [sys.executable, "-m", "seedance_conformance.cli.main", "conform", "--profile", "quick"]
    run += ["--rules=CR-RATIO-ENUM", "--rules=MD-IMG-FORMAT"]  # which need contract, rules, media and pages
    done = subprocess.run(run, cwd=empty, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads((empty / "conformance-report" / "report.json").read_text())["counts"]["fail"] == 0
    where = "from seedance_conformance.resources import data_path; print(data_path('rules.yaml'))"
    found = subprocess.run(
        [sys.executable, "-c", where], cwd=empty, env=environment, capture_output=True, text=True, check=True
    )
    assert found.stdout.startswith(str(installed))


def test_pytest_finds_the_fixtures(wheel: Path, tmp_path: Path) -> None:
    """An installed kit gives its fixtures to all tests; a test that doesn't use them doesn't import the kit."""
    zipfile.ZipFile(wheel).extractall(tmp_path / "installed")
    (tmp_path / "test_it.py").write_text(
        "import sys\n"
        "def test_a(): assert not {'uvicorn', 'httpx', 'seedance_client'} & set(sys.modules)\n"
        "def test_b(seedance): assert seedance.create('x', model='seedance_2_0_pro').id\n"
        "def test_c(async_seedance): assert async_seedance.server.base_url\n"
    )
    environment = os.environ | {"PYTHONPATH": str(tmp_path / "installed"), "PYTEST_ADDOPTS": "-p no:cacheprovider"}
    by_name = ("--collect-only", "-p", "seedance_conformance.pytest_fixtures")  # the way without an entry point
    for options, said in (((), "3 passed"), (by_name, "3 tests collected")):
        command = [sys.executable, "-m", "pytest", "-W", "error", *options, "test_it.py"]
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=False
        )
        assert said in done.stdout, done.stdout
