"""End a command with a message on stderr and an exit code."""

import sys
from typing import NoReturn

import click

from seedance_conformance.report.write import is_full

__all__ = ["code_of", "stop"]


def stop(reason: object, code: int = 2) -> NoReturn:
    """Write why the command can't go on, and exit; code 2 is a usage error."""
    click.echo(f"seedance: {reason}", err=True)
    sys.exit(int(code))


def code_of(error: OSError) -> int:
    """3 if a disk is full or broken; 2 if it was the wrong place to write to."""
    return 3 if is_full(error) else 2
