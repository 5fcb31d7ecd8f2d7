"""Length and frame size of MP4 and MOV files, from the index of their samples; the films' own totals may lie.

A track lasts as long as it is played: its edit list may leave parts out, as phones do when a clip is trimmed. Sides are
those of the picture as it is shown: phones store an upright clip as a flat one with a turn.
"""

import struct

from attrs import frozen

from seedance_conformance.mock.media.probe.boxes import Box, boxes, child
from seedance_conformance.mock.media.probe.fragments import fragment_times
from seedance_conformance.mock.media.probe.samples import read_samples
from seedance_conformance.mock.media.probe.source import BrokenMediaError, Source

# Boxes of a file that must be whole. Of what else follows the film, as some cameras append it, nobody knows the form.
_KNOWN = frozenset(
    b"ftyp moov mdat moof mfra free skip wide uuid udta meta sidx styp ssix pdin emsg prft pnot PICT".split()
)


@frozen
class Track:
    """One track.

    Attributes:
        handler: `vide`, `soun` or another one.
        seconds: how long it is played.
        samples: how many there are in the index.
        lasting: seconds of all samples, played or not.
        told: seconds that its header (mdhd) tells, None if it tells none.
        width: pixels of a picture.
        height: pixels of a picture.
    """

    handler: bytes
    seconds: float
    samples: int
    lasting: float
    told: float | None
    width: int = 0
    height: int = 0


@frozen
class Film:
    """A film: its tracks, the seconds that its header (mvhd) tells, and whether its index is spread over the file."""

    tracks: list[Track]
    told: float | None
    is_fragmented: bool


def read_film(source: Source) -> Film:
    """The tracks of a film.

    Raises:
        BrokenMediaError: there is no index, it is damaged, or it names samples that the file does not have.
    """
    index: Box | None = None
    fragments = []
    for box in boxes(source, 0, source.size, known=_KNOWN):
        if box.kind == b"moov" and index is None:
            index = box
        elif box.kind == b"moof":
            fragments.append(box)
    if index is None:
        raise BrokenMediaError("it has no index (moov)")
    later = fragment_times(source, index, fragments) if fragments else {}
    header = child(source, index, b"mvhd")
    whole = _Clock.read(source, header) if header else None
    found = [_track(source, box, later, whole) for box in boxes(source, index.start, index.end) if box.kind == b"trak"]
    return Film(found, whole.told if whole else None, bool(fragments))


@frozen
class _Clock:
    """The clock of a film or a track: ticks in a second, and the seconds that are told, None if none are."""

    scale: int
    told: float | None

    @classmethod
    def read(cls, source: Source, header: Box) -> "_Clock":
        """From mvhd or mdhd; a length of 0, or of only ones, tells nothing (ISO/IEC 14496-12, 8.2.2)."""
        long = source.at(header.start, 1) == b"\x01"
        size = 8 if long else 4
        place = header.start + (20 if long else 12)
        scale, ticks = int.from_bytes(source.at(place, 4)), int.from_bytes(source.at(place + 4, size))
        if not scale:
            raise BrokenMediaError("its time scale is 0")
        return cls(scale, ticks / scale if 0 < ticks < (1 << 8 * size) - 1 else None)


def _track(source: Source, track: Box, later: dict[int, int], whole: _Clock | None) -> Track:
    handler = _need(source, track, b"mdia", b"hdlr")
    kind = source.at(handler.start + 8, 4)
    clock = _Clock.read(source, _need(source, track, b"mdia", b"mdhd"))
    table = _need(source, track, b"mdia", b"minf", b"stbl")
    samples = read_samples(source, table)
    lasting = (samples.ticks + later.get(_track_id(source, track), 0)) / clock.scale
    seconds = _played(source, track, lasting, whole.scale) if whole else lasting
    if kind != b"vide":
        return Track(kind, seconds, samples.count, lasting, clock.told)
    description = _need(source, table, b"stsd")
    # After version and count: the first description's own head, then width and height.
    width, height = struct.unpack(">HH", source.at(description.start + 8 + 32, 4))
    if _is_turned(source, track):
        width, height = height, width
    return Track(kind, seconds, samples.count, lasting, clock.told, width, height)


def _played(source: Source, track: Box, seconds: float, scale: int) -> float:
    """How much of a track's samples is played; its edits tell their lengths in the time scale of the whole film."""
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
    # A length of 0 is all there is (ISO/IEC 14496-12, 8.6.6), and no edit plays more than that.
    return sum(min(length / scale, seconds) if length else seconds for length in lengths) if lengths else seconds


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


def _track_id(source: Source, track: Box) -> int:
    header = _need(source, track, b"tkhd")
    long = source.at(header.start, 1) == b"\x01"
    return int.from_bytes(source.at(header.start + (20 if long else 12), 4))
