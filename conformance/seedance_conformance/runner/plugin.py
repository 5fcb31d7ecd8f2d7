"""The pytest plugin: `pytest -p seedance_conformance.runner.plugin --pyargs seedance_conformance.suite ...`."""

import os

import pytest

from seedance_conformance.catalogue import CatalogueError, load_catalogue
from seedance_conformance.runner import hooks
from seedance_conformance.runner.dry_run import DryRun
from seedance_conformance.runner.resume import Ended
from seedance_conformance.runner.run import Run
from seedance_conformance.runner.settings import OPTIONS, SettingsError, settle

pytest_plugins = ("seedance_conformance.runner.fixtures",)

MARKERS = (
    "rule(id): the rule that the test judges",
    "full: only in the full profile",
    "loopback: never on a remote target",
    "remote: only on a remote target",
    "media: needs published media",
    "files(*names): the media files that it sends, besides the numbered ones; without names any of them",
    "combined: on a remote target a combined body stands for it",
    "bills(worst, conforming, borrows): how many tasks it can cost on a remote target",
    "second_key: needs SEEDANCE_API_KEY_2",
    "last: runs when every task has ended",
    "log: judges what was said and sends nothing, so that the joined logs of shards can be judged again",
    "together(name): shares something costly with others of that name, and runs in one shard with them",
)


def pytest_addhooks(pluginmanager: pytest.PytestPluginManager) -> None:
    """Declare the hooks that show how a run goes."""
    pluginmanager.add_hookspecs(hooks)


def pytest_seedance_media_progress(config: pytest.Config, done: int, total: int) -> None:
    """Say in the terminal of a plain pytest when files begin to be written, and when they are."""
    if done in (0, total):
        pytest_seedance_notice(config, f"{done} of {total} media files are written")


def pytest_seedance_notice(config: pytest.Config, text: str) -> None:
    """Print a line in the terminal of a plain pytest; the command line has its own way."""
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    if terminal is not None:
        terminal.write_line(f"seedance: {text}")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the `--seedance-*` options."""
    group = parser.getgroup("seedance", "judge a Seedance 2.0 target")
    for name, settings in OPTIONS:
        group.addoption(f"--seedance-{name}", dest=f"seedance_{name}", **settings)


def pytest_configure(config: pytest.Config) -> None:
    """Check the options and start the run."""
    for marker in MARKERS:
        config.addinivalue_line("markers", marker)
    if getattr(config.option, "numprocesses", None):
        raise pytest.UsageError(
            "the budget and the monitors need one log, so xdist (-n) can't be used: split the run with `--shard I/N`"
        )
    if config.option.help or getattr(config.option, "markers", False):
        return
    options = {name: config.getoption(f"seedance_{name}") for name, _ in OPTIONS}
    try:
        catalogue = load_catalogue()
        settings = settle(options, os.environ, catalogue)
    except (SettingsError, Ended, CatalogueError) as error:
        raise pytest.UsageError(str(error)) from None
    if not config.pluginmanager.has_plugin("terminal"):
        # Nobody will read the tracebacks of breaches, and the long form takes longer than the request.
        config.option.tbstyle = "native"
    if settings.dry_run:
        config.pluginmanager.register(DryRun(settings, catalogue), "seedance-dry-run")
        return
    config.pluginmanager.register(Run(settings, catalogue), "seedance-run")
