"""Prints red rules as they become known, and the report when the run has ended."""

from typing import Any, Final

import pytest
from rich.console import Console

from seedance_conformance.cli.output import print_safely
from seedance_conformance.cli.progress import ProgressLine
from seedance_conformance.report.events import Event, Row, rows
from seedance_conformance.report.facts.causes import symptom
from seedance_conformance.report.views.console import print_red, print_report

_RUN: Final = "seedance-run"


class VerdictPrinter:
    """A pytest plugin that prints the verdicts of a run; the progress is removed meanwhile."""

    def __init__(self, progress: ProgressLine, *, verbose: bool) -> None:
        self._progress = progress
        self._verbose = verbose
        self._shown: dict[str, str] = {}  # rule -> the symptom of its answer, or ""

    def pytest_seedance_red(self, config: pytest.Config, event: Event) -> None:
        """Print the counterexample of a rule, or one line if the answer to an earlier one shows the same."""
        run = config.pluginmanager.get_plugin(_RUN)
        if run is None:
            return
        key = symptom(event, run.log.events)
        like = next((rule for rule, shown in self._shown.items() if key and shown == key), "")
        row = _row_of(run.log.events[0], event)
        self._progress.pause()
        print_safely(lambda console: print_red(row, console, like=like))
        self._progress.resume()
        if not like:
            self._shown[row.id] = key

    @pytest.hookimpl(trylast=True)
    def pytest_unconfigure(self, config: pytest.Config) -> None:
        """Print the report."""
        run = config.pluginmanager.get_plugin(_RUN)
        if run is not None and run.finished:
            print_safely(lambda console: self._report(run, console))

    def _report(self, run: Any, console: Console) -> None:
        for trouble in run.ending.troubles:
            text = f"seedance: {trouble}"
            Console(stderr=True).print(text, style="red", highlight=False, markup=False, soft_wrap=True)
        if not run.ending.troubles or any(row.verdict != "skipped" for row in rows(run.log.events)):
            folder, every = str(run.settings.out), self._verbose
            print_report(run.log.events, console, every_row=every, shown=self._shown, folder=folder)
        else:
            console.print(f"Reports: {run.settings.out}/index.html", highlight=False, soft_wrap=True)


def _row_of(header: Event, event: Event) -> Row:
    """The row of a rule with this breach alone."""
    row = Row.of(next(rule for rule in header["rules"] if rule["id"] == event["rule"]))
    row.verdict, row.note, row.counterexample = "fail", event["note"], event.get("counterexample")
    return row
