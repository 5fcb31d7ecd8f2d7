"""The progress of a run on stderr: a bar on a terminal, a line now and then in a pipe, and notices."""

import time
from collections.abc import Callable
from typing import Any, Final

import pytest
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from seedance_conformance.cli.media_progress import MediaProgress
from seedance_conformance.runner.planning.plan import rule_of

_LINE_SECONDS: Final = 10.0  # between two lines in a pipe
_LEAST_SECONDS: Final = 2.0  # of tests, before their pace tells how long the others take


class ProgressLine:
    """A pytest plugin that shows the progress of a run, the current rule, and how many rules failed."""

    def __init__(self, console: Console, clock: Callable[[], float] = time.monotonic) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("[red]{task.fields[red]}"),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task: Any = None
        self._media = MediaProgress(console)
        self._terminal = console.is_terminal
        self._clock = clock
        self._done = self._total = 0
        self._begun = self._said = clock()

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Start the bar."""
        self._total = len(session.items)
        self._progress.start()
        self._task = self._progress.add_task("starting", total=self._total, red="")

    def pytest_seedance_media_progress(self, done: int, total: int) -> None:
        """Show instead how many media files are written."""
        if done == 0:
            self._progress.stop()
        self._media.show(done, total)
        if done == total:
            self._progress.start()
            self._begun = self._said = self._clock()

    def pytest_seedance_notice(self, text: str) -> None:
        """Print a line for the user."""
        self._media.notice(text)

    def pause(self) -> None:
        """Remove the bar until the next `resume`, so that other lines can be printed."""
        self._progress.stop()

    def resume(self) -> None:
        """Show the bar again."""
        if self._task is not None:
            self._progress.start()

    def pytest_runtest_logstart(self, nodeid: str, location: object) -> None:
        """Show that the last tests wait for tasks to end."""
        if self._task is None or "test_last_" not in nodeid:
            return
        self._progress.update(self._task, description="waiting for tasks to end")

    def pytest_runtest_teardown(self, item: pytest.Item) -> None:
        """Count a finished test."""
        run = item.config.pluginmanager.get_plugin("seedance-run")
        red = len(run.verdicts.failed) if run is not None else 0
        self._done += 1
        description = f"{rule_of(item) or item.name:<28}"
        self._progress.update(self._task, advance=1, description=description, red=f"{red} failed" if red else "")
        if not self._terminal and self._clock() - self._said >= _LINE_SECONDS:
            self._said = self._clock()
            self._media.notice(progress_text(self._done, self._total, red, self._said - self._begun))

    def pytest_sessionfinish(self) -> None:
        """Remove the bar."""
        self._media.stop()
        self._progress.stop()
        self._task = None


def progress_text(done: int, total: int, red: int, seconds: float) -> str:
    """A line about the progress of tests, with an estimate of the time left if there is a pace to tell it from.

    `red` is the number of failed rules, `seconds` the time since the first test began.
    """
    failed = f", {red} failed" if red else ""
    if not done or seconds < _LEAST_SECONDS:
        return f"{done} of {total} tests{failed}"
    left = seconds / done * (total - done)
    words = f"{left:.0f} s" if left < 100 else f"{left / 60:.0f} min"
    return f"{done} of {total} tests{failed}, about {words} left"
