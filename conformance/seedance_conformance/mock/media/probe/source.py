"""Reads untrusted files within limits."""

from typing import IO

_BLOCK = 1 << 20
_NEAR = 4096  # bytes to read in one step, since headers are read in small pieces
_MOST_READS = 100_000  # of one file; stops a header with an endless number of small parts
_MOST_ROWS = 500_000  # of all tables of one file


class BrokenMediaError(ValueError):
    """The file is broken; the text says what is wrong."""


class Source:
    """A seekable file of `size` bytes, read in small pieces by one thread at a time."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self._file = file
        self._reads = self._rows = 0
        self._near = b""
        self._near_start = 0
        self.size = size

    def at(self, offset: int, count: int) -> bytes:
        """Exactly `count` bytes from `offset`; BrokenMediaError if the file has fewer, or needs too many reads."""
        self._reads += 1
        if self._reads > _MOST_READS:
            raise BrokenMediaError("it has too many parts")
        if offset < 0 or offset + count > self.size:
            raise BrokenMediaError("it is cut short")
        place = offset - self._near_start
        if place < 0 or place + count > len(self._near):
            self._file.seek(offset)
            self._near = self._file.read(max(count, _NEAR))
            self._near_start, place = offset, 0
        return self._near[place : place + count]

    def count_rows(self, rows: int) -> None:
        """Count the rows of a table before it is read; BrokenMediaError if there are more than any short clip needs."""
        self._rows += rows
        if self._rows > _MOST_ROWS:
            raise BrokenMediaError("it has too many parts")

    def find(self, wanted: bytes, offset: int) -> int:
        """The first place of `wanted` from `offset` on, or -1; reads a block at a time."""
        overlap = len(wanted) - 1
        while offset < self.size:
            self._file.seek(offset)
            block = self._file.read(_BLOCK)
            place = block.find(wanted)
            if place >= 0:
                return offset + place
            if len(block) < _BLOCK:
                return -1
            offset += len(block) - overlap
        return -1
