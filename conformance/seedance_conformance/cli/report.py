"""`seedance report`: views of an earlier run."""

import sys
from pathlib import Path

import click
from rich.console import Console

from seedance_conformance.report.console import print_report
from seedance_conformance.report.events import LogError, read_log


@click.group("report", epilog="Example: seedance report show conformance-report")
def command() -> None:
    """Show the report of an earlier run."""


@command.command("show", epilog="Example: seedance report show conformance-report --red")
@click.argument("directory", type=click.Path(path_type=Path), default="conformance-report")
@click.option("--red", is_flag=True, help="Only what failed, or gave no evidence.")
def show(directory: Path, red: bool) -> None:
    """Print the verdicts of the run whose log is in DIRECTORY."""
    try:
        events = read_log(directory / "run.jsonl")
    except LogError as error:
        click.echo(f"seedance: {error}", err=True)
        sys.exit(2)
    print_report(events, Console(), every_row=not red)
