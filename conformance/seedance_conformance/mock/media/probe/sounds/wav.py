"""The length of WAV files: plain, with 64-bit sizes (RF64, BW64), big-endian (RIFX), and streamed ones.

A stream can't go back to its header, so it has a placeholder instead of the size of the sound: 0, or about the largest
number that fits. The sound of such a file ends with the file.
"""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from seedance_conformance.mock.media.probe.source import BrokenMediaError, Source

_PLACEHOLDER = 0x7F000000  # and larger, signed or not: more than any file that is read here
_FLAT = (1, 3, 6, 7)  # codecs with one value per sample: integers, floats, A-law, mu-law
_PCM = (1, 3)
_EXTENSIBLE = 0xFFFE  # names the codec elsewhere, but has the sample sizes here
_NAME = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 _-")


class _Chunk(NamedTuple):
    """A chunk: its four-letter type, and the start and announced size of its content."""

    kind: bytes
    start: int
    size: int


class _Format(NamedTuple):
    """The format chunk: samples and bytes per second, bytes of a block, and whether a block is one sample."""

    rate: int
    average: int
    block: int
    is_flat: bool


def wav_seconds(source: Source) -> float:
    """The length in seconds, from the size of the sound and the sample rate."""
    order = ">" if source.at(0, 4) == b"RIFX" else "<"
    form: _Format | None = None
    samples = long_size = 0
    for chunk in _chunks(source, order):
        if chunk.kind == b"ds64":
            (long_size,) = struct.unpack(order + "Q", source.at(chunk.start + 8, 8))
        elif chunk.kind == b"fmt ":
            form = _read_format(source.at(chunk.start, 16), order)
        elif chunk.kind == b"fact":
            (samples,) = struct.unpack(order + "I", source.at(chunk.start, 4))
        elif chunk.kind == b"data":
            if form is None:
                raise BrokenMediaError("it has no format before its data")
            size = long_size if long_size and chunk.size == 0xFFFFFFFF else chunk.size
            size = _sound_size(source, chunk._replace(size=size), form, order)
            # For compressed sound, the average is only an estimate.
            if not form.is_flat and 0 < samples < _PLACEHOLDER:
                return samples / form.rate
            if form.average:
                return size / form.average
            raise BrokenMediaError("its format is damaged")
    raise BrokenMediaError("it is cut short")


def _chunks(source: Source, order: str) -> Iterator[_Chunk]:
    """The chunks of a file; one of odd size is followed by a padding byte, which some writers forget."""
    offset = 12
    while offset + 8 <= source.size:
        chunk = _chunk(source, offset, order)
        yield chunk
        offset = chunk.start + chunk.size
        if chunk.size % 2 and not _is_chunk(source, offset, order):
            offset += 1


def _chunk(source: Source, offset: int, order: str) -> _Chunk:
    kind, size = struct.unpack(order + "4sI", source.at(offset, 8))
    return _Chunk(kind, offset + 8, size)


def _is_chunk(source: Source, offset: int, order: str) -> bool:
    """Whether a chunk begins there: its type is printable, and it ends within the file or is the sound."""
    if offset + 8 > source.size:
        return False
    chunk = _chunk(source, offset, order)
    return _NAME.issuperset(chunk.kind) and (chunk.kind == b"data" or chunk.start + chunk.size <= source.size)


def _sound_size(source: Source, data: _Chunk, form: _Format, order: str) -> int:
    """Bytes of sound."""
    rest = source.size - data.start
    is_open = data.size == 0 and rest > 0 and not _is_chunk(source, data.start, order)
    if is_open or data.size >= _PLACEHOLDER:
        return rest
    # Less than one sample may be missing, or the padding byte of an odd size.
    if data.size - rest >= (max(2, form.block) if form.is_flat else 2):
        raise BrokenMediaError(f"it is cut short: it has {rest} bytes of sound, not {data.size} bytes")
    return min(data.size, rest)


def _read_format(content: bytes, order: str) -> _Format:
    fields: tuple[int, ...] = struct.unpack(order + "HHIIHH", content)
    codec, channels, rate, average, block, depth = fields
    is_flat = codec in (*_FLAT, _EXTENSIBLE)
    if is_flat:
        average = rate * block
    if not (channels and rate and block):
        raise BrokenMediaError("its format is damaged")
    if codec in _PCM and block != channels * ((depth + 7) // 8):
        raise BrokenMediaError("its format is inconsistent")
    return _Format(rate, average, block, is_flat)
