"""A pytest session over the shipped suite, apart from whatever pytest is set up to do for the user."""

import gc
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest

_SUITE: Final = Path(__file__).parents[1] / "suite"
_UNUSED: Final = (
    "cacheprovider",
    "terminal",
    "logging",
    "doctest",
    "warnings",
    "unraisableexception",
    "threadexception",
)
# Parts of pytest that have nothing to say here, and cost a tenth of the quick profile.


def run_session(arguments: Sequence[str], plugins: Sequence[object]) -> int:
    """Run the suite in this process; the exit code.

    Args:
        arguments: for pytest.
        plugins: plugin objects.
    """
    # A run keeps most of what it makes until its end, so looking for garbage often is in vain.
    gc.set_threshold(50_000)
    # Other plugins and the user's own pytest settings have no say in a verdict.
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    os.environ.pop("PYTEST_ADDOPTS", None)
    unused = [word for name in _UNUSED for word in ("-p", f"no:{name}")]
    # Without a `confcutdir` pytest would list every folder above the suite, and run the `conftest.py` of each.
    folders = ["-c", os.devnull, "--rootdir", str(_SUITE), "--confcutdir", str(_SUITE)]
    # The suite's tests raise their verdicts, so `assert` needs no rewriting, and Python may use its cache of the files.
    fixed = ["--capture=no", "--assert=plain", *folders, "--import-mode", "importlib"]
    return int(pytest.main([*fixed, *unused, *arguments, str(_SUITE)], plugins=list(plugins)))
