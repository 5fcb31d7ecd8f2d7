"""`seedance conform`: judge a target or the embedded mock, and write the reports."""

import os
import signal
import sys
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NoReturn

import click
import pytest
from rich.console import Console

from seedance_conformance.catalogue import Catalogue, CatalogueError, load_catalogue
from seedance_conformance.cli.embedded import MockTrouble, embedded_mock
from seedance_conformance.cli.progress import ProgressLine
from seedance_conformance.report import write_reports
from seedance_conformance.report.console import print_report
from seedance_conformance.report.events import footer, read_log, rows
from seedance_conformance.runner.exit_codes import ExitCode
from seedance_conformance.runner.options import OPTIONS, arguments
from seedance_conformance.runner.resume import ResumeError, RunFinished, read_resumable
from seedance_conformance.runner.run import Run
from seedance_conformance.runner.session import run_session
from seedance_conformance.runner.settings import Settings, SettingsError, build_settings
from seedance_conformance.stdout import output_error

_EPILOG = """\b
Examples:
  seedance conform                                  judge the embedded mock
  seedance conform --profile quick --rules 'CR-*'   only the create rules, boundary cases
  export SEEDANCE_API_KEY=...                       judge a gateway on this machine
  seedance conform --base-url http://127.0.0.1:8765/kyyReactApiServer
\b
Exit codes: 0 conforms, 1 a judged rule failed, 2 usage error, 3 error of the suite or unreachable target,
4 stopped by the budget, 130 interrupted."""

# Stands in for the embedded mock before it runs.
_NO_TARGET = "http://127.0.0.1/"


def _with_options(function: Callable[..., None]) -> Callable[..., None]:
    for option in reversed(list(OPTIONS.values())):
        if option.hidden:
            continue
        kind = click.Choice(option.choices) if option.choices else option.type
        add = click.option(
            f"--{option.name}",
            type=kind,
            metavar=option.metavar,
            multiple=option.repeatable,
            is_flag=option.type is bool,
            help=option.full_help,
        )
        function = add(function)
    return function


@click.command("conform", epilog=_EPILOG)
@_with_options
def command(**options: Any) -> None:
    """Judge a target rule by rule.

    Sends real HTTP, prints a verdict for each rule of the catalogue, and writes run.jsonl, report.json, junit.xml and
    index.html. The keys come from SEEDANCE_API_KEY and, for rules about other accounts, SEEDANCE_API_KEY_2. Media files
    are written once, before the first test, into $XDG_CACHE_HOME/seedance-kit (default: ~/.cache/seedance-kit).
    """
    # SIGTERM ends a run like Ctrl-C: the reports are written and the mock is stopped.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    given = {name: options.get(name.replace("-", "_")) for name in OPTIONS}
    try:
        catalogue = load_catalogue()
    except CatalogueError as error:
        _stop(error, ExitCode.TROUBLE)
    if given["dry-run"]:
        if given["base-url"] is None:
            given |= {"base-url": _NO_TARGET, "kind": "mock"}
            os.environ["SEEDANCE_API_KEY_2"] = "the-mock-has-two"
        _checked_settings(given, os.environ, catalogue)
        sys.exit(run_session(_arguments(given), []))
    with ExitStack() as stack:
        if given["base-url"] is None and not _names_target(given["resume"]):
            # Check everything else before starting the mock.
            _checked_settings({**given, "base-url": _NO_TARGET, "kind": "mock"}, _any_keys(), catalogue)
            try:
                mock = stack.enter_context(embedded_mock())
            except MockTrouble as error:
                _stop(error, ExitCode.TROUBLE)
            given |= {"base-url": mock.base_url, "kind": "mock"}
            os.environ["SEEDANCE_API_KEY"], os.environ["SEEDANCE_API_KEY_2"] = mock.keys
        settings = _checked_settings(given, os.environ, catalogue)
        _make_writable(settings.out)
        code = run_suite(given)
    sys.exit(code)


def _any_keys() -> dict[str, str]:
    """The environment with stand-ins for the keys of the mock."""
    return {**os.environ, "SEEDANCE_API_KEY": "k", "SEEDANCE_API_KEY_2": ""}


def _checked_settings(given: Mapping[str, Any], environment: Mapping[str, str], catalogue: Catalogue) -> Settings:
    try:
        return build_settings(given, environment, catalogue)
    except RunFinished as finished:
        _report_again(finished, Path(given["resume"]))
    except SettingsError as error:
        _stop(error, ExitCode.USAGE)


def _names_target(resume: str | None) -> bool:
    """Whether the run to resume had a --base-url."""
    try:
        return resume is not None and read_resumable(Path(resume)).header["target"]["kind"] != "mock"
    except RunFinished as finished:
        _report_again(finished, Path(str(resume)))
    except ResumeError as error:
        _stop(error, ExitCode.USAGE)


def _report_again(finished: RunFinished, directory: Path) -> NoReturn:
    """Write and print the reports of a finished run again, and exit with its exit code."""
    events = read_log(directory / "run.jsonl")
    write_reports(events, directory)
    print_report(events, Console())
    _stop(finished, ExitCode(footer(events)["exit_code"]))


def _make_writable(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
        (out / "run.jsonl").touch()
    except OSError as error:
        _stop(f"reports can't be written to '{out}' ({error.strerror}): choose another --out", ExitCode.USAGE)


def run_suite(given: Mapping[str, Any]) -> int:
    """Run the suite in this process and print the report; return the exit code.

    Args:
        given: options by name as in `runner.options.OPTIONS`; the keys are in the environment.
    """
    return run_session(_arguments(given), [ProgressLine(Console(stderr=True)), _Printer()])


class _Printer:
    """A pytest plugin that prints the console report when the run has ended."""

    @pytest.hookimpl(trylast=True)
    def pytest_unconfigure(self, config: pytest.Config) -> None:
        run = config.pluginmanager.get_plugin("seedance-run")
        if run is None or not run.finished:
            return
        console = Console(soft_wrap=False)
        try:
            self._print(run, console)
        except SystemExit:
            # Rich exits when the reader closes the pipe (`| head`); keep the exit code of the run.
            return
        except OSError as error:
            click.echo(f"seedance: {output_error(error)}", err=True)

    def _print(self, run: Run, console: Console) -> None:
        if not run.troubles or any(row.verdict != "skipped" for row in rows(run.log.events)):
            print_report(run.log.events, console)
        for trouble in run.troubles:
            Console(stderr=True).print(
                f"seedance: {trouble}", style="red", highlight=False, markup=False, soft_wrap=True
            )
        console.print(f"Reports: {run.settings.out}/index.html", highlight=False, soft_wrap=True)


def _arguments(given: Mapping[str, Any]) -> list[str]:
    return ["-p", "seedance_conformance.runner.plugin", *arguments(given)]


def _stop(reason: object, code: ExitCode) -> NoReturn:
    click.echo(f"seedance: {reason}", err=True)
    sys.exit(int(code))
