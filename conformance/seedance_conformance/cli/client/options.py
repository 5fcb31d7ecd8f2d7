"""The options that the client's verbs share, and the file in which the command line keeps its tasks."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
from platformdirs import user_state_path

from seedance_conformance.stdout import argument

F = TypeVar("F", bound=Callable[..., Any])

NO_JOURNAL = "seedance.no_journal"


def default_journal() -> str:
    """The journal without --journal, in the user's state folder: ~/.local/state/seedance/tasks.jsonl on Linux.

    Raises:
        click.UsageError: this user has no home.
    """
    try:
        path = user_state_path("seedance", appauthor=False) / "tasks.jsonl"
    except RuntimeError:  # older versions give a path that begins with ~
        path = Path("~")
    if not path.is_absolute():
        raise click.UsageError(
            "there is no home folder for the journal: name a file with --journal, or use --no-journal"
        )
    return str(path)


def choose_journal(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """The journal to use, or None for none.

    Raises:
        click.UsageError: there is no place for one, or it was both wanted and not wanted.
    """
    given = context.get_parameter_source(str(parameter.name))
    if context.meta.get(NO_JOURNAL):
        if given is click.core.ParameterSource.COMMANDLINE:
            raise click.UsageError("--journal and --no-journal exclude each other: give one")
        return None
    if value is not None and not value.strip():
        raise click.UsageError("--journal is blank: name a file, or use --no-journal")
    return default_journal() if value is None else value


def leave_out(context: click.Context, _: click.Parameter, value: bool) -> None:
    """Remember --no-journal."""
    context.meta[NO_JOURNAL] = value


def journal_options(function: F) -> F:
    """The options of every verb that reads or writes the journal, and --json."""
    options = (
        click.option("--json", "as_json", is_flag=True, help="Write the result as JSON."),
        click.option(
            "--journal",
            envvar="SEEDANCE_JOURNAL",
            metavar="FILE",
            callback=choose_journal,
            help="Keep every task in this file, also if the program dies; else SEEDANCE_JOURNAL, or "
            "seedance/tasks.jsonl in your state folder.",
        ),
        click.option(
            "--no-journal",
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=leave_out,
            help="Keep no journal: nothing then knows what was sent before.",
        ),
    )
    return decorated(function, options)


def client_options(function: F) -> F:
    """The options of every verb that talks to the service."""
    base_url = click.option(
        "--base-url", metavar="URL", help="Address with its prefix; else SEEDANCE_BASE_URL, or the service's."
    )
    return journal_options(base_url(function))


def decorated(function: F, options: tuple[Callable[[F], F], ...]) -> F:
    """A function with options, in the order in which --help lists them."""
    for option in reversed(options):
        function = option(function)
    return function


def id_argument(name: str) -> Callable[[F], F]:
    """The id that a verb is about, as another verb has printed it."""
    return click.argument(name, metavar="ID", callback=read_id)


def read_id(_: click.Context, __: click.Parameter, value: str) -> str:
    """An id in UTF-8.

    Raises:
        click.BadParameter: it is none.
    """
    value = argument(value)
    try:
        value.encode()
    except UnicodeError:
        raise click.BadParameter("it is no UTF-8: paste it as it was printed") from None
    return value


def check_seconds(_: click.Context, __: click.Parameter, value: float) -> float:
    """Refuse a time that is none, before anything is paid for.

    Raises:
        click.BadParameter: it is negative or not finite.
    """
    if not 0 <= value < float("inf"):
        raise click.BadParameter(f"it must be a finite number of seconds, 0 or more; got {value:g}")
    return value


def timeout_option(seconds: float) -> Callable[[F], F]:
    """The option of every verb that waits."""
    return click.option(
        "--timeout",
        type=float,
        default=seconds,
        show_default=True,
        callback=check_seconds,
        metavar="S",
        help="Seconds to wait.",
    )
