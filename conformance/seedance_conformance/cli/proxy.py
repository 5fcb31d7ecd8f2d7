"""`seedance proxy`: forward, record and judge the traffic of an application with the API."""

import sys
from contextlib import suppress
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape

from seedance_conformance.catalogue import Catalogue
from seedance_conformance.cli.output import code_of, print_safely, read_catalogue, say, stop
from seedance_conformance.proxy.gate import Gate
from seedance_conformance.proxy.recorder import Recorder
from seedance_conformance.proxy.server import PortError, Proxy, listen
from seedance_conformance.proxy.traffic_printer import TrafficPrinter
from seedance_conformance.proxy.upstream import Upstream, UpstreamError
from seedance_conformance.recording.judge import Judgement, judge
from seedance_conformance.recording.reading.entry import RecordingError
from seedance_conformance.recording.reading.read import read_recordings
from seedance_conformance.report.views.console import print_report
from seedance_conformance.report.write import unwritten
from seedance_conformance.runner.event_log import LogInUse
from seedance_conformance.runner.outcome.exit_codes import ExitCode

_EPILOG = """\b
Examples:
  seedance proxy --upstream https://HOST/kyyReactApiServer
  export SEEDANCE_BASE_URL=http://127.0.0.1:8766/kyyReactApiServer    point the client of this kit there
  seedance proxy --upstream https://HOST/kyyReactApiServer --check --max-tasks 5
\b
Exit codes: 0 nothing broken, 1 a judged rule failed, 2 usage error or no call of the API,
3 nothing was judged or the recording isn't complete, 130 interrupted while the reports are written."""


@click.command("proxy", epilog=_EPILOG)
@click.option("--upstream", required=True, metavar="URL", help="Base URL of the API or gateway, with its prefix.")
@click.option("--port", type=int, default=8766, show_default=True, help="Port on 127.0.0.1; 0 picks a free one.")
@click.option(
    "--out",
    default="recording-report",
    show_default=True,
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Folder for the recording and the reports.",
)
@click.option(
    "--check", is_flag=True, help="Refuse a create that certainly breaks a documented rule, before it is billed."
)
@click.option(
    "--max-tasks", type=click.IntRange(0), metavar="N", help="Refuse creates when N tasks may have been billed."
)
@click.option("--record-only", is_flag=True, help="Only forward and record: refuse nothing, and judge at the end only.")
def command(upstream: str, port: int, out: Path, check: bool, max_tasks: int | None, record_only: bool) -> None:
    """Forward requests to the API, record them, and judge both sides. It prints its base URL when it is ready.

    Bytes pass unchanged and as they come; nothing is repeated, cached or held back, and keys are never written. Every
    exchange is on disk before the end of its answer is passed on. Ctrl-C writes the reports.
    """
    if record_only and (check or max_tasks is not None):
        stop("--record-only refuses nothing, so it can't be combined with --check or --max-tasks: leave one out")
    catalogue = read_catalogue()
    try:
        service = Upstream.parse(upstream)
        with listen(port) as listener:
            recorder = Recorder(out, service, catalogue, max_tasks, _say)
            address = f"http://127.0.0.1:{listener.getsockname()[1]}{service.prefix}"
            printer = TrafficPrinter(service, catalogue, _say, judges=not record_only)
            printer.start()
            gate = Gate(check, recorder.budget, catalogue, service.remote)
            with suppress(KeyboardInterrupt):  # the user doesn't wait for the answers that are due
                Proxy(service, recorder, gate, printer).run(listener, lambda: print(address, flush=True))
            printer.close()
    except (PortError, UpstreamError, LogInUse) as error:
        stop(error)
    except OSError as error:
        stop(unwritten(error, out), code_of(error))
    missing = recorder.log.finish()
    code = _report(recorder.path, out, catalogue)
    if missing:
        stop(missing, code or ExitCode.TROUBLE)
    sys.exit(int(code))


def _say(line: str) -> None:
    click.echo(line, err=True)


def _report(path: Path, out: Path, catalogue: Catalogue) -> ExitCode:
    """Judge the recording and write the reports."""
    try:
        recording = read_recordings([path])
    except RecordingError as error:
        say(f"no report, since nothing was judged: {error}")
        return ExitCode.USAGE
    try:
        events, code = judge(recording, Judgement(frozenset(catalogue.rules), out), catalogue)
    except (OSError, LogInUse) as error:
        reason = unwritten(error, out) if isinstance(error, OSError) else error
        say(f"no report: {reason}; the recording is {path}: judge it with `seedance judge`")
        return ExitCode(code_of(error)) if isinstance(error, OSError) else ExitCode.USAGE

    def write(console: Console) -> None:
        console.print(f"Recording: {escape(str(path))}", highlight=False, soft_wrap=True)
        print_report(events, console, every_row=False, folder=str(out))

    print_safely(write)
    return code
