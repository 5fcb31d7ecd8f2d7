"""The length of WAV files: plain, with 64-bit sizes (RF64, BW64), big-endian (RIFX), and streamed ones.

A writer that can't go back to its header, as in a stream, leaves a placeholder where the size of the sound belongs: 0,
or about the largest number that fits. Such a file has as much sound as follows.
"""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from seedance_conformance.mock.media.probe.source import BrokenMediaError, Source

_PLACEHOLDER = 0x7F000000  # and larger, signed or not: more than any file has that is read here
_FLAT = (1, 3, 6, 7)  # codecs with one value for each sample: whole numbers, floats, A-law, mu-law
_PCM = (1, 3)
_EXTENSIBLE = 0xFFFE  # says elsewhere which codec it is, but keeps the sizes of samples here
_NAME = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 _-")


class _Chunk(NamedTuple):
    """A chunk: its four letters, and the place and announced size of its content."""

    kind: bytes
    start: int
    size: int


class _Format(NamedTuple):
    """What the format chunk says: samples and bytes for a second, bytes of a block, and whether a block is a sample."""

    rate: int
    average: int
    block: int
    is_flat: bool


def wav_seconds(source: Source) -> float:
    """Seconds of sound, from the data that are there and the rate of the samples.

    Raises:
        BrokenMediaError: a chunk is missing or damaged, or there are fewer data than the file says.
    """
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
            # Of a compressed sound the average is a guess of its writer's.
            if not form.is_flat and 0 < samples < _PLACEHOLDER:
                return samples / form.rate
            if form.average:
                return size / form.average
            raise BrokenMediaError("its format is damaged")
    raise BrokenMediaError("it is cut short")


def _chunks(source: Source, order: str) -> Iterator[_Chunk]:
    """The chunks up to the data; a size that is odd is filled up by a byte, which some writers forget."""
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
    """Whether a chunk begins there: its name is made of letters, and it ends within the file or is the sound."""
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
    # Less than one sample may be missing, or the byte that fills up an odd size.
    if data.size - rest >= (max(2, form.block) if form.is_flat else 2):
        raise BrokenMediaError(f"it is cut short: {data.size} bytes of sound are announced, {rest} are there")
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
        raise BrokenMediaError("its format contradicts itself")
    return _Format(rate, average, block, is_flat)
