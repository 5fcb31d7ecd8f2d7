"""End a command with a message and an exit code, and print reports so that stdout doesn't change that code."""

import sys
from collections.abc import Callable
from typing import NoReturn

import click
from rich.console import Console

from seedance_conformance.report.write import is_full
from seedance_conformance.stdout import output_error


def stop(reason: object, code: int = 2) -> NoReturn:
    """Write why the command can't go on, and exit; code 2 is a usage error."""
    click.echo(f"seedance: {reason}", err=True)
    sys.exit(int(code))


def code_of(error: OSError) -> int:
    """3 if a disk is full or broken; 2 if it was the wrong place to write to."""
    return 3 if is_full(error) else 2


def print_safely(write: Callable[[Console], None]) -> None:
    """Print a report; the exit code stays that of the verdict if the reader has gone (`| head`) or the disk is full."""
    try:
        write(Console(soft_wrap=False))
    except SystemExit:
        # Rich exits when the reader closes the pipe.
        return
    except OSError as error:
        if reason := output_error(error):
            click.echo(f"seedance: {reason}", err=True)
