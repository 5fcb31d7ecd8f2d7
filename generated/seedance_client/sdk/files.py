"""A file that several processes append to, locks, and syncs, as far as the system and the file system have them.

A lock is that of the library `filelock` where it is installed (the extras `cli` and `journal`), else `fcntl.flock`.
Both take the same lock on the same file: a process with the library and one without it keep each other out.
"""

from __future__ import annotations

import contextlib
import errno
import importlib
import io
import logging
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

__all__ = ["NO_LOCKS", "append", "can_lock", "lock", "opened", "sync_directory", "sync_if_possible"]

log = logging.getLogger("seedance_client")

LOCK_SECONDS = 30.0
"""How long to wait for a lock: its holder writes one line, or hangs."""
POLL_SECONDS = 0.005
UNSUPPORTED = (
    *(errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.ENOTTY, errno.ENOLCK),
    *(errno.EPERM, errno.EACCES),
)
"""How a file system says that it can't sync. A full or broken disk says something else."""

NO_LOCKS = "this system has no file locks without the package filelock: pip install filelock"


def _native() -> tuple[Callable[[int], bool], Callable[[int], None]] | None:
    """How to try for a lock on a descriptor, and how to let go of it; None where the system has no way."""
    with contextlib.suppress(ImportError, AttributeError):  # not there, or older than 3.30
        library = importlib.import_module("filelock")  # a type checker must not ask for it
        take, let_go = library.lock_descriptor, library.unlock_descriptor
        return lambda handle: bool(take(handle, blocking=False)), let_go
    try:
        import fcntl
    except ImportError:  # Windows
        return None

    def try_lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in (errno.EAGAIN, errno.EACCES):  # another has it
                return False
            raise
        return True

    return try_lock, lambda handle: fcntl.flock(handle, fcntl.LOCK_UN)


def can_lock() -> bool:
    """Whether this system has locks; a file system may still have none."""
    return _native() is not None


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep other threads and processes out, as long as all of them ask.

    Args:
        path: of the file that is locked for it, made when needed; nothing is written to it.

    Raises:
        OSError: it can't be opened or locked.
        TimeoutError: another process has held it for 30 seconds.
    """
    native = _native()
    if native is None:
        raise OSError(errno.ENOSYS, NO_LOCKS)
    try_lock, unlock = native
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _acquire(try_lock, handle, LOCK_SECONDS)
        yield
    finally:
        with contextlib.suppress(OSError):  # a process that was forked meanwhile has the descriptor, too
            unlock(handle)
        with contextlib.suppress(OSError):
            os.close(handle)


def lock(file: IO[bytes], *, wait: bool) -> None:
    """Have a file to oneself until it is closed, where the system and the file system have locks.

    Raises:
        BlockingIOError: another has it, and we don't wait.
        TimeoutError: another has held it for 30 seconds.
    """
    native = _native()
    if native is None:
        return
    try:
        _acquire(native[0], file.fileno(), LOCK_SECONDS if wait else 0.0)
    except (BlockingIOError, TimeoutError):
        raise
    except OSError as error:
        log.debug("%s can't be locked: %s", file.name, error)


def _acquire(try_lock: Callable[[int], bool], handle: int, seconds: float) -> None:
    """Get a lock within some seconds.

    Raises:
        BlockingIOError: another has it, and there is no time to wait.
        TimeoutError: another has held it all the time.
        OSError: the file system has no locks.
    """
    end = time.monotonic() + seconds
    while not _try(try_lock, handle):
        if not seconds:
            raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
        if time.monotonic() > end:
            raise TimeoutError(errno.ETIMEDOUT, f"another process has held it for {seconds:g} s")
        time.sleep(POLL_SECONDS)


def _try(try_lock: Callable[[int], bool], handle: int) -> bool:
    try:
        return try_lock(handle)
    except OSError as error:
        raise OSError(error.errno, f"its file system has no locks: {error.strerror}") from None


@contextlib.contextmanager
def opened(path: Path) -> Iterator[io.FileIO]:
    """A file to read and to append to, under a lock; both are made when needed, for their owner alone.

    Raises:
        OSError: it can't be made, locked or synced, or is a folder or a device.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and not path.is_file():  # a device keeps nothing, or has no end
        number = errno.EISDIR if path.is_dir() else errno.EINVAL
        raise OSError(number, os.strerror(number) if path.is_dir() else "it is no regular file")
    with locked(path.with_name(f"{path.name}.lock")):
        new = not path.exists()
        file = io.FileIO(path, "a+", opener=lambda name, flags: os.open(name, flags, 0o600))
        try:
            if new:  # a disk that can't sync is found before anything relies on it
                sync(file)
                sync_directory(path.parent)
            yield file
        finally:
            with contextlib.suppress(OSError):  # what was appended is synced
                file.close()


def append(file: io.FileIO, line: bytes) -> None:
    """Add a line and sync it. If that fails, or is interrupted, the file is as it was.

    Raises:
        OSError: it can't be written or synced.
    """
    end = file.seek(0, os.SEEK_END)
    if end:
        file.seek(-1, os.SEEK_END)
        if file.read(1) != b"\n":
            line = b"\n" + line  # a crash tore the last line
    try:
        while line:
            line = line[file.write(line) or 0 :]
        sync(file)
    except BaseException:
        with contextlib.suppress(OSError):
            file.truncate(end)
        raise


def sync(file: io.FileIO) -> None:
    """Have a file's bytes on the disk itself.

    Raises:
        OSError: the disk or the file system can't.
    """
    try:
        os.fsync(file.fileno())
    except OSError as error:
        raise OSError(error.errno, f"it can't be synced to its disk: {error.strerror}") from None


def sync_if_possible(path: Path) -> None:
    """Have a file's bytes on the disk itself, where the file system can; network shares often can't.

    Raises:
        OSError: the disk is full or broken, so the file may not be whole.
    """
    with path.open("r+b") as file:  # Windows syncs no file that is open for reading alone
        try:
            os.fsync(file.fileno())
        except OSError as error:
            if error.errno not in UNSUPPORTED:
                raise
            log.debug("%s can't be synced: %s", path, error)


def sync_directory(path: Path) -> None:
    """Make a new name in a directory last through a power cut, where the system and the file system can.

    Network shares and containers often can't. The file's own bytes are synced by whoever wrote them.
    """
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        return  # Windows can't open a directory
    try:
        os.fsync(handle)
    except OSError as error:
        log.debug("the directory %s can't be synced: %s", path, error)
    finally:
        os.close(handle)
