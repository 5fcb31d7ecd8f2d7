"""What the commands share that run the suite or put load on a target: its options, and the folder of the reports."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click

from seedance_conformance.cli.output import stop
from seedance_conformance.runner.configuration.options import OPTIONS

Command = Callable[..., None]


def run_options(names: Iterable[str]) -> Callable[[Command], Command]:
    """Options of a run, in the order of --help."""

    def decorate(function: Command) -> Command:
        for option in reversed([OPTIONS[name] for name in names]):
            more: dict[str, Any] = {"is_flag": True} if option.type is bool else {}
            if option.without_value is not None:
                more = {"is_flag": False, "flag_value": option.without_value}
            more |= {"metavar": option.metavar, "help": option.full_help, "multiple": option.repeatable}
            kind = click.Choice(option.choices) if option.choices else option.type
            function = click.option(f"--{option.name}", type=kind, **more)(function)
        return function

    return decorate


def make_writable(out: Path, *, empty: bool = False) -> None:
    """Exit unless the log can be written; with `empty` an earlier one is removed."""
    log = out / "run.jsonl"
    try:
        out.mkdir(parents=True, exist_ok=True)
        if empty:
            log.unlink(missing_ok=True)
        log.touch()
    except OSError as error:
        stop(f"reports can't be written to '{out}' ({error.strerror}): choose another --out")
