"""Locks and renames that hold, where the system can."""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO

try:
    import fcntl
except ImportError:  # Windows: one process at a time, then
    fcntl = None  # type: ignore[assignment]

__all__ = ["lock", "sync_directory"]


def lock(file: IO[bytes], *, wait: bool) -> None:
    """Have a file to oneself until it is closed.

    Raises:
        BlockingIOError: another has it, and we don't wait.
    """
    if fcntl is not None:
        fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)


def sync_directory(path: Path) -> None:
    """Make a new name in a directory last through a power cut."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        return  # Windows can't open a directory
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
