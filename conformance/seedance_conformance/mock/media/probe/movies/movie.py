"""Length and frame size of MP4 and MOV files, from the index of their samples, since headers may be wrong.

The length of a track is what is played: an edit list may leave parts out, as in a clip that was trimmed on a phone.
Width and height are those of the picture as shown: phones store an upright clip as a landscape one with a rotation.
"""

import struct

from attrs import frozen

from seedance_conformance.mock.media.probe.iso_boxes import Box, boxes, child
from seedance_conformance.mock.media.probe.movies.fragments import fragment_times
from seedance_conformance.mock.media.probe.movies.samples import read_samples
from seedance_conformance.mock.media.probe.source import BrokenMediaError, Source

# Boxes that must be whole. Some cameras append other data, whose form is unknown.
_KNOWN = frozenset(
    b"ftyp moov mdat moof mfra free skip wide uuid udta meta sidx styp ssix pdin emsg prft pnot PICT".split()
)


@frozen
class Track:
    """One track."""

    handler: bytes  # `vide`, `soun` or another
    seconds: float  # how many seconds of the track are played
    samples: int  # how many the index has
    sample_seconds: float  # seconds of all samples, played or not
    header_seconds: float | None  # the length in its header (mdhd) in seconds, None without one
    width: int  # pixels, of a video track; otherwise 0
    height: int  # pixels


@frozen
class Movie:
    """A movie: its tracks, the length in its header (mvhd) in seconds, and whether it is fragmented."""

    tracks: list[Track]
    header_seconds: float | None
    is_fragmented: bool


def read_movie(source: Source) -> Movie:
    """Read the tracks of a movie."""
    index: Box | None = None
    fragments = []
    for box in boxes(source, 0, source.size, known=_KNOWN):
        if box.kind == b"moov" and index is None:
            index = box
        elif box.kind == b"moof":
            fragments.append(box)
    if index is None:
        raise BrokenMediaError("it has no index (box/moov)")
    fragment_ticks = fragment_times(source, index, fragments) if fragments else {}
    header = child(source, index, b"mvhd")
    movie_clock = _Clock.read(source, header) if header else None
    found = [
        _track(source, box, fragment_ticks, movie_clock)
        for box in boxes(source, index.start, index.end)
        if box.kind == b"trak"
    ]
    return Movie(found, movie_clock.header_seconds if movie_clock else None, bool(fragments))


@frozen
class _Clock:
    """The clock of a movie or a track: ticks per second, and the length in seconds, None without one."""

    scale: int
    header_seconds: float | None

    @classmethod
    def read(cls, source: Source, header: Box) -> "_Clock":
        """Read mvhd or mdhd; a length of 0 or of all one bits means unknown (ISO/IEC 14496-12, 8.2.2)."""
        long = source.at(header.start, 1) == b"\x01"
        size = 8 if long else 4
        place = header.start + (20 if long else 12)
        scale, ticks = int.from_bytes(source.at(place, 4)), int.from_bytes(source.at(place + 4, size))
        if not scale:
            raise BrokenMediaError("its time scale isn't above 0")
        return cls(scale, ticks / scale if 0 < ticks < (1 << 8 * size) - 1 else None)


def _track(source: Source, track: Box, fragment_ticks: dict[int, int], movie_clock: _Clock | None) -> Track:
    handler = _need(source, track, b"mdia", b"hdlr")
    kind = source.at(handler.start + 8, 4)
    clock = _Clock.read(source, _need(source, track, b"mdia", b"mdhd"))
    table = _need(source, track, b"mdia", b"minf", b"stbl")
    samples, ticks = read_samples(source, table)
    sample_seconds = (ticks + fragment_ticks.get(_track_id(source, track), 0)) / clock.scale
    seconds = _played(source, track, sample_seconds, movie_clock.scale) if movie_clock else sample_seconds
    width = height = 0
    if kind == b"vide":
        # Version and count, the header of the first description, then width and height.
        place = _need(source, table, b"stsd").start + 8 + 32
        width, height = struct.unpack(">HH", source.at(place, 4))
        if _is_rotated(source, track):
            width, height = height, width
    return Track(kind, seconds, samples, sample_seconds, clock.header_seconds, width, height)


def _played(source: Source, track: Box, seconds: float, scale: int) -> float:
    """How many seconds of a track are played; its edit list has lengths in the time scale of the movie."""
    box = child(source, track, b"edts", b"elst")
    if box is None:
        return seconds
    long = source.at(box.start, 1) == b"\x01"
    count, size = int.from_bytes(source.at(box.start + 4, 4)), 20 if long else 12
    if box.start + 8 + count * size > box.end:
        raise BrokenMediaError("one of its tables is damaged")
    source.count_rows(count)
    rows = source.at(box.start + 8, count * size)
    lengths = [int.from_bytes(rows[start : start + (8 if long else 4)]) for start in range(0, len(rows), size)]
    # A length of 0 means all (ISO/IEC 14496-12, 8.6.6), and an edit can't play more than that.
    return sum(min(length / scale, seconds) if length else seconds for length in lengths) if lengths else seconds


def _is_rotated(source: Source, track: Box) -> bool:
    """Whether the display matrix rotates by 90 degrees: for 90 degrees, a and d are 0, and b and c aren't."""
    header = _need(source, track, b"tkhd")
    long = source.at(header.start, 1) == b"\x01"
    a, b, _, c, d = struct.unpack(">iiiii", source.at(header.start + (52 if long else 40), 20))
    return bool(a == d == 0 and b and c)


def _need(source: Source, parent: Box, *path: bytes) -> Box:
    found = child(source, parent, *path)
    if found is None:
        raise BrokenMediaError(f"the box moov/{path[-1].decode()} is missing")
    return found


def _track_id(source: Source, track: Box) -> int:
    header = _need(source, track, b"tkhd")
    long = source.at(header.start, 1) == b"\x01"
    return int.from_bytes(source.at(header.start + (20 if long else 12), 4))
