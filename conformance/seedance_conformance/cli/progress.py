"""The progress of a run on stderr: one line, on a terminal only, and notices."""

from typing import Any

import pytest
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from seedance_conformance.cli.media_progress import MediaProgress
from seedance_conformance.runner.plan import rule_of


class ProgressLine:
    """A pytest plugin that shows the progress of a run, the current rule, and how many rules failed.

    Args:
        console: for the line; nothing is shown unless it is a terminal.
    """

    def __init__(self, console: Console) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("[red]{task.fields[red]}"),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task: Any = None
        self._media = MediaProgress(console)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Start the line."""
        self._progress.start()
        self._task = self._progress.add_task("starting", total=len(session.items), red="")

    def pytest_seedance_media_progress(self, done: int, total: int) -> None:
        """Show instead how many media files are written."""
        if done == 0:
            self._progress.stop()
        self._media.show(done, total)
        if done == total:
            self._progress.start()

    def pytest_seedance_notice(self, text: str) -> None:
        """Print a line for the user."""
        self._media.notice(text)

    def pytest_runtest_logstart(self, nodeid: str, location: object) -> None:
        """Show that the last tests wait for tasks to end."""
        if self._task is not None and "test_last_" in nodeid:
            self._progress.update(self._task, description="waiting for tasks to end")

    def pytest_runtest_teardown(self, item: pytest.Item) -> None:
        """Count a finished test."""
        run = item.config.pluginmanager.get_plugin("seedance-run")
        red = len(run.verdicts.failed) if run is not None else 0
        self._progress.update(
            self._task,
            advance=1,
            description=f"{rule_of(item) or item.name:<28}",
            red=f"{red} failed" if red else "",
        )

    def pytest_sessionfinish(self) -> None:
        """Remove the line."""
        self._media.stop()
        self._progress.stop()
