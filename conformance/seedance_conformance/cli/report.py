"""`seedance report`: views of earlier runs."""

import sys
from pathlib import Path
from typing import NoReturn

import click
from rich.console import Console

from seedance_conformance.report.console import print_report
from seedance_conformance.report.diff import compare
from seedance_conformance.report.diff_console import print_difference
from seedance_conformance.report.events import LogError, read_log
from seedance_conformance.report.read import read_report


@click.group("report", epilog="Example: seedance report show conformance-report")
def command() -> None:
    """Show the report of an earlier run, or compare two."""


@command.command("show", epilog="Example: seedance report show conformance-report --red")
@click.argument("directory", type=click.Path(path_type=Path), default="conformance-report")
@click.option("--red", is_flag=True, help="Only what failed, or gave no evidence.")
def show(directory: Path, red: bool) -> None:
    """Print the verdicts of the run whose log is in DIRECTORY."""
    try:
        events = read_log(directory / "run.jsonl")
    except LogError as error:
        _stop(error)
    print_report(events, Console(), every_row=not red)


@command.command("diff", epilog="Example: seedance report diff report-yesterday conformance-report")
@click.argument("first", type=click.Path(path_type=Path))
@click.argument("second", type=click.Path(path_type=Path))
def diff(first: Path, second: Path) -> None:
    """Print what changed from the run FIRST to the run SECOND.

    Each is a report folder, a report.json or a run.jsonl. Exit codes: 0 no rule regressed, 1 a rule is red that was
    judged and not red before, 2 usage.
    """
    try:
        difference = compare(read_report(first), read_report(second))
    except LogError as error:
        _stop(error)
    print_difference(difference, Console())
    sys.exit(1 if difference.regressed else 0)


def _stop(reason: object) -> NoReturn:
    click.echo(f"seedance: {reason}", err=True)
    sys.exit(2)
