"""What the commands of the suite share: messages, the end with an exit code, the rules, and reports on stdout."""

import sys
from collections.abc import Callable
from typing import NoReturn

import click
from rich.console import Console

from seedance_conformance.catalogue import Catalogue, CatalogueError, load_catalogue
from seedance_conformance.report.write import is_full
from seedance_conformance.stdout import output_error


def say(text: object) -> None:
    """Write a line for the user on stderr."""
    click.echo(f"seedance: {text}", err=True)


def stop(reason: object, code: int = 2) -> NoReturn:
    """Write why the command can't go on, and exit; code 2 is a usage error."""
    say(reason)
    sys.exit(int(code))


def read_catalogue() -> Catalogue:
    """The rules; exits with 3 if they can't be read."""
    try:
        return load_catalogue()
    except CatalogueError as error:
        stop(error, 3)


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
            say(reason)
