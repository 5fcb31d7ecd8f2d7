"""The options that the client commands share, and the default journal. A wrong value raises click.UsageError."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click
from platformdirs import user_state_path

from seedance_conformance.cli.client.session import Session
from seedance_conformance.stdout import utf8_argument

F = TypeVar("F", bound=Callable[..., Any])

NO_JOURNAL = "seedance.no_journal"


def default_journal() -> str:
    """The default journal in the user's state folder: ~/.local/state/seedance/tasks.jsonl on Linux."""
    try:
        path = user_state_path("seedance", appauthor=False) / "tasks.jsonl"
    except RuntimeError:  # older versions of platformdirs return a path that begins with ~
        path = Path("~")
    if not path.is_absolute():
        raise click.UsageError(
            "there is no home folder for the journal: give a file with --journal, or use --no-journal"
        )
    return str(path)


def choose_journal(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """The journal to use, or None with --no-journal; the two exclude each other."""
    if context.meta.get(NO_JOURNAL):
        if context.get_parameter_source(str(parameter.name)) is click.core.ParameterSource.COMMANDLINE:
            raise click.UsageError("--journal and --no-journal exclude each other: use one of them")
        return None
    if value is not None and not value.strip():
        raise click.UsageError("--journal is blank: give a file, or use --no-journal")
    return default_journal() if value is None else value


def leave_out(context: click.Context, _: click.Parameter, value: bool) -> None:
    """Remember --no-journal."""
    context.meta[NO_JOURNAL] = value


def journal_options(function: Callable[..., None], *more: Callable[[Any], Any]) -> Callable[..., None]:
    """The options of commands that need only the journal: --json, --journal and --no-journal; and more options.

    The command gets a session in place of their values.
    """

    @wraps(function)
    def command(as_json: bool, journal: str | None, base_url: str | None = None, **given: Any) -> None:
        function(Session(as_json, journal, base_url=base_url), **given)

    options = (
        click.option("--json", "as_json", is_flag=True, help="Write the result as JSON."),
        click.option(
            "--journal",
            envvar="SEEDANCE_JOURNAL",
            metavar="FILE|URL",
            callback=choose_journal,
            help="Record every task in this file, or in this database (postgresql://HOST/DATABASE), so that a crash "
            "can't lose one. The default is SEEDANCE_JOURNAL, or seedance/tasks.jsonl in your state folder.",
        ),
        click.option(
            "--no-journal",
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=leave_out,
            help="Don't use a journal. Duplicates and unfinished tasks then can't be found.",
        ),
    )
    return decorated(command, (*options, *more))


def client_options(function: Callable[..., None]) -> Callable[..., None]:
    """The options of commands that call the service: those of `journal_options`, and --base-url."""
    base_url = click.option(
        "--base-url",
        metavar="URL",
        help="Base URL with its prefix. The default is SEEDANCE_BASE_URL, or the public service.",
    )
    return journal_options(function, base_url)


def hosting_option(function: F) -> F:
    """The option that says where local files are stored."""
    return click.option(
        "--hosting",
        envvar="SEEDANCE_HOSTING",
        metavar="URL",
        callback=check_storage,
        help="Store local files there, for example s3://BUCKET/FOLDER, and send their signed URLs. The default is "
        "SEEDANCE_HOSTING; a server on this machine gets the files from the command.",
    )(function)


def check_storage(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """The URL of a storage with a protocol and a place, or None."""
    protocol, mark, place = (value or "").partition("://")
    if value and not (protocol and mark and place):
        raise click.BadParameter(f"'{value}' isn't the URL of a storage: write it as in s3://BUCKET/FOLDER")
    return value or None


def decorated(function: F, options: tuple[Callable[[F], F], ...]) -> F:
    """A function with options, in the order of --help."""
    for option in reversed(options):
        function = option(function)
    return function


def id_argument(name: str, complete: Callable[..., Any] | None = None) -> Callable[[F], F]:
    """The argument ID of a command, as another command has printed it; `complete` gives what a shell offers."""
    return click.argument(name, metavar="ID", callback=read_id, shell_complete=complete)


def read_id(_: click.Context, __: click.Parameter, value: str) -> str:
    """An id in UTF-8."""
    value = utf8_argument(value)
    try:
        value.encode()
    except UnicodeError:
        raise click.BadParameter("it isn't UTF-8: paste it as it was printed") from None
    return value


def check_seconds(_: click.Context, __: click.Parameter, value: float) -> float:
    """Check a number of seconds, 0 or more and finite, before anything is paid for."""
    if not 0 <= value < float("inf"):
        raise click.BadParameter(f"it must be a finite number, 0 or more; got {value:g}")
    return value


def output_options(help_text: str, *, required: bool = False) -> Callable[[F], F]:
    """The options of commands that write a video."""
    options = (
        click.option("-o", "--output", required=required, metavar="FILE|-", help=help_text),
        click.option("--overwrite", is_flag=True, help="Replace the file if it exists."),
    )
    return lambda function: decorated(function, options)


def timeout_option(seconds: float) -> Callable[[F], F]:
    """The option of commands that wait."""
    return click.option(
        "--timeout",
        type=float,
        default=seconds,
        show_default=True,
        callback=check_seconds,
        metavar="S",
        help="Maximum time to wait, in seconds.",
    )
