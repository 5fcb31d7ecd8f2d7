"""Print reports so that a closed or full stdout doesn't change the exit code."""

from collections.abc import Callable

import click
from rich.console import Console

from seedance_conformance.stdout import output_error


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
