"""The JSON body of a create, from a file or stdin."""

import json
import sys
from pathlib import Path
from typing import Any

import click


def read_body(file: str) -> Any:
    """The JSON value in a file or stdin.

    Raises:
        click.UsageError: it can't be read, or isn't JSON.
    """
    try:
        content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return json.loads(content)
    except OSError as error:
        raise click.UsageError(f"{file} can't be read ({error.strerror}): give another file, or - for stdin") from None
    except (ValueError, RecursionError) as error:
        raise click.UsageError(f"{file} can't be read as JSON: {error}") from None
