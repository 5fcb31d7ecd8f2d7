"""What becomes of a result that stdout does not take: a full disk, a reader that has gone (`| head`)."""

import errno
import os
import sys


def drop_stdout() -> None:
    """Let go of what stdout refused: else Python would try it once more at its end, and exit with 120."""
    if sys.stdout is not None:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def refused(error: OSError) -> str | None:
    """What to say of a result that stdout refused; nothing if its reader only had enough."""
    drop_stdout()
    return None if error.errno == errno.EPIPE else f"the result can't be written to stdout: {error.strerror}"
