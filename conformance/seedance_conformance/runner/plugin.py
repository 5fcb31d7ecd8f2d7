"""The pytest plugin: `pytest -p seedance_conformance.runner.plugin --pyargs seedance_conformance.suite ...`."""

import os

import pytest

from seedance_conformance.catalogue import CatalogueError, load_catalogue
from seedance_conformance.report.events import Event
from seedance_conformance.runner.configuration.options import OPTIONS
from seedance_conformance.runner.configuration.settings import SettingsError, build_settings
from seedance_conformance.runner.planning.dry_run import DryRun
from seedance_conformance.runner.run import Run

pytest_plugins = ("seedance_conformance.runner.fixtures",)

MARKERS = (
    "rule(id): the rule that the test judges",
    "full: only in the full profile",
    "loopback: never on a remote target",
    "remote: only on a remote target",
    "media: needs published media",
    "files(*names): media files that the test sends in addition to the numbered ones; without names: any file",
    "combined: on a remote target a combined body covers it",
    "bills(worst, conforming, borrows): how many tasks a remote target can bill for it",
    "second_key: needs SEEDANCE_API_KEY_2",
    "alone: depends on the clock or on other requests, so no other test runs at the same time",
    "long: sends many requests one after another, so it starts before the others",
    "last: runs when every task has ended",
    "evidence(*beginnings): gives something to judge to rules that begin so and are judged at the end; else left out",
    "log: judges the log and sends nothing, so it can judge the joined log of shards, too",
    "together(name): shares an expensive preparation with the other tests that have this name; all run in one shard",
)


class RunHooks:
    """Hooks with which other plugins can show the progress of a run."""

    @staticmethod
    def pytest_seedance_media_progress(config: pytest.Config, done: int, total: int) -> None:
        """Media files are being written before the first test: `done` of `total` exist."""

    @staticmethod
    def pytest_seedance_notice(config: pytest.Config, text: str) -> None:
        """A line for the user about something unusual."""

    @staticmethod
    def pytest_seedance_red(config: pytest.Config, event: Event) -> None:
        """A rule is red: the first `case` event with a breach of it that fails the run."""


def pytest_addhooks(pluginmanager: pytest.PytestPluginManager) -> None:
    """Declare the hooks of a run."""
    pluginmanager.add_hookspecs(RunHooks)


def pytest_seedance_media_progress(config: pytest.Config, done: int, total: int) -> None:
    """Print in plain pytest when writing the media files begins and ends."""
    if done in (0, total):
        pytest_seedance_notice(config, f"wrote {done} of {total} media files")


def pytest_seedance_notice(config: pytest.Config, text: str) -> None:
    """Print a notice in plain pytest; `seedance conform` prints it itself."""
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    if terminal is not None:
        terminal.write_line(f"seedance: {text}")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the `--seedance-*` options."""
    group = parser.getgroup("seedance", "judge a Seedance 2.0 server")
    for name, option in OPTIONS.items():
        group.addoption(f"--seedance-{name}", dest=f"seedance_{name}", **option.argparse())


def pytest_configure(config: pytest.Config) -> None:
    """Check the options and start the run."""
    for marker in MARKERS:
        config.addinivalue_line("markers", marker)
    if getattr(config.option, "numprocesses", None):
        raise pytest.UsageError(
            "budget and monitors need one log, so pytest-xdist (-n) can't be used: split the run with `--shard I/N`"
        )
    if config.option.help or getattr(config.option, "markers", False):
        return
    options = {name: config.getoption(f"seedance_{name}") for name in OPTIONS}
    try:
        catalogue = load_catalogue()
        settings = build_settings(options, os.environ, catalogue)
    except (SettingsError, CatalogueError) as error:
        raise pytest.UsageError(str(error)) from None
    if not config.pluginmanager.has_plugin("terminal"):
        # Nobody reads the tracebacks of breaches, and formatting long ones takes longer than the request.
        config.option.tbstyle = "native"
    if settings.dry_run:
        config.pluginmanager.register(DryRun(settings, catalogue), "seedance-dry-run")
        return
    config.pluginmanager.register(Run(settings, catalogue), "seedance-run")
