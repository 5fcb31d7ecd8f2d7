"""`seedance report replay`: run a counterexample again, and say whether it still shows."""

import os
import signal
import sys
from pathlib import Path

import click
from rich.console import Console

from seedance_conformance.report.views.text import visible

_EPILOG = """\b
Examples:
  seedance report replay CR-RATIO-ENUM
  seedance report replay CR-RATIO-ENUM yesterday --base-url http://127.0.0.1:8765/kyyReactApiServer
\b
Exit codes: 0 it doesn't show any more, 1 it still shows, 2 usage error, 3 no evidence or unreachable target,
4 stopped by the budget, 130 interrupted."""


@click.command("replay", epilog=_EPILOG)
@click.argument("rule")
@click.argument("directory", type=click.Path(path_type=Path), default="conformance-report")
@click.option("--base-url", metavar="URL", help="Base URL of the target. [default: that of the run]")
@click.option("--budget", type=int, metavar="N", help="Maximum number of tasks that may be billed; see conform.")
@click.option("--media-url", metavar="URL", help="URL of the folder with the published media. [default: as in the run]")
@click.option("--out", metavar="DIR", help="Folder for the new report. [default: DIRECTORY/replay/RULE]")
def command(
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
        click.echo(f"seedance: {error}", err=True)
        sys.exit(2)
    except OSError as error:
        click.echo(f"seedance: the report can't be written ({error.strerror}): choose another --out", err=True)
        sys.exit(2)
    run_session(["-p", "seedance_conformance.runner.plugin", *arguments(options)], [ProgressLine(Console(stderr=True))])
    replayed = outcome(rule, settings.out)
    click.echo(visible(replayed.text))
    click.echo(f"Reports: {settings.out}/index.html")
    sys.exit(int(replayed.code))
