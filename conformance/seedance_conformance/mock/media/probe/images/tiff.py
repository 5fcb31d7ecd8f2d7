"""Width and height of TIFF files, from their first directory, and the rotation in Exif data, which are such a file."""

import io
import struct

from attrs import frozen

from seedance_conformance.mock.media.probe.source import BrokenMediaError, Source

_WIDTH, _HEIGHT, _ORIENTATION = 256, 257, 274
_ROTATED = frozenset({5, 6, 7, 8})  # orientations that swap width and height
_PLACES, _COUNTS = (273, 324), (279, 325)  # offsets and byte counts of strips or of tiles
_NUMBERS = {3: "H", 4: "I", 16: "Q"}  # types of entries that are whole numbers
_MOST_STRIPS = 100_000


@frozen
class _Layout:
    """How TIFF or BigTIFF writes directories."""

    order: str
    offset: str  # of a directory, or of values outside of it
    count: str  # of entries
    first: int  # where the offset of the first directory is


def tiff_dimensions(source: Source) -> tuple[int, int]:
    """Width and height of the first picture of a TIFF or BigTIFF file, after its rotation."""
    entries = _first_directory(source)
    width, height = entries.get(_WIDTH, [0])[0], entries.get(_HEIGHT, [0])[0]
    places = next((entries[tag] for tag in _PLACES if tag in entries), [])
    counts = next((entries[tag] for tag in _COUNTS if tag in entries), [])
    if not places:
        raise BrokenMediaError("it has no picture data")
    if len(places) == len(counts) and any(p + c > source.size for p, c in zip(places, counts, strict=True)):
        raise BrokenMediaError("it is cut short")
    return (height, width) if entries.get(_ORIENTATION, [1])[0] in _ROTATED else (width, height)


def is_rotated(exif: bytes) -> bool:
    """Whether Exif data rotate a picture by 90 degrees: phones store an upright picture as a landscape one."""
    content = exif.removeprefix(b"Exif\0\0")  # a mark, which JPEG files have there
    if content[:2] not in (b"II", b"MM"):
        return False
    try:
        entries = _first_directory(Source(io.BytesIO(content), len(content)))
    except (BrokenMediaError, struct.error):
        return False
    return entries.get(_ORIENTATION, [1])[0] in _ROTATED


def _first_directory(source: Source) -> dict[int, list[int]]:
    """The entries of the first directory for width, height, rotation and the places of the data."""
    head = source.at(0, 4)
    order = "<" if head[:2] == b"II" else ">"
    big = struct.unpack(order + "H", head[2:])[0] == 43
    layout = _Layout(order, "Q", "Q", 8) if big else _Layout(order, "I", "H", 4)
    size = struct.calcsize(layout.order + layout.offset)
    (place,) = struct.unpack(layout.order + layout.offset, source.at(layout.first, size))
    count_size = struct.calcsize(layout.order + layout.count)
    (count,) = struct.unpack(layout.order + layout.count, source.at(place, count_size))
    if count > 4096:
        raise BrokenMediaError("its directory is damaged")
    entry_size = 4 + 2 * size
    table = source.at(place + count_size, count * entry_size)
    wanted = {_WIDTH, _HEIGHT, _ORIENTATION, *_PLACES, *_COUNTS}
    entries = {}
    for start in range(0, len(table), entry_size):
        entry = table[start : start + entry_size]
        tag, kind = struct.unpack(layout.order + "HH", entry[:4])
        if tag in wanted:
            entries[tag] = _numbers(source, layout, kind, entry[4:])
    return entries


def _numbers(source: Source, layout: _Layout, kind: int, rest: bytes) -> list[int]:
    """The values of an entry, which are inside it if they fit, else where it points."""
    half = len(rest) // 2
    (count,) = struct.unpack(layout.order + layout.offset, rest[:half])
    if kind not in _NUMBERS or not 0 < count <= _MOST_STRIPS:
        raise BrokenMediaError("its directory is damaged")
    form = f"{layout.order}{count}{_NUMBERS[kind]}"
    size = struct.calcsize(form)
    if size <= half:
        values = rest[half : half + size]
    else:
        (place,) = struct.unpack(layout.order + layout.offset, rest[half:])
        values = source.at(place, size)
    return list(struct.unpack(form, values))
