"""A pytest session over the shipped suite, independent of the user's pytest settings and plugins."""

import gc
import os
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Final

import pytest

from seedance_conformance import suite
from seedance_conformance.media.cache.folder import kit_caches
from seedance_conformance.report.views.templating import compile_templates, keep_compiled
from seedance_conformance.runner.execution.heap import keep_heap_small

_SUITE: Final = Path(__file__).parents[1] / "suite"
# Unused parts of pytest; they would take a tenth of the time of the quick profile.
_UNUSED: Final = (
    "cacheprovider",
    "terminal",
    "logging",
    "doctest",
    "warnings",
    "unraisableexception",
    "threadexception",
)


def preload() -> None:
    """Call this before forking: import and compile what each run needs. Starts no thread."""
    for path in sorted(_SUITE.rglob("test_*.py")):
        import_module(".".join((suite.__name__, *path.relative_to(_SUITE).with_suffix("").parts)))
    compile_templates()
    gc.collect()
    gc.freeze()  # the garbage collector of a fork looks only at what the fork makes


def run_session(arguments: Sequence[str], plugins: Sequence[object]) -> int:
    """Run the suite in this process, with arguments and plugin objects for pytest, and return the exit code."""
    keep_heap_small()
    # A run keeps most objects until its end, so frequent garbage collection finds little.
    gc.set_threshold(50_000)
    keep_compiled(kit_caches() / "pages")
    unused = [word for name in _UNUSED for word in ("-p", f"no:{name}")]
    # Without `--confcutdir` pytest would search all parent folders and run their `conftest.py`.
    folders = ["-c", os.devnull, "--rootdir", str(_SUITE), "--confcutdir", str(_SUITE)]
    # The tests raise their verdicts, so pytest need not rewrite `assert`, and Python can use its bytecode cache.
    fixed = ["--capture=no", "--assert=plain", *folders, "--import-mode", "importlib"]
    with pytest.MonkeyPatch.context() as environment:
        # Other plugins and the user's pytest settings must not influence verdicts.
        environment.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
        environment.delenv("PYTEST_ADDOPTS", raising=False)
        # Hypothesis would make a folder with its tables where the run is started.
        if "HYPOTHESIS_STORAGE_DIRECTORY" not in os.environ:
            environment.setenv("HYPOTHESIS_STORAGE_DIRECTORY", str(kit_caches() / "hypothesis"))
        return int(pytest.main([*fixed, *unused, *arguments, str(_SUITE)], plugins=list(plugins)))
