"""A file of lines that has only whole ones, also when the disk is full."""

import os
from io import FileIO
from pathlib import Path
from typing import Final

_MOST_WAITING: Final = 64 << 20  # bytes that wait for space; later lines are lost


class LineFile:
    """A new file to which lines are appended immediately, without a buffer. A caller that moves it sets `path`.

    Raises:
        OSError: it can't be created.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.raw: FileIO = path.open("wb", buffering=0)
        self.lost = 0  # lines that were dropped, since too many waited for space
        self._size = 0
        self._waiting = b""

    @property
    def is_whole(self) -> bool:
        """Whether no line is lost or waits for space."""
        return not (self.lost or self._waiting)

    def append(self, line: bytes) -> None:
        """Write a line after those that wait.

        Raises:
            OSError: nothing of it was written; it waits for the next call.
        """
        if len(self._waiting) + len(line) > _MOST_WAITING:
            self.lost += 1
        else:
            self._waiting += line
        rest = memoryview(self._waiting)
        try:
            while rest:
                rest = rest[self.raw.write(rest) :]
        except OSError as error:
            error.filename = error.filename or str(self.path)
            self.raw.truncate(self._size)
            self.raw.seek(self._size)
            raise
        self._size += len(self._waiting)
        self._waiting = b""

    def sync(self) -> None:
        """Return when the lines are on the disk.

        Raises:
            OSError: they can't be written.
        """
        os.fsync(self.raw.fileno())
