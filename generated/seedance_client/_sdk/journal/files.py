# Copied from openapi/companion/_sdk/journal/files.py by scripts/regenerate: edit it there.
# pyright: standard
"""Append to a file from several processes, with locks and syncs. Failures raise OSError.

Locks come from the library `filelock` if it is installed (extras `cli` and `journal`), otherwise from `fcntl.flock`.
Both use the same lock on the same file, so a process with the library and one without it exclude each other.
"""

from __future__ import annotations

import contextlib
import errno
import importlib
import io
import logging
import os
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

log = logging.getLogger("seedance_client")

LOCK_SECONDS = 30.0
"""How long to wait for a lock. Its holder needs it for one line only."""
POLL_SECONDS = 0.005
UNSUPPORTED = (
    *(errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.ENOTTY, errno.ENOLCK),
    *(errno.EPERM, errno.EACCES),
)
"""Errors of a file system that can't sync. A full or broken disk has other errors."""

NO_LOCKS = "this system doesn't have file locks without the package filelock: pip install filelock"


def _native() -> tuple[Callable[[int], bool], Callable[[int], None]] | None:
    """Functions that try to lock a descriptor, and that unlock it; None if the system doesn't have locks."""
    with contextlib.suppress(ImportError, AttributeError):  # not installed, or older than 3.30
        library = importlib.import_module("filelock")  # so that type checkers don't need it
        take, unlock_it = library.lock_descriptor, library.unlock_descriptor
        return lambda handle: bool(take(handle, blocking=False)), unlock_it
    try:
        import fcntl
    except ImportError:  # Windows
        return None

    def try_lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in (errno.EAGAIN, errno.EACCES):  # another process has it
                return False
            raise
        return True

    return try_lock, lambda handle: fcntl.flock(handle, fcntl.LOCK_UN)


def can_lock() -> bool:
    """Whether this system has locks; a file system may still lack them."""
    return _native() is not None


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Exclude other threads and processes that use this function with the same path; TimeoutError after 30 s.

    Args:
        path: the lock file; it is created when needed, and stays empty.
    """
    native = _native()
    if native is None:
        raise OSError(errno.ENOSYS, NO_LOCKS)
    try_lock, unlock = native
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _acquire(try_lock, handle)
        yield
    finally:
        with contextlib.suppress(OSError):  # a process forked in the meantime has the descriptor, too
            unlock(handle)
        with contextlib.suppress(OSError):
            os.close(handle)


def _acquire(try_lock: Callable[[int], bool], handle: int) -> None:
    end = time.monotonic() + LOCK_SECONDS
    try:
        while not try_lock(handle):
            if time.monotonic() > end:
                raise TimeoutError(errno.ETIMEDOUT, f"another process has held the lock for {LOCK_SECONDS:g} s")
            time.sleep(POLL_SECONDS)
    except TimeoutError:
        raise
    except OSError as error:
        raise OSError(error.errno, f"its file system doesn't support locks: {error.strerror}") from None


def lock(file: IO[bytes]) -> None:
    """Lock a file until it is closed, if the system and the file system have locks.

    Raises:
        BlockingIOError: another process has the lock.
    """
    native = _native()
    try:
        have_it = native is None or native[0](file.fileno())
    except OSError as error:
        log.debug("%s can't be locked: %s", file.name, error)
        return
    if not have_it:
        raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))


@contextlib.contextmanager
def opened(path: Path) -> Iterator[io.FileIO]:
    """A file to read and to append to, under a lock. It is created when needed, and only its owner can read it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and not path.is_file():  # a device doesn't store anything, or never ends
        number = errno.EISDIR if path.is_dir() else errno.EINVAL
        raise OSError(number, os.strerror(number) if path.is_dir() else "it isn't a regular file")
    with locked(path.with_name(f"{path.name}.lock")):
        new = not path.exists()
        file = io.FileIO(path, "a+", opener=lambda name, flags: os.open(name, flags, 0o600))
        try:
            if new:  # find out now whether the disk can sync
                sync(file)
                sync_directory(path.parent)
            yield file
        finally:
            with contextlib.suppress(OSError):  # everything appended is synced
                file.close()


def append(file: io.FileIO, line: bytes) -> None:
    """Append a line and sync it. If this fails or is interrupted, the file is unchanged."""
    end = file.seek(0, os.SEEK_END)
    if end:
        file.seek(-1, os.SEEK_END)
        if file.read(1) != b"\n":
            line = b"\n" + line  # a crash cut off the last line
    try:
        write_all(file, line)
        sync(file)
    except BaseException:
        with contextlib.suppress(OSError):
            file.truncate(end)
        raise


def replace(path: Path, file: io.FileIO, content: bytes) -> None:
    """Replace the content of an open, locked file: after a crash, it has the old content or the new one.

    Its owner and permissions stay the same, and a symbolic link stays one. The file is closed, because Windows can't
    replace an open file.

    Raises:
        OSError: it can't be written, synced or replaced, or has other names; it is unchanged.
    """
    real, old = Path(os.path.realpath(path)), os.fstat(file.fileno())
    if old.st_nlink > 1:
        raise OSError(errno.EMLINK, "it has several names (hard links), and only one of them would be replaced")
    new = real.with_name(f"{real.name}.new")
    try:
        with io.FileIO(new, "w", opener=lambda name, flags: os.open(name, flags, 0o600)) as copy:
            write_all(copy, content)
            if hasattr(os, "fchown"):  # other users may share the file
                os.fchown(copy.fileno(), old.st_uid, old.st_gid)
                os.fchmod(copy.fileno(), stat.S_IMODE(old.st_mode))
            sync(copy)
        file.close()
        new.replace(real)
    except BaseException:
        with contextlib.suppress(OSError):
            new.unlink()
        raise
    sync_directory(real.parent)


def write_all(file: io.FileIO, content: bytes) -> None:
    """Write bytes; a file may take only a part of them at a time."""
    while content:
        content = content[file.write(content) or 0 :]


def sync(file: io.FileIO) -> None:
    """Write a file's bytes to the disk itself."""
    try:
        os.fsync(file.fileno())
    except OSError as error:
        raise OSError(error.errno, f"it can't be synced to its disk: {error.strerror}") from None


def sync_if_possible(path: Path) -> None:
    """Write a file's bytes to the disk itself, if the file system supports it; network shares often don't.

    Raises:
        OSError: the disk is full or broken, so the file may be incomplete.
    """
    with path.open("r+b") as file:  # Windows can't sync a file that is open for reading only
        try:
            os.fsync(file.fileno())
        except OSError as error:
            if error.errno not in UNSUPPORTED:
                raise
            log.debug("%s can't be synced: %s", path, error)


def sync_directory(path: Path) -> None:
    """Make a new file name survive a power failure, if the system and the file system support it.

    Network shares and containers often don't. The file's own bytes must be synced before.
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
