"""End a command with a message on stderr and an exit code."""

import sys
from typing import NoReturn

import click

__all__ = ["stop"]


def stop(reason: object, code: int = 2) -> NoReturn:
    """Write why the command can't go on, and exit; code 2 is a usage error."""
    click.echo(f"seedance: {reason}", err=True)
    sys.exit(int(code))
