"""`seedance report`: show, compare and merge the reports of runs."""

import sys
from pathlib import Path

import click
from rich.console import Console

from seedance_conformance.catalogue import CatalogueError
from seedance_conformance.cli.output import stop
from seedance_conformance.cli.replay import command as replay_command
from seedance_conformance.report.events import LogError, read_log, troubles
from seedance_conformance.report.facts.diff import compare
from seedance_conformance.report.read import read_report
from seedance_conformance.report.views.console import print_report
from seedance_conformance.report.views.diff_views import print_difference, to_diff_page
from seedance_conformance.report.views.text import visible
from seedance_conformance.report.write import write_whole


@click.group("report", epilog="Example: seedance report show conformance-report")
def command() -> None:
    """Show, compare or merge the reports of runs, or run a counterexample again."""


@command.command("show", epilog="Example: seedance report show conformance-report --red")
@click.argument("directory", type=click.Path(path_type=Path), default="conformance-report")
@click.option("--red", is_flag=True, help="Only rules that failed or gave no evidence.")
def show(directory: Path, red: bool) -> None:
    """Print the verdicts of the run in DIRECTORY."""
    try:
        events = read_log(directory / "run.jsonl")
    except LogError as error:
        stop(f"{error}; give the --out folder of a run")
    print_report(events, Console(), every_row=not red)
    for fault in troubles(events):
        where = f" (in {fault['where']})" if fault["where"] else ""
        click.echo(f"seedance: {visible(fault['note'])}{where}", err=True)


@command.command("diff", epilog="\b\nExample:\n  seedance report diff yesterday conformance-report --html diff.html")
@click.argument("first", type=click.Path(path_type=Path))
@click.argument("second", type=click.Path(path_type=Path))
@click.option("--html", type=click.Path(path_type=Path), metavar="FILE", help="Also write the comparison as a page.")
def diff(first: Path, second: Path, html: Path | None) -> None:
    """Print what changed from the run FIRST to the run SECOND.

    Each is a report folder, a report.json or a run.jsonl. Exit codes: 0 no rule regressed, 1 a rule fails that was
    judged and didn't fail before, 2 usage error.
    """
    try:
        difference = compare(read_report(first), read_report(second))
    except LogError as error:
        stop(error)
    print_difference(difference, Console())
    if html is not None:
        try:
            write_whole(html, to_diff_page(difference))
        except OSError as error:
            stop(f"the page can't be written to '{html}' ({error.strerror}): choose another --html")
    sys.exit(1 if difference.regressed else 0)


@command.command("merge", epilog="Example: seedance report merge part-1 part-2 --out conformance-report")
@click.argument("directories", type=click.Path(path_type=Path), nargs=-1, required=True)
@click.option("--out", default="conformance-report", show_default=True, metavar="DIR", type=click.Path(path_type=Path))
@click.option("--summary", metavar="FILE", help="Append a summary in Markdown to FILE.")
def merge_shards(directories: tuple[Path, ...], out: Path, summary: str | None) -> None:
    """Merge the shards of a run (`conform --shard I/N`) whose reports are in DIRECTORIES.

    Rules about the whole log are judged again over the joined log. The exit code is that of an unsplit run.
    """
    from seedance_conformance.runner.configuration.settings import SettingsError, summary_file
    from seedance_conformance.runner.outcome.extras import append_summary
    from seedance_conformance.runner.shards.merge import merge
    from seedance_conformance.runner.shards.shard_logs import MergeError

    try:
        summary_path = summary_file(summary)
        merged = merge(directories, out)
        if summary_path is not None:
            append_summary(merged.log.events, summary_path)
    except (MergeError, SettingsError, CatalogueError) as error:
        stop(error)
    except OSError as error:
        stop(f"'{error.filename or out}' can't be written ({error.strerror}): choose another file or --out")
    print_report(merged.log.events, Console(), folder=str(out))
    sys.exit(int(merged.exit_code))


command.add_command(replay_command)
