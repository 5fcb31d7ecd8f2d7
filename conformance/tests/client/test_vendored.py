"""The client in another project: regenerated, vendored below its package, with only httpx and attrs."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from seedance_conformance.offline import offline_server

REPOSITORY = Path(__file__).parents[3]
TESTS = Path("conformance/tests/client")
KEY = "sk-secret-of-a-test"
SAMPLE = ("test_generate.py", "test_hosting.py", "test_journal.py", "test_locks.py", "test_serializing.py")
"""For this interpreter, on which these tests run anyway, if another one runs all of them."""

NEEDED = ("attr", "attrs", "httpx", "httpcore", "h11", "anyio", "certifi", "idna", "typing_extensions")
"""What httpx and attrs consist of."""
PYTEST = ("py", "pytest", "_pytest", "pluggy", "iniconfig", "packaging", "pygments")

SETTINGS = "[pytest]\naddopts = -q -x --import-mode=importlib -p no:cacheprovider\nfilterwarnings = error\n"


@cache
def pythons() -> list[str]:
    """The oldest and the newest interpreter that is installed and works, on the PATH or with pyenv."""
    found = []
    for version in ("3.11", "3.12", "3.13"):
        managed = sorted((Path.home() / ".pyenv" / "versions").glob(f"{version}.*/bin/python"))
        for path in [*map(str, managed), shutil.which(f"python{version}")]:
            if path and subprocess.run([path, "-c", ""], capture_output=True, check=False).returncode == 0:
                found.append(path)
                break
    return list(dict.fromkeys(found[:1] + found[-1:]))


def copy_modules(names: tuple[str, ...], folder: Path) -> None:
    """Copy installed modules, which must be pure Python, into a folder."""
    packages = Path(pytest.__file__).parents[1]
    for name in names:
        if (packages / name).is_dir():
            shutil.copytree(packages / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.so"))
        else:
            shutil.copy(packages / f"{name}.py", folder)


def copy_tests(folder: Path) -> None:
    """Copy the library's tests, and have them import the vendored client."""
    shutil.copytree(REPOSITORY / "openapi", folder / "openapi")
    shutil.copytree(REPOSITORY / TESTS / "library", folder / TESTS / "library")
    shutil.copy(REPOSITORY / TESTS / "conftest.py", folder / TESTS)
    for path in (folder / TESTS).rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        text = re.sub(r"^( *)import seedance_client$", r"\1from app.vendor import seedance_client", text, flags=re.M)
        text = re.sub(r"^( *)from seedance_client\b", r"\1from app.vendor.seedance_client", text, flags=re.M)
        path.write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a freshly generated and vendored client, the library's tests, and what both need."""
    workshop, folder = tmp_path_factory.mktemp("workshop"), tmp_path_factory.mktemp("project")
    shutil.copytree(REPOSITORY / "openapi", workshop / "openapi")
    (workshop / "scripts").mkdir()
    for name in ("generation.py", "unasync.py", "vendoring.py"):
        shutil.copy(REPOSITORY / "scripts" / name, workshop / "scripts")
    for command in (["generation.py"], ["vendoring.py", str(folder / "app" / "vendor")]):
        subprocess.run([sys.executable, f"scripts/{command[0]}", *command[1:]], cwd=workshop, check=True, timeout=60)
    copy_modules(NEEDED + PYTEST, folder)
    copy_tests(folder)
    (folder / "pytest.ini").write_text(SETTINGS, encoding="utf-8")
    return folder


def selected(python: str) -> list[str]:
    """The tests for an interpreter: all, or the sample."""
    library = TESTS / "library"
    return [str(library / name) for name in SAMPLE] if is_sampled(python) else [str(library)]


def is_sampled(python: str) -> bool:
    """Whether it is the interpreter of this process, and not the only one."""
    return len(pythons()) > 1 and Path(python).resolve() == Path(sys.executable).resolve()


Run = subprocess.Popen[str]


@pytest.fixture(scope="module")
def runs(project: Path) -> Iterator[dict[str, Run]]:
    """The library's tests on both interpreters at the same time, without their site-packages."""
    command = ["-S", "-m", "pytest"]
    with offline_server(api_keys=(KEY,)) as server:
        search = f"{project}{os.pathsep}{project / 'conformance'}"
        environment = {**os.environ, "PYTHONPATH": search, "SEEDANCE_TEST_SERVICE": server.base_url}
        started = {
            python: Run(
                [python, *command, *selected(python)],
                cwd=project,
                env=environment,
                text=True,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
            )
            for python in pythons()
        }
        yield started
        for run in started.values():
            run.kill()
            run.communicate()


@pytest.mark.parametrize("python", pythons(), ids=lambda path: Path(path).resolve().name)
def test_the_library_part_passes_from_a_vendored_copy(python: str, runs: dict[str, Run]) -> None:
    """On the oldest and the newest Python that is installed, with httpx and attrs alone, under another package."""
    said, _ = runs[python].communicate(timeout=1200)
    assert runs[python].returncode == 0, said[-5000:]
    summary = re.search(r"^(\d+) passed in", said, re.M)
    assert summary is not None, said[-500:]
    assert int(summary[1]) > (100 if is_sampled(python) else 1500)


def test_the_project_has_nothing_else(project: Path) -> None:
    """Neither the kit nor any of its other libraries can be imported there."""
    names = ["seedance_client", "seedance_conformance", "click", "yaml"]
    program = f"from importlib.util import find_spec; print([name for name in {names} if find_spec(name)])"
    environment = {**os.environ, "PYTHONPATH": str(project)}
    command = [sys.executable, "-S", "-c", program]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "[]\n"
