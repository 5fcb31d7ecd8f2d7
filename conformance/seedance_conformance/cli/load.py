"""`seedance load`: load on a target with Locust, in its own process, and our report beside Locust's."""

import argparse
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import click
from rich.console import Console

from seedance_conformance.cli.output import read_catalogue, say, stop
from seedance_conformance.cli.run_command import make_writable, run_options
from seedance_conformance.load.plan import LoadPlan
from seedance_conformance.media import Library, MediaServer, numbered
from seedance_conformance.report import write_reports
from seedance_conformance.report.events import LogError, footer, read_log
from seedance_conformance.report.views.console import print_report
from seedance_conformance.runner.configuration.options import SettingsError, unset
from seedance_conformance.runner.configuration.settings import Settings, build_settings, read_keys
from seedance_conformance.runner.execution.media import advertise
from seedance_conformance.runner.outcome.exit_codes import ExitCode

TAKEN: Final = (
    "budget", "no-billing", "poll-seconds", "task-timeout", "timeout", "media-url", "media-bind",
    "media-advertise", "header", "auth-header", "auth-scheme", "ca-file", "insecure", "client-cert", "client-key",
    "http2", "connect-to", "reconnect-seconds",
)  # fmt: skip
"""The options that `seedance conform` has, too; their defaults are the same."""
# Like `python -m locust`, but its messages begin with that name, not with `__main__.py`.
_LOCUST: Final = "import sys; sys.argv[0] = 'locust'; from locust.main import main; main()"
_PAGE: Final = ("--web-port", "-P", "--web-host", "--autostart", "--autoquit", "--class-picker")
_EPILOG: Final = """\b
Examples:
  seedance load --base-url http://127.0.0.1:8765/kyyReactApiServer --users 50 --run-time 2m
  seedance load --base-url https://HOST/kyyReactApiServer --users 5 --run-time 10m --budget 20
  seedance load --base-url URL --users 50 --web                     with Locust's page, on port 8089
  seedance load --base-url URL --users 500 --run-time 5m --master --expect-workers 2
  seedance load --worker --master-host HOST                         on each machine; the key is in SEEDANCE_API_KEY
\b
All other options are Locust's: --csv PREFIX, --html FILE, --spawn-rate, --master, --worker, --processes ...
\b
Exit codes: 0 nothing broken, 1 a judged rule failed, 2 usage error, 3 nothing could be judged, 4 stopped by the
budget, 130 interrupted."""


@click.command("load", epilog=_EPILOG, context_settings={"ignore_unknown_options": True})
@click.option("--base-url", metavar="URL", help="Base URL of the target, with its prefix; required.")
@run_options(TAKEN)
@click.option("--users", "-u", type=click.IntRange(1), metavar="N", help="Users at the same time.")
@click.option("--run-time", "-t", metavar="T", help="Start videos for this long: 90s, 10m, 1h30m.")
@click.option("--web", is_flag=True, help="Show Locust's page, by default on http://127.0.0.1:8089.")
@click.option("--out", default="load-report", show_default=True, metavar="DIR", help="Folder for the reports.")
@click.argument("locust", nargs=-1, type=click.UNPROCESSED)
def command(
    users: int | None, run_time: str | None, web: bool, out: str, locust: tuple[str, ...], **options: Any
) -> None:
    """Put load on a target with Locust, and judge its answers: speed and correctness.

    A user creates a task, polls it to its end and downloads the result, again and again. Each accepted task has to end,
    ids mustn't repeat, each answer must be about its own task, and results must be whole. A target that answers "too
    many requests" must accept a request after the pause in Retry-After. Each create is reserved in the log before it is
    sent; with --budget, all processes together stay within it. The keys come from SEEDANCE_API_KEY and, for ownership,
    SEEDANCE_API_KEY_2.
    """
    if find_spec("locust") is None:
        raise ModuleNotFoundError("locust", name="locust")
    if "--worker" in locust:
        _check_keys()
        sys.exit(_run(["--worker", *(word for word in locust if word != "--worker")]))
    given = unset() | {name.replace("_", "-"): value for name, value in options.items()}
    settings = _checked(given | {"out": out})
    if not web and not any(word.split("=")[0] in _PAGE for word in locust):
        locust = ("--headless", *locust)
        if users is None or run_time is None:
            stop("without Locust's page the run has to be described: give --users N and --run-time T, or --web")
    else:
        _check_page(locust)
    make_writable(settings.out, empty=True)
    with _media(settings) as media:
        plan = LoadPlan(given, media, out)
        code = _run(_words(plan, settings, users, run_time, locust))
    sys.exit(int(_report(settings.out / "run.jsonl", code)))


def _check_page(locust: Sequence[str]) -> None:
    """Stop if the address of Locust's page is taken; Locust would end with a traceback."""
    options = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    options.add_argument("--web-port", "-P", default=os.environ.get("LOCUST_WEB_PORT", "8089"))
    options.add_argument("--web-host", default="127.0.0.1")
    page, _ = options.parse_known_args(locust)
    if not page.web_port.isdecimal():
        return  # Locust says what is wrong
    try:
        family = socket.AF_INET6 if ":" in page.web_host else socket.AF_INET
        socket.create_server((page.web_host, int(page.web_port)), family=family).close()
    except (OSError, OverflowError) as error:
        number = getattr(error, "errno", None)
        reason = os.strerror(number) if number and number > 0 else error
        stop(f"Locust's page can't be on {page.web_host}:{page.web_port} ({reason}): choose another --web-port")


def _check_keys() -> None:
    """A worker gets all else from its master."""
    try:
        read_keys(os.environ)
    except SettingsError as error:
        stop(error, ExitCode.USAGE)


def _checked(given: Mapping[str, Any]) -> Settings:
    if given["base-url"] is None:
        stop("--base-url is missing: give the target with its prefix, for example a mock's URL")
    try:
        return build_settings(given, os.environ, read_catalogue())
    except SettingsError as error:
        stop(error, ExitCode.USAGE)


@contextmanager
def _media(settings: Settings) -> Iterator[str | None]:
    """The address of the references: published ones, those of our own server, or None."""
    if settings.media_url or settings.remote:
        yield settings.media_url
        return
    library, bind = Library(), settings.connection.media_bind
    library.prepare(numbered())
    with MediaServer(library, bind=bind.host, port=bind.port or 0) as server:
        notice = advertise(server, settings)
        if notice:
            say(notice)
        yield server.base_url


def _words(
    plan: LoadPlan, settings: Settings, users: int | None, run_time: str | None, locust: tuple[str, ...]
) -> list[str]:
    """The command line of Locust."""
    words = ["--host", settings.base_url, "--seedance-plan", plan.to_json()]
    words += [] if users is None else ["--users", str(users)]
    words += [] if run_time is None else ["--run-time", run_time]
    if not any(word.split("=")[0] == "--web-host" for word in locust):
        words += ["--web-host", "127.0.0.1"]  # whoever sees the page can start a run, which may cost money
    return [*words, *locust]


def _run(words: list[str]) -> int:
    """Run Locust in its own process, since it replaces parts of Python's library (gevent)."""
    from seedance_conformance import load

    file = Path(load.__file__).with_name("locustfile.py")
    command = [sys.executable, "-c", _LOCUST, "--locustfile", str(file), *words]
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with subprocess.Popen(command) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                process.terminate()


def _report(log: Path, code: int) -> ExitCode:
    """Write and print the reports."""
    try:
        events = read_log(log)
    except LogError:
        # Locust has said why it didn't start.
        return ExitCode.USAGE if code in (1, 2) else ExitCode.TROUBLE
    write_reports(events, log.parent)
    print_report(events, Console())
    click.echo(f"Reports: {log.parent}/index.html")
    if events[-1]["event"] != "footer":
        say("Locust ended before its end of the log was written")
        return ExitCode.TROUBLE
    return ExitCode(footer(events)["exit_code"])
