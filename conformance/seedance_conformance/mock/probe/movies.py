"""Length and frame size of MP4 and MOV files, from the index of their samples; the films' own totals may lie.

A track lasts as long as it is played: its edit list may leave parts out, as phones do when a clip is trimmed. Sides are
those of the picture as it is shown: phones store an upright clip as a flat one with a turn.
"""

import struct
import sys
from array import array

from attrs import frozen

from seedance_conformance.mock.probe.boxes import Box, boxes, child
from seedance_conformance.mock.probe.fragments import fragment_times
from seedance_conformance.mock.probe.source import BrokenMediaError, Source


@frozen
class Track:
    """One track: `vide`, `soun` or another handler, seconds, and pixels of a picture."""

    handler: bytes
    seconds: float
    width: int = 0
    height: int = 0


def tracks(source: Source) -> list[Track]:
    """The tracks of a film.

    Raises:
        BrokenMediaError: there is no index, it is damaged, or it names samples that the file does not have.
    """
    film: Box | None = None
    fragments = []
    for box in boxes(source, 0, source.size):
        if box.kind == b"moov" and film is None:
            film = box
        elif box.kind == b"moof":
            fragments.append(box)
    if film is None:
        raise BrokenMediaError("it has no index (moov)")
    later = fragment_times(source, film, fragments) if fragments else {}
    whole = _timescale(source, found) if (found := child(source, film, b"mvhd")) else 0
    return [_track(source, box, later, whole) for box in boxes(source, film.start, film.end) if box.kind == b"trak"]


def _track(source: Source, track: Box, later: dict[int, int], whole: int) -> Track:
    handler = _need(source, track, b"mdia", b"hdlr")
    kind = source.at(handler.start + 8, 4)
    scale = _timescale(source, _need(source, track, b"mdia", b"mdhd"))
    table = _need(source, track, b"mdia", b"minf", b"stbl")
    ticks = _sample_time(source, table) + later.get(_track_id(source, track), 0)
    seconds = _played(source, track, ticks / scale, whole)
    if kind != b"vide":
        return Track(kind, seconds)
    description = _need(source, table, b"stsd")
    # After version and count: the first description's own head, then width and height.
    width, height = struct.unpack(">HH", source.at(description.start + 8 + 32, 4))
    return Track(kind, seconds, *((height, width) if _is_turned(source, track) else (width, height)))


def _played(source: Source, track: Box, seconds: float, whole: int) -> float:
    """How much of a track's samples is played; its edits tell their lengths in the time scale of the whole film."""
    box = child(source, track, b"edts", b"elst")
    if box is None or not whole:
        return seconds
    long = source.at(box.start, 1) == b"\x01"
    count, size = int.from_bytes(source.at(box.start + 4, 4)), 20 if long else 12
    if box.start + 8 + count * size > box.end:
        raise BrokenMediaError("one of its tables is damaged")
    source.count_rows(count)
    rows = source.at(box.start + 8, count * size)
    lengths = [int.from_bytes(rows[start : start + (8 if long else 4)]) for start in range(0, len(rows), size)]
    # A length of 0 is all there is (ISO/IEC 14496-12, 8.6.6), and no edit plays more than that.
    return sum(min(length / whole, seconds) if length else seconds for length in lengths) if lengths else seconds


def _is_turned(source: Source, track: Box) -> bool:
    """Whether the display matrix turns the picture by a quarter: its diagonal is 0 then, and its neighbours are not."""
    header = _need(source, track, b"tkhd")
    long = source.at(header.start, 1) == b"\x01"
    a, b, _, c, d = struct.unpack(">iiiii", source.at(header.start + (52 if long else 40), 20))
    return bool(a == d == 0 and b and c)


def _need(source: Source, parent: Box, *path: bytes) -> Box:
    found = child(source, parent, *path)
    if found is None:
        raise BrokenMediaError(f"its index lacks the box {path[-1].decode()}")
    return found


def _timescale(source: Source, header: Box) -> int:
    long = source.at(header.start, 1) == b"\x01"
    scale = int.from_bytes(source.at(header.start + (20 if long else 12), 4))
    if not scale:
        raise BrokenMediaError("its time scale is 0")
    return scale


def _track_id(source: Source, track: Box) -> int:
    header = _need(source, track, b"tkhd")
    long = source.at(header.start, 1) == b"\x01"
    return int.from_bytes(source.at(header.start + (20 if long else 12), 4))


def _sample_time(source: Source, table: Box) -> int:
    """Ticks of all samples together, after a check that the file can hold them."""
    numbers = _numbers(source, _need(source, table, b"stts"), 2)
    samples = sum(numbers[0::2])
    sizes = child(source, table, b"stsz")
    if sizes is not None and samples:
        _check_sizes(source, sizes, samples)
    places = child(source, table, b"stco")
    if places is not None and any(place >= source.size for place in _numbers(source, places, 1)):
        raise BrokenMediaError("its index points beyond its end")
    return sum(count * delta for count, delta in zip(numbers[0::2], numbers[1::2], strict=True))


def _check_sizes(source: Source, box: Box, samples: int) -> None:
    same, count = struct.unpack(">II", source.at(box.start + 4, 8))
    total = same * count if same else sum(_table(source, box.start + 12, count, box.end))
    if total > source.size:
        raise BrokenMediaError("its samples are larger than the file")
    if count != samples:
        raise BrokenMediaError(f"its index has {samples} times but {count} sizes of samples")


def _numbers(source: Source, box: Box, each: int) -> "array[int]":
    """The table of a box that begins with version, flags and the count of its rows."""
    count = int.from_bytes(source.at(box.start + 4, 4))
    return _table(source, box.start + 8, count * each, box.end)


def _table(source: Source, start: int, count: int, end: int) -> "array[int]":
    """Whole numbers of four bytes."""
    if start + 4 * count > end:
        raise BrokenMediaError("one of its tables is damaged")
    source.count_rows(count)
    table = array("I", source.at(start, 4 * count))
    if sys.byteorder == "little":
        table.byteswap()
    return table
