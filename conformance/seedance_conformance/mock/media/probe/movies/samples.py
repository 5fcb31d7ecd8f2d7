"""The index of a track's samples in MP4 and MOV files: their total duration, and whether the file has them all."""

import struct
import sys
from array import array

from seedance_conformance.mock.media.probe.iso_boxes import Box, child
from seedance_conformance.mock.media.probe.source import BrokenMediaError, Source


def read_samples(source: Source, table: Box) -> tuple[int, int]:
    """The number of samples in an index (the box `stbl`), and their duration in ticks of the track's clock."""
    times = child(source, table, b"stts")
    if times is None:
        raise BrokenMediaError("the box moov/stts is missing")
    numbers = _rows(source, times, 2)
    samples = sum(numbers[0::2])
    sizes = _sizes(source, table)
    if sizes is not None and samples:
        if sizes.total > source.size:
            raise BrokenMediaError("its samples are larger than the file")
        if sizes.count != samples:
            raise BrokenMediaError(f"its index is inconsistent: {samples} times, and {sizes.count} times a size")
    _check_places(source, table, sizes)
    return samples, sum(count * delta for count, delta in zip(numbers[0::2], numbers[1::2], strict=True))


class _Sizes:
    """Sizes of samples in bytes: the same for all (`same`), or one for each (`each`)."""

    def __init__(self, count: int, same: int, each: "array[int] | None" = None) -> None:
        self.count = count
        self._same = same
        self._each = each
        self.total = self.of_last(count)

    def of_last(self, count: int) -> int:
        """Bytes of the last `count` samples together."""
        if self._each is None:
            return self._same * count
        return sum(self._each[max(0, self.count - count) :])


def _sizes(source: Source, table: Box) -> _Sizes | None:
    box = child(source, table, b"stsz")
    if box is not None:
        same, count = struct.unpack(">II", source.at(box.start + 4, 8))
        return _Sizes(count, same, None if same else _table(source, box.start + 12, count, box.end))
    return None


def _check_places(source: Source, table: Box, sizes: _Sizes | None) -> None:
    """Check that each chunk of samples begins in the file, and that the last one ends in it."""
    short, long = child(source, table, b"stco"), child(source, table, b"co64")
    if short is not None:
        places = _rows(source, short, 1)
    elif long is not None:
        places = _rows(source, long, 1, "Q")
    else:
        return
    if places and max(places) >= source.size:
        raise BrokenMediaError("its index ends too early")
    runs = child(source, table, b"stsc")
    # A row of stsc: the first chunk of a run, the samples in each of its chunks, and their description.
    in_last = _rows(source, runs, 3)[-2:-1] if runs is not None else None
    if places and in_last and sizes is not None and places[-1] + sizes.of_last(in_last[0]) > source.size:
        raise BrokenMediaError("it is cut short: the last of its samples are missing")


def _rows(source: Source, box: Box, each: int, kind: str = "I") -> "array[int]":
    """The numbers in a box that begins with version, flags and the number of rows."""
    count = int.from_bytes(source.at(box.start + 4, 4))
    return _table(source, box.start + 8, count * each, box.end, kind)


def _table(source: Source, start: int, count: int, end: int, kind: str = "I") -> "array[int]":
    """Whole numbers of four bytes (`I`) or eight (`Q`)."""
    table = array(kind)
    if start + table.itemsize * count > end:
        raise BrokenMediaError("one of its tables is damaged")
    source.count_rows(count)
    table.frombytes(source.at(start, table.itemsize * count))
    if sys.byteorder == "little":
        table.byteswap()
    return table
