"""`seedance conform`: judge a target or the embedded mock, and write the reports."""

import os
import signal
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NoReturn

import click
from rich.console import Console

from seedance_conformance.catalogue import Catalogue
from seedance_conformance.cli.embedded import MockTrouble, embedded_mock
from seedance_conformance.cli.output import code_of, read_catalogue, stop
from seedance_conformance.cli.progress import ProgressLine
from seedance_conformance.cli.run_command import make_writable, run_options
from seedance_conformance.cli.verdict_printer import VerdictPrinter
from seedance_conformance.cli.watch import watch
from seedance_conformance.report import write_reports
from seedance_conformance.report.events import footer, read_log
from seedance_conformance.report.views.console import print_report
from seedance_conformance.report.write import unwritten
from seedance_conformance.runner.configuration.options import OPTIONS, arguments
from seedance_conformance.runner.configuration.settings import Settings, SettingsError, build_settings
from seedance_conformance.runner.outcome.exit_codes import ExitCode
from seedance_conformance.runner.resuming.resume import ResumeError, RunFinished, read_resumable
from seedance_conformance.runner.session import run_session

_EPILOG = """\b
Examples:
  seedance conform                                  judge the embedded mock
  seedance conform --profile quick --rules 'CR-*'   only the create rules, boundary cases
  export SEEDANCE_API_KEY=...                       judge a gateway on this machine
  seedance conform --base-url http://127.0.0.1:8765/kyyReactApiServer
\b
Exit codes: 0 conforms, 1 a judged rule failed, 2 usage error, 3 error of the suite, target that can't be judged,
4 stopped by the budget, 130 interrupted. If nothing was judged: 2 or 3, with the reason."""

# Stands in for the embedded mock before it runs.
_NO_TARGET = "http://127.0.0.1/"


@click.command("conform", epilog=_EPILOG)
@run_options(name for name, option in OPTIONS.items() if not option.hidden)
@click.option("--verbose", is_flag=True, help="Print every rule, not only what needs attention.")
@click.option(
    "--watch",
    "watched",
    metavar="PATH",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help="Judge again when a file under PATH changes, failed rules first; not for targets that bill (repeatable).",
)
def command(verbose: bool, watched: tuple[Path, ...], **options: Any) -> None:
    """Judge a target rule by rule.

    Sends real HTTP, prints a verdict for each rule of the catalogue, and writes run.jsonl, report.json, junit.xml and
    index.html. The keys come from SEEDANCE_API_KEY and, for rules about other accounts, SEEDANCE_API_KEY_2. Media files
    are written once, before the first test, into $XDG_CACHE_HOME/seedance-kit (default: ~/.cache/seedance-kit).
    """
    # SIGTERM ends a run like Ctrl-C: the reports are written and the mock is stopped.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    given = {name: options.get(name.replace("-", "_")) for name in OPTIONS}
    catalogue = read_catalogue()
    if watched:
        _check_watch(given, catalogue)
        words = [word.replace("--seedance-", "--", 1) for word in arguments(given)] + ["--verbose"] * verbose
        sys.exit(watch(watched, words, given["base-url"], Path(given["out"] or "conformance-report")))
    if given["dry-run"]:
        if given["base-url"] is None:
            given |= {"base-url": _NO_TARGET, "kind": "mock"}
            os.environ["SEEDANCE_API_KEY_2"] = "the-mock-has-two"
        _checked_settings(given, os.environ, catalogue)
        sys.exit(run_session(_arguments(given), []))
    sys.exit(_judge(given, catalogue, verbose=verbose))


def _judge(given: dict[str, Any], catalogue: Catalogue, *, verbose: bool) -> int:
    """Run the suite against the target, or against the embedded mock; return the exit code."""
    with ExitStack() as stack:
        if given["base-url"] is None and not _names_target(given["resume"], given["budget"]):
            # Check everything else before starting the mock.
            any_keys = {**os.environ, "SEEDANCE_API_KEY": "k", "SEEDANCE_API_KEY_2": ""}
            _checked_settings({**given, "base-url": _NO_TARGET, "kind": "mock"}, any_keys, catalogue)
            try:
                mock = stack.enter_context(embedded_mock())
            except MockTrouble as error:
                stop(error, ExitCode.TROUBLE)
            given |= {"base-url": mock.base_url, "kind": "mock"}
            os.environ["SEEDANCE_API_KEY"], os.environ["SEEDANCE_API_KEY_2"] = mock.keys
        settings = _checked_settings(given, os.environ, catalogue)
        make_writable(settings.out)
        try:
            return run_suite(given, verbose=verbose)
        except OSError as error:
            if error.filename is None:
                raise
            stop(f"{unwritten(error, settings.out)}; then the run goes on with --resume", code_of(error))


def _check_watch(given: Mapping[str, Any], catalogue: Catalogue) -> None:
    """Exit if the run can't be repeated."""
    for name in ("resume", "dry-run", "shard", "last-failed"):
        if given[name]:
            stop(f"--watch can't be combined with --{name}: leave one of them out", ExitCode.USAGE)
    if given["base-url"] is None:
        return
    settings = _checked_settings({**given, "budget": given["budget"] or 0}, os.environ, catalogue)
    if settings.remote:
        stop(
            f"--watch would repeat the run with each change of a file, and {settings.base_url} bills what it accepts: "
            "run without it",
            ExitCode.USAGE,
        )


def _checked_settings(given: Mapping[str, Any], environment: Mapping[str, str], catalogue: Catalogue) -> Settings:
    try:
        return build_settings(given, environment, catalogue)
    except RunFinished as finished:
        _report_again(finished, Path(given["resume"]))
    except SettingsError as error:
        stop(error, ExitCode.USAGE)


def _names_target(resume: str | None, budget: int | None) -> bool:
    """Whether the run to resume had a --base-url."""
    try:
        return resume is not None and read_resumable(Path(resume), budget).header["target"]["kind"] != "mock"
    except RunFinished as finished:
        _report_again(finished, Path(str(resume)))
    except ResumeError as error:
        stop(error, ExitCode.USAGE)


def _report_again(finished: RunFinished, directory: Path) -> NoReturn:
    """Write and print the reports of a finished run again, and exit with its exit code."""
    events = read_log(directory / "run.jsonl")
    write_reports(events, directory)
    print_report(events, Console())
    stop(finished, ExitCode(footer(events)["exit_code"]))


def run_suite(given: Mapping[str, Any], *, verbose: bool = False) -> int:
    """Run the suite in this process with options of `OPTIONS` by name, and print the report; return the exit code."""
    progress = ProgressLine(Console(stderr=True))
    return run_session(_arguments(given), [progress, VerdictPrinter(progress, verbose=verbose)])


def _arguments(given: Mapping[str, Any]) -> list[str]:
    return ["-p", "seedance_conformance.runner.plugin", *arguments(given)]
