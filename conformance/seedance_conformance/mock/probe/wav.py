"""The length of WAV files."""

import struct

from seedance_conformance.mock.probe.source import BrokenMediaError, Source

_UNKNOWN_SIZE = 0xFFFFFFFF  # what a writer leaves that could not go back and fill the size in
_PCM = (1, 3)  # codecs: whole numbers and floats
_EXTENSIBLE = 0xFFFE  # says elsewhere which codec it is, but keeps the sizes of samples here


def wav_seconds(source: Source) -> float:
    """Seconds of sound, from the data that are there and the rate of the samples.

    Raises:
        BrokenMediaError: a chunk is missing or damaged, or there are fewer data than the file says.
    """
    offset, rate = 12, 0
    while True:
        kind, size = struct.unpack("<4sI", source.at(offset, 8))
        if kind == b"fmt ":
            rate = _bytes_a_second(source.at(offset + 8, 16))
        elif kind == b"data":
            break
        offset += 8 + size + size % 2
    if not rate:
        raise BrokenMediaError("it has no format before its data")
    rest = source.size - offset - 8
    if size == _UNKNOWN_SIZE:
        size = rest
    if size > rest:
        raise BrokenMediaError(f"it is cut short: {size} bytes of sound are announced, {rest} are there")
    return float(size / rate)


def _bytes_a_second(format_chunk: bytes) -> int:
    fields: tuple[int, ...] = struct.unpack("<HHIIHH", format_chunk)
    codec, channels, rate, average, block, depth = fields
    if not (channels and rate and block and average):
        raise BrokenMediaError("its format is damaged")
    if codec in _PCM and block != channels * ((depth + 7) // 8):
        raise BrokenMediaError("its format contradicts itself")
    return rate * block if codec in (*_PCM, _EXTENSIBLE) else average
