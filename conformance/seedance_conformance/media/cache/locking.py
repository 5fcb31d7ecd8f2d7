"""Keeps two processes from writing the same folder at the same time."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TextIO

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

Notice = Callable[[str], None]
"""Takes one line for the user."""

_POLL_SECONDS: Final = 0.1
_TIMEOUT_SECONDS: Final = 120.0


@contextmanager
def locked(folder: Path | None, notice: Notice, *, timeout: float = _TIMEOUT_SECONDS) -> Iterator[bool]:
    """Hold a folder while the context is open; whether it is held.

    Other processes wait for it. Where a file system knows no locks, or the one that holds it does not come to an end,
    the context opens all the same: what is written there has to be whole without a lock, too.

    Args:
        folder: made if it is missing; None for no folder.
        notice: told when another process is waited for, and when not any longer.
        timeout: seconds to wait for it.
    """
    if folder is None or fcntl is None:
        yield False
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / "lock").open("a", encoding="utf-8")
    except OSError:
        yield False  # whoever writes there next says what is wrong
        return
    with file:
        yield _acquired(file, notice, timeout)


def _acquired(file: TextIO, notice: Notice, timeout: float) -> bool:
    """Wait for the lock, which goes when the file is closed; whether it was got."""
    end, waiting = time.monotonic() + timeout, False
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if not waiting:
                notice("another process is writing the same media files: waiting for it")
            waiting = True
        except OSError:
            return False
        else:
            return True
        if time.monotonic() > end:
            notice(f"it is still writing after {timeout:g} s: not waiting any longer")
            return False
        time.sleep(_POLL_SECONDS)
