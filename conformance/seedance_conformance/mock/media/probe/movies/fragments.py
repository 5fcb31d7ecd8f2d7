"""Sample durations of fragmented MP4 files, whose index is spread over the file."""

from collections.abc import Iterable

from seedance_conformance.mock.media.probe.iso_boxes import Box, boxes, child
from seedance_conformance.mock.media.probe.source import BrokenMediaError, Source

# Flags of a fragment header (tfhd) and of a run of samples (trun): which fields they have.
_BASE, _DESCRIPTION, _DURATION = 0x01, 0x02, 0x08
_RUN_OFFSET, _RUN_FIRST, _RUN_DURATION, _RUN_FIELDS = 0x01, 0x04, 0x100, (0x100, 0x200, 0x400, 0x800)


def fragment_times(source: Source, movie: Box, fragments: Iterable[Box]) -> dict[int, int]:
    """The total duration of the samples in fragments, in ticks, by track id."""
    defaults = _defaults(source, movie)
    times: dict[int, int] = {}
    for fragment in fragments:
        for part in boxes(source, fragment.start, fragment.end):
            if part.kind == b"traf":
                track, ticks = _part(source, part, defaults)
                times[track] = times.get(track, 0) + ticks
    return times


def _defaults(source: Source, movie: Box) -> dict[int, int]:
    """The default duration of a sample in ticks, by track id."""
    found = {}
    extension = child(source, movie, b"mvex")
    for box in boxes(source, extension.start, extension.end) if extension else ():
        if box.kind == b"trex":
            fields = source.at(box.start + 4, 12)
            found[int.from_bytes(fields[:4])] = int.from_bytes(fields[8:])
    return found


def _part(source: Source, part: Box, defaults: dict[int, int]) -> tuple[int, int]:
    head = child(source, part, b"tfhd")
    if head is None:
        raise BrokenMediaError("a fragment has no head")
    flags = int.from_bytes(source.at(head.start + 1, 3))
    track = int.from_bytes(source.at(head.start + 4, 4))
    default_ticks = defaults.get(track, 0)
    if flags & _DURATION:
        place = head.start + 8 + (8 if flags & _BASE else 0) + (4 if flags & _DESCRIPTION else 0)
        default_ticks = int.from_bytes(source.at(place, 4))
    runs = (box for box in boxes(source, part.start, part.end) if box.kind == b"trun")
    return track, sum(_run(source, run, default_ticks) for run in runs)


def _run(source: Source, run: Box, default_ticks: int) -> int:
    flags = int.from_bytes(source.at(run.start + 1, 3))
    count = int.from_bytes(source.at(run.start + 4, 4))
    if not flags & _RUN_DURATION:
        return count * default_ticks
    place = run.start + 8 + (4 if flags & _RUN_OFFSET else 0) + (4 if flags & _RUN_FIRST else 0)
    step = 4 * sum(bool(flags & field) for field in _RUN_FIELDS)
    if place + count * step > run.end:
        raise BrokenMediaError("a run of samples is damaged")
    source.count_rows(count)
    rows = source.at(place, count * step)
    return sum(int.from_bytes(rows[start : start + 4]) for start in range(0, len(rows), step))
