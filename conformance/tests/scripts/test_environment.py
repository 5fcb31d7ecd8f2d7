"""The scripts create their environment on machines with various settings."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from tests.scripts.workshop import LOCKED, Workshop, load_script


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    """A small checkout."""
    return Workshop.make(tmp_path)


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    """A small checkout whose environment exists: two first runs in parallel, of which one created it."""
    workshop = Workshop.make(tmp_path_factory.mktemp("ready"))
    command = ["scripts/conform", "--profile", "quick"]
    settings: dict[str, Any] = {"cwd": workshop.root, "env": workshop.environment, "umask": 0o077, "text": True}
    both = [subprocess.Popen(command, stderr=subprocess.PIPE, **settings) for _ in range(2)]
    said = [process.communicate(timeout=300)[1] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert sum("from requirements.lock" in text for text in said) == 1, said
    return workshop


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """scripts/environment.py as a module."""
    return load_script("environment")


def pip_conf(workshop: Workshop) -> dict[str, str]:
    """A user's pip.conf that installs into another place, under conditions; and variables of the shell."""
    path = workshop.home / ".config" / "pip" / "pip.conf"
    path.parent.mkdir(parents=True)
    path.write_text(
        "[global]\nrequire-virtualenv = yes\nconstraint = /nowhere/constraints.txt\nno-binary = :all:\n"
        "[install]\nuser = yes\nno-compile = yes\n",
        "utf-8",
    )
    return {"LC_ALL": "C", "CDPATH": str(workshop.root)}


def variables(workshop: Workshop) -> dict[str, str]:
    """Those that change what pip installs and where, and what Python checks, writes and imports; without a home."""
    path = workshop.home / "constraints.txt"
    path.write_text(f"{LOCKED}==99\n", "utf-8")
    switches = ("USER", "REQUIRE_VIRTUALENV", "REQUIRE_HASHES", "DRY_RUN", "NO_COMPILE", "PRE", "VERBOSE")
    pip = {"PIP_TARGET": str(workshop.home), "PIP_REPORT": str(workshop.home / "report")}
    pip |= {"PIP_CONSTRAINT": str(path), "PIP_NO_BINARY": ":all:"} | {f"PIP_{switch}": "1" for switch in switches}
    folder = workshop.home / "other"
    folder.mkdir()
    for name in (LOCKED, "pip", "venv"):
        (folder / f"{name}.py").write_text("raise SystemExit('the wrong module')", "utf-8")
    python = {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONOPTIMIZE": "2", "PYTHONWARNINGS": "error"}
    python |= {"PYTHONPATH": str(folder), "PYTHONUSERBASE": str(workshop.home), "PYTHONNOUSERSITE": "1"}
    return pip | python | {"HOME": "/proc/nowhere", "XDG_CACHE_HOME": "/proc/nowhere"}


# Each makes an environment, which takes seconds: so settings that don't touch each other are tried together.
@pytest.mark.parametrize("settings", [pip_conf, variables])
def test_the_environment_is_created_with_any_settings(
    workshop: Workshop, settings: Callable[[Workshop], dict[str, str]]
) -> None:
    """The command runs with the locked package from the environment, with compiled bytecode."""
    done = workshop.conform(settings(workshop))
    assert done.returncode == 0, done.stderr
    where, *arguments = done.stdout.rsplit(" ", 3)
    assert arguments == ["conform", "--profile", "quick\n"]
    assert Path(where).is_relative_to(workshop.venv), where
    assert list(Path(where).parent.glob(f"__pycache__/{LOCKED}.*.pyc"))


def test_two_parallel_first_runs_create_one_environment(ready: Workshop) -> None:
    """The second waits for the first and uses its environment, which only the user reads; a third installs nothing."""
    assert not (ready.venv / "bin").stat().st_mode & 0o077
    again = ready.conform({"PIP_FIND_LINKS": "/nowhere"})
    assert (again.returncode, again.stderr) == (0, "")


def test_variables_of_pip_win_over_files(script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in pip: variables win over `install`, and that over `global`; other settings are ignored."""
    listed = (
        ":env:.index-url='http://variable'\nglobal.cert='global.pem'\nglobal.index-url='http://file'\n"
        "global.use-feature='truststore'\nglobal.user='true'\ninstall.cert='install.pem'\n"
    )
    monkeypatch.setattr(script, "run", lambda *arguments: listed)
    monkeypatch.setenv("PIP_USER", "1")
    found = {name: value for name, value in script.pip_environment(Path("python")).items() if name.startswith("PIP")}
    assert found == {
        "PIP_INDEX_URL": "http://variable",
        "PIP_CERT": "install.pem",
        "PIP_USE_FEATURE": "truststore",
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }


def test_a_script_is_found_through_a_link(ready: Workshop) -> None:
    """A link on the PATH runs the command of the checkout."""
    link = ready.home / "judge"
    link.symlink_to(ready.root / "scripts" / "conform")
    done = subprocess.run([link, "--help"], env=ready.environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "conform --help" in done.stdout


def test_another_hash_stops_the_installation(
    ready: Workshop, script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A package with another hash is refused with pip's message, and no environment is left."""
    lock, folder = tmp_path / "requirements.lock", tmp_path / "venv"
    lock.write_text(f"{LOCKED}==1.0 --hash=sha256:{'0' * 64}\n", "utf-8")
    # In place of a new environment, which takes seconds.
    shutil.copytree(ready.venv, folder, symlinks=True, ignore=shutil.ignore_patterns(f"{LOCKED}*", ".stamp"))
    run = script.run
    monkeypatch.setattr(script, "run", lambda command, *rest: "" if "venv" in command else run(command, *rest))
    monkeypatch.setattr(script, "wanted", lambda name: {"lock": "another"})
    for name, value in ready.environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(script.Unready, match=re.escape("installing requirements.lock failed")) as refused:
        script.prepare("run", folder, lock)
    assert refused.value.status == 3
    assert "do not match the hashes" in str(refused.value).lower()
    assert not (folder / ".stamp").exists()


def test_a_requirement_missing_from_the_lock_is_found(workshop: Workshop) -> None:
    """Nothing is resolved, so `pip check` finds what is missing."""
    (workshop.root / "requirements.lock").write_text("", "utf-8")
    done = workshop.conform()
    assert done.returncode == 3
    assert "seedance-locked" in done.stderr


def test_a_broken_pip_conf_is_named(script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message shows pip's own words about the file."""
    path = tmp_path / "pip.conf"
    path.write_text("this is no configuration", "utf-8")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(path))
    with pytest.raises(script.Unready, match=re.escape(str(path))) as raised:
        script.pip_environment(Path(sys.executable))
    assert raised.value.status == 3
    assert "Traceback" not in str(raised.value)


def test_a_broken_environment_is_created_again(ready: Workshop, script: ModuleType) -> None:
    """An incomplete environment is created again, also if its interpreter is gone, which alone makes it incomplete."""
    stamp = ready.venv / ".stamp"
    stamped = stamp.read_text("utf-8")
    stamp.unlink()  # as after Ctrl-C
    assert script.stamped(ready.venv) == {}
    stamp.write_text(stamped, "utf-8")
    assert script.stamped(ready.venv) != {}

    (locked,) = ready.venv.glob(f"lib/*/site-packages/{LOCKED}.py")
    locked.unlink()
    interpreter = ready.venv / "bin" / "python"  # as after an upgrade of Python
    interpreter.unlink()
    interpreter.symlink_to("/nowhere/python3")
    assert script.stamped(ready.venv) == {}
    assert ready.conform().returncode == 0
    assert locked.exists()


def test_an_old_python_is_refused_in_one_sentence(workshop: Workshop) -> None:
    """The variable and its value are named."""
    old = workshop.home / "python3.8"
    old.write_text("#!/bin/sh\nexit 1\n", "utf-8")
    old.chmod(0o755)
    done = workshop.conform({"PYTHON": str(old)})
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert f"PYTHON='{old}' isn't that" in done.stderr


def test_a_newer_python_beside_an_old_one_is_found(ready: Workshop, tmp_path: Path) -> None:
    """Without PYTHON, an old `python3` on the PATH doesn't hide python3.11."""
    bin_folder = tmp_path / "bin"
    bin_folder.mkdir()
    new = f'exec "{sys.executable}" "$@"'
    for name, text in (("python3", "exit 1"), ("python3.14", "exit 1"), ("python3.13", new)):
        (bin_folder / name).write_text(f"#!/bin/sh\n{text}\n", "utf-8")
        (bin_folder / name).chmod(0o755)
    done = ready.conform({"PYTHON": "", "PATH": f"{bin_folder}{os.pathsep}{ready.environment['PATH']}"})
    assert done.returncode == 0, done.stderr


def test_a_python_without_ensurepip_says_what_to_install(script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """Debian splits it off: the message names the package."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(script.Unready, match=rf"apt install python3\.{sys.version_info.minor}-venv"):
        script.check_machine()


def test_an_unwritable_checkout_is_named(script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names the folder and a remedy."""
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(script.Unready, match=r"isn't writable.*copy the checkout"):
        script.check_machine()
