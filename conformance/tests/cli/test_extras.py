"""The message about a missing extra has the command that fits the installation."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from seedance_conformance.cli.extras import command, install_command

ORIGINS = {
    "an index": (None, "pip install 'seedance-kit[mock]'"),
    "an editable checkout": (
        {"url": "file:///home/a%20b/kit", "dir_info": {"editable": True}},
        "pip install -e '/home/a b/kit[mock]'",
    ),
    "a checkout": ({"url": "file:///home/kit", "dir_info": {}}, "pip install '/home/kit[mock]'"),
    "a wheel": (
        {"url": "file:///tmp/seedance_kit-1-py3-none-any.whl", "archive_info": {}},
        "pip install 'seedance-kit[mock] @ file:///tmp/seedance_kit-1-py3-none-any.whl'",
    ),
    "a repository": (
        {"url": "https://token@git.example.com/kit.git", "vcs_info": {"vcs": "git", "requested_revision": "v1"}},
        "pip install 'seedance-kit[mock] @ git+https://git.example.com/kit.git@v1'",
    ),
}


@pytest.mark.parametrize("origin", ORIGINS)
def test_the_command_fits_the_origin(origin: str) -> None:
    """The command names the same checkout, file or repository, without a token."""
    note, expected = ORIGINS[origin]
    assert command("mock", note) == expected


def test_this_installation_knows_its_origin() -> None:
    """The tests run from a checkout, and the command names it."""
    assert install_command("cli").startswith("pip install -e '/")


@pytest.mark.parametrize(
    ("module", "extra", "arguments"),
    [("uvicorn", "mock", ["mock", "--port", "0"]), ("PIL", "conformance", ["media", "export", "media"])],
)
def test_a_late_import_is_named_too(tmp_path: Path, module: str, extra: str, arguments: list[str]) -> None:
    """Some commands import a heavy module late: without its extra, one sentence explains it."""
    # In a process of its own: modules that are imported twice would confuse later tests.
    program = f"import sys; sys.modules['{module}'] = None; from seedance_conformance.cli.main import main; main()"
    words = [sys.executable, "-c", program, *arguments]
    environment = os.environ | {"XDG_CACHE_HOME": str(tmp_path)}  # no file is there, so they have to be written
    done = subprocess.run(words, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert f"'{arguments[0]}' needs {module}, which isn't installed: pip install" in done.stderr
    assert f"[{extra}]" in done.stderr
