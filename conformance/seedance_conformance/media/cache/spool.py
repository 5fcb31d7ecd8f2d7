"""Data that a run keeps but seldom reads: in an unnamed file, not in memory."""

import tempfile
import threading
import weakref
from collections.abc import Iterator
from contextlib import suppress
from typing import IO, Final

from attrs import define, field, frozen

_PIECE: Final = 1 << 16


@define(eq=False)
class Spool:
    """An unnamed temporary file, which ends with its process. Thread-safe."""

    _file: IO[bytes] | None = field(default=None, init=False, repr=False)
    _size: int = field(default=0, init=False)
    _lock: threading.Lock = field(factory=threading.Lock, init=False, repr=False)

    def add(self, content: bytes) -> "bytes | Section":
        """Append bytes, and return where they are; if the disk is full, the bytes themselves."""
        with self._lock, suppress(OSError):
            if self._file is None:
                self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115
                weakref.finalize(self, self._file.close)
            self._file.seek(self._size)
            if self._file.write(content) == len(content):
                start, self._size = self._size, self._size + len(content)
                return Section(self, start, len(content))
        return content

    def read(self, start: int, size: int) -> bytes:
        """Bytes from a place on."""
        with self._lock:
            if self._file is None:
                raise ValueError("the spool is empty")
            self._file.seek(start)
            return self._file.read(size)


@frozen
class Section:
    """Bytes in a spool: where they begin, and how many they are."""

    spool: Spool
    start: int
    size: int

    def pieces(self) -> Iterator[bytes]:
        """The bytes, a few at a time."""
        end = self.start + self.size
        for place in range(self.start, end, _PIECE):
            yield self.spool.read(place, min(_PIECE, end - place))
