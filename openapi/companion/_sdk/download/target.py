"""Where a video goes: check a path before anything is sent or paid for, or write to a file object of the user."""

from __future__ import annotations

import errno
import io
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from ..checks import check_callback, check_path, kind_of
from ..errors import InvalidOutput


class BinaryFile(Protocol):
    """A file object that takes bytes, such as `open("fox.mp4", "wb")`; in asyncio, `write` may be a coroutine."""

    def write(self, chunk: bytes, /) -> Any:
        """Write a chunk."""


Target = str | os.PathLike[str] | BinaryFile
"""The path of a file, or a file object."""


OnBytes = Callable[[int, int | None], Any]
"""Is called as bytes arrive, with the number of bytes of the file so far, and of the whole file (None if unknown)."""


def check_target(to: Any, *, overwrite: bool, task_id: str | None = None) -> Path | BinaryFile:
    """Check that a video can be written to a path or a file object.

    Raises:
        InvalidOutput: it can't: a folder is missing, a file exists and `overwrite` isn't set, and so on.
            The error has `task_id`, if it is given.
        TypeError: it is neither a path nor a binary file object.
    """
    if isinstance(to, str | os.PathLike):
        path = Path(check_path("the output", to))
        fault = _fault(path, overwrite=overwrite)
        if fault is not None:
            raise InvalidOutput.of(*fault, task_id=task_id)
        return path
    if isinstance(to, io.TextIOBase):
        raise TypeError("the output is a text file: open it in binary mode, as in open('fox.mp4', 'wb')")
    if not callable(getattr(to, "write", None)):
        raise TypeError(f"the output must be the path of a file or a binary file object; got {kind_of(to)}")
    if getattr(to, "closed", False) is True:
        raise InvalidOutput.of(errno.EBADF, "the output is a closed file: give an open one", task_id=task_id)
    if _is_read_only(to):
        raise InvalidOutput.of(
            errno.EBADF,
            "the output is a file that can't be written: open it as in open('fox.mp4', 'wb')",
            task_id=task_id,
        )
    file: BinaryFile = to
    return file


def _is_read_only(file: Any) -> bool:
    """Whether a file object says that it can't be written. It need not say anything."""
    try:
        return callable(getattr(file, "writable", None)) and file.writable() is False
    except Exception:  # an object of the user, which may fail in any way; writing shows whether it works
        return False


def _fault(path: Path, *, overwrite: bool) -> tuple[int, str] | None:
    """Why a path can't be written, as an error number and a sentence; or None."""
    try:
        found = path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        found = None
    except (OSError, ValueError) as error:  # the name is too long, or has a null byte
        return getattr(error, "errno", None) or errno.EINVAL, f"'{path}' can't be a file: {error}"
    if found is not None and (stat.S_ISDIR(found.st_mode) or path.is_dir()):
        return errno.EISDIR, f"'{path}' is a folder: give the path of a file"
    if found is not None and not stat.S_ISREG(found.st_mode) and not path.is_file():
        return errno.EINVAL, f"'{path}' isn't a regular file: open it yourself, and give the file object"
    folder = path.parent
    if not folder.is_dir():
        return errno.ENOENT, f"'{path}' can't be written: create the folder '{folder}' first"
    if not os.access(folder, os.W_OK):
        return errno.EACCES, f"'{path}' can't be written: make the folder '{folder}' writable, or give another path"
    if found is not None and not overwrite:
        return errno.EEXIST, f"'{path}' exists: give another path, or overwrite it with overwrite=True"
    return None


def check_on_bytes(on_bytes: Any) -> None:
    """Check that a callback can be called with two arguments, before anything is paid for; raises TypeError."""
    check_callback("on_bytes", on_bytes, "received, total", 0, None)


def write_all(file: BinaryFile) -> Callable[[bytes], Any]:
    """A function that writes each chunk completely; unbuffered files may take only a part of it at a time."""

    def write(chunk: bytes) -> Any:
        done = file.write(chunk)
        while isinstance(done, int) and done < len(chunk):
            if not done:
                raise OSError(errno.EAGAIN, "the file object takes no more bytes")
            chunk = chunk[done:]
            done = file.write(chunk)
        return done

    return write
