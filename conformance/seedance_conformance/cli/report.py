"""`seedance report`: show, compare and merge the reports of runs, and run counterexamples again."""

import os
import signal
import sys
from pathlib import Path

import click
from rich.console import Console

from seedance_conformance.catalogue import CatalogueError
from seedance_conformance.cli.output import say, stop
from seedance_conformance.report.events import LogError, read_log, troubles
from seedance_conformance.report.facts.diff import compare
from seedance_conformance.report.read import read_report
from seedance_conformance.report.views.console import print_report
from seedance_conformance.report.views.diff_views import print_difference, to_diff_page
from seedance_conformance.report.views.text import visible
from seedance_conformance.report.write import write_whole

_REPLAY = """\b
Examples:
  seedance report replay CR-RATIO-ENUM
  seedance report replay CR-RATIO-ENUM yesterday --base-url http://127.0.0.1:8765/kyyReactApiServer
\b
Exit codes: 0 it doesn't show any more, 1 it still shows, 2 usage error, 3 no evidence or unreachable target,
4 stopped by the budget, 130 interrupted."""


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
        say(f"{visible(fault['note'])}{where}")


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


@command.command("replay", epilog=_REPLAY)
@click.argument("rule")
@click.argument("directory", type=click.Path(path_type=Path), default="conformance-report")
@click.option("--base-url", metavar="URL", help="Base URL of the target. [default: that of the run]")
@click.option("--budget", type=int, metavar="N", help="Maximum number of tasks that may be billed; see conform.")
@click.option("--media-url", metavar="URL", help="URL of the folder with the published media. [default: as in the run]")
@click.option("--out", metavar="DIR", help="Folder for the new report. [default: DIRECTORY/replay/RULE]")
def replay(
    rule: str, directory: Path, base_url: str | None, budget: int | None, media_url: str | None, out: str | None
) -> None:
    """Run the counterexample to RULE of the run in DIRECTORY again.

    Runs the test that found it, with the options of that run, and judges the answers as `seedance conform` does. The
    keys come from SEEDANCE_API_KEY and SEEDANCE_API_KEY_2. The budget of that run isn't used again: a target that bills
    needs a new --budget.
    """
    from seedance_conformance.catalogue import load_catalogue
    from seedance_conformance.cli.progress import ProgressLine
    from seedance_conformance.runner.configuration.options import SettingsError, arguments
    from seedance_conformance.runner.configuration.settings import build_settings
    from seedance_conformance.runner.earlier_reports.replay import outcome, replay_options
    from seedance_conformance.runner.session import run_session

    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        given = {"base-url": base_url, "budget": budget, "media-url": media_url, "out": out}
        options = replay_options(rule, directory, given)
        settings = build_settings(options, os.environ, load_catalogue())
        settings.out.mkdir(parents=True, exist_ok=True)
        (settings.out / "run.jsonl").touch()
    except SettingsError as error:
        stop(error)
    except OSError as error:
        stop(f"the report can't be written ({error.strerror}): choose another --out")
    run_session(["-p", "seedance_conformance.runner.plugin", *arguments(options)], [ProgressLine(Console(stderr=True))])
    replayed = outcome(rule, settings.out)
    click.echo(visible(replayed.text))
    click.echo(f"Reports: {settings.out}/index.html")
    sys.exit(int(replayed.code))
