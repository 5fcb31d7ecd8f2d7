"""Locks a folder, so that only one process writes to it at a time."""

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
"""Gets a line for the user."""

_POLL_SECONDS: Final = 0.1
_TIMEOUT_SECONDS: Final = 120.0


@contextmanager
def locked(folder: Path | None, notice: Notice, *, timeout: float = _TIMEOUT_SECONDS) -> Iterator[bool]:
    """Lock a folder while the context is open; yields whether it is locked.

    Other processes wait for the lock. If the file system doesn't support locks, or the owner doesn't finish in time,
    the context opens without the lock: writers must write whole files even without it.

    A missing folder is created; None locks nothing. A notice says when the wait begins, and when `timeout` seconds have
    passed without the lock.
    """
    if folder is None or fcntl is None:
        yield False
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / "lock").open("a", encoding="utf-8")
    except OSError:
        yield False  # the next write reports what is wrong
        return
    with file:
        yield _acquired(file, notice, timeout)


def _acquired(file: TextIO, notice: Notice, timeout: float) -> bool:
    """Wait for the lock, and return whether we have it; closing the file releases it."""
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
