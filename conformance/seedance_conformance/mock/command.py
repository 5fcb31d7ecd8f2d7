"""The command `seedance mock`."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable
from typing import TypeVar

import click

_KEYS_VARIABLE = "SEEDANCE_MOCK_KEYS"
_Command = TypeVar("_Command", bound=Callable[..., object])


def _list_option(name: str, lines: Callable[[], Iterable[str]], help: str) -> Callable[[_Command], _Command]:
    """An option that prints a list and exits."""

    def callback(context: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
        if wanted:
            for line in lines():
                click.echo(line)
            context.exit()

    return click.option(name, is_flag=True, is_eager=True, expose_value=False, callback=callback, help=help)


def _faults() -> Iterable[str]:
    from seedance_conformance.mock.faults import all_faults

    return (f"{fault.name:44} {' '.join(sorted(fault.rules))}" for fault in all_faults().values())


def _choices() -> Iterable[str]:
    from seedance_conformance.mock.choices import CHOICES

    for choice in CHOICES.values():
        disputed = f" (disputed: {' '.join(choice.disputed)})" if choice.disputed else ""
        yield f"{choice.name:24} {'|'.join(choice.values):32} question {choice.question:>2}: {choice.about}{disputed}"


def _gateway_shapes() -> Iterable[str]:
    from seedance_conformance.mock.api.gateway_shapes import SHAPES

    return (f"{shape.name:12} {shape.about}" for shape in SHAPES.values())


def _pairs(_context: click.Context, _parameter: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    pairs = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals:
            raise click.BadParameter(f"'{text}' isn't NAME=VALUE: --list-choices shows names and values")
        pairs[name] = value
    return pairs


@click.command(
    epilog="Example: seedance mock --port 0 --queue-seconds 0.5 --process-seconds 1",
    context_settings={"show_default": True},
)
@click.option("--host", default="127.0.0.1", help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8765, help="The port to listen on; 0 picks a free one.")
@click.option(
    "--api-key",
    "api_keys",
    multiple=True,
    metavar="K",
    help=f"A key to accept; repeatable. {_KEYS_VARIABLE} may list more, separated by commas. Without any key, "
    "the mock accepts every key that isn't empty.",
)
@click.option("--queue-seconds", default=1.0, metavar="S", help="Seconds that a task is queued.")
@click.option("--process-seconds", default=2.0, metavar="S", help="Seconds that a task is processing.")
@click.option(
    "--error-style",
    type=click.Choice(["nested", "flat", "in-band"]),
    default="nested",
    help="The form of error answers.",
)
@click.option("--reject-late", is_flag=True, help="Accept invalid media, assets and URLs, then let the task fail.")
@click.option("--fault", "faults", multiple=True, metavar="NAME", help="Install a deliberate fault; repeatable.")
@_list_option("--list-faults", _faults, "List the faults and exit.")
@click.option(
    "--choice",
    "choices",
    multiple=True,
    metavar="NAME=VALUE",
    callback=_pairs,
    help="Choose how the mock behaves where the documentation leaves it open; repeatable.",
)
@_list_option("--list-choices", _choices, "List the choices and exit.")
@click.option(
    "--store",
    metavar="PATH|postgresql://...",
    help="Keep tasks and assets in this file, or in a PostgreSQL database that mocks can share; not in memory.",
)
@click.option(
    "--workers",
    type=click.IntRange(1),
    default=1,
    metavar="N",
    help="Processes that answer; they share tasks, assets, the clock and the log.",
)
@click.option(
    "--media-hosts",
    default="loopback",
    metavar="loopback|any|HOST,...",
    help="The hosts that the mock may fetch references from.",
)
@click.option(
    "--gateway-shape",
    default="documented",
    metavar="NAME",
    help="Answer creates and queries in the shape of this gateway: documented, data-id, code-200, code-20000, "
    "code-10000, submitted, status-url, record, vendor, number-id or long-id.",
)
@_list_option("--list-gateway-shapes", _gateway_shapes, "List the shapes with their create answers and exit.")
@click.option(
    "--result-lag", default=0.0, metavar="S", help="Seconds after completion until the result can be fetched."
)
@click.option("--result-lag-status", default=404, metavar="CODE", help="HTTP status of a result during --result-lag.")
@click.option("--result-key", is_flag=True, help="Serve a result only with the key that created its task.")
@click.option(
    "--result-encoding",
    metavar="WORD",
    help="Label results with this Content-Encoding, although they aren't compressed.",
)
@click.option("--until-stdin-closes", is_flag=True, hidden=True, help="End with the process that started it.")
def command(api_keys: tuple[str, ...], until_stdin_closes: bool, **options: object) -> None:
    """Run the mock server. It prints its base URL when it is ready."""
    from seedance_conformance.mock.choices import UnknownChoiceError
    from seedance_conformance.mock.faults import UnknownFaultError
    from seedance_conformance.mock.server import PortError, Settings, serve
    from seedance_conformance.mock.settings import SettingsError
    from seedance_conformance.mock.state.store import StoreError
    from seedance_conformance.mock.workers import serve_workers

    keys = api_keys + tuple(filter(None, os.environ.pop(_KEYS_VARIABLE, "").split(",")))
    if until_stdin_closes:
        threading.Thread(target=_end_with_stdin, daemon=True).start()
    try:
        settings = Settings(api_keys=keys, **options)  # type: ignore[arg-type]
        (serve if settings.workers == 1 else serve_workers)(settings, lambda url: print(url, flush=True))
    except (PortError, SettingsError, StoreError, UnknownChoiceError, UnknownFaultError) as error:
        click.echo(f"seedance mock: {error}", err=True)
        sys.exit(2)


def _end_with_stdin() -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
