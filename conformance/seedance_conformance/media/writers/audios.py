"""Writers of audio files: WAV of exact length and size, MP3 of constant and variable bit rate, and other formats."""

import io
import math
import random
import struct
from array import array
from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from typing import Final

from seedance_conformance.media.codecs import av
from seedance_conformance.media.writers.tunes import repeated

WAV_RATE: Final = 16_000
# An empty list of metadata, 12 bytes, for sizes that whole samples alone can't give.
_LIST = b"LIST\x04\x00\x00\x00INFO"
# LAME's fastest mode, since quality doesn't matter, and frames that don't borrow bytes from their predecessors.
_QUICK: Final = {"compression_level": "9", "reservoir": "0"}
# Samples of silence that LAME adds before the sound, and notes in the header.
_PADDING: Final = 1105

_Options = tuple[tuple[str, str], ...]
"""Of an encoder, by FFmpeg's names."""


def write_wav(seconds: float, *, rate: int = WAV_RATE, channels: int = 1, leading_list: bool = False) -> bytes:
    """A 16-bit PCM WAV with a tune.

    Args:
        seconds: the length, exact to the sample.
        rate: samples per second.
        channels: their number; all have the same sound.
        leading_list: whether a list of metadata precedes the samples.
    """
    samples = array("h", (sample for sample in _tone(seconds, rate) for _ in range(channels)))
    return pcm(samples.tobytes(), rate, channels=channels, before=_LIST if leading_list else b"")


def write_wav_of_depth(seconds: float, *, depth: int) -> bytes:
    """A mono PCM WAV with 8 or 24 bits: a server that assumes 16 bits per sample finds another length."""
    samples = _tone(seconds, WAV_RATE)
    if depth == 8:  # unsigned
        data = bytes(128 + (sample >> 8) for sample in samples)
    else:
        data = b"".join((sample << 8).to_bytes(3, "little", signed=True) for sample in samples)
    return pcm(data, WAV_RATE, bits=depth)


def write_wav_of_size(size: int) -> bytes:
    """A 32-bit stereo PCM WAV at 192 kHz of an exact size in bytes; 15,000,000 bytes last 9.8 s.

    Raises:
        ValueError: a file of this size isn't possible.
    """
    head = 12 + 24 + 8
    for remark in (b"", _LIST):
        samples, rest = divmod(size - head - len(remark), 8)
        if not rest:
            return pcm(_loud_samples(samples), 192_000, channels=2, bits=32, after=remark)
    raise ValueError(f"{size} bytes are not a head of 44 or 56 bytes and whole samples of 8")


def pcm(data: bytes, rate: int, *, channels: int = 1, bits: int = 16, before: bytes = b"", after: bytes = b"") -> bytes:
    """A WAV of uncompressed samples, with other chunks before and after them."""
    block = channels * bits // 8
    head = struct.pack("<HHIIHH", 1, channels, rate, rate * block, block, bits)
    chunks = _chunk(b"fmt ", head) + before + _chunk(b"data", data) + after
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks


def _chunk(name: bytes, data: bytes) -> bytes:
    return name + struct.pack("<I", len(data)) + data


def _loud_samples(count: int) -> bytes:
    """A short tone in stereo with 32 bits at 192 kHz, and then silence, which is a hole on disk."""
    wave = (int(6e8 * math.sin(math.tau * k / 512)) for k in range(512))
    period = b"".join(sample.to_bytes(4, "little", signed=True) * 2 for sample in wave)
    return (period * 94 + bytes(count * 8))[: count * 8]


def write_mp3(seconds: float, *, bit_rate: int = 64_000, rate: int = 44_100) -> bytes:
    """An MP3 of constant bit rate; the encoder pads it by some hundredths of a second."""
    options = (("b", str(bit_rate)),)
    tone = _mp3_frames(_tone(1.0, rate).tobytes(), rate, options)
    return _mp3([(tone, seconds)], rate, options)


def write_vbr_mp3(seconds: float, *, loud_first: bool) -> bytes:
    """An MP3 of variable bit rate, half noise and half silence, so that no single frame gives its length.

    A server that uses the rate of the first frame finds it too short if the noise comes first, else too long.
    """
    rate = 44_100
    options = (("flags", "+qscale"), ("global_quality", "236"))
    second = random.Random(5).randbytes(2 * rate), bytes(2 * rate)
    halves = [(_mp3_frames(samples, rate, options), seconds / 2) for samples in second]
    return _mp3(halves if loud_first else halves[::-1], rate, options)


def write_bare_mp3(seconds: float) -> bytes:
    """An MP3 of constant bit rate that begins with the first frame of sound, without a tag or an information frame."""
    rate = 44_100
    frames = _mp3_frames(_tone(1.0, rate).tobytes(), rate, (("b", "64000"),))
    return b"".join(frames[number % len(frames)] for number in range(math.ceil(seconds * rate / 1152)))


def write_heavy_mp3(size: int) -> bytes:
    """A valid MP3 of 5 s after an ID3v2.4 tag that pads it to a size in bytes."""
    sound = write_mp3(5.0)
    padding = size - len(sound) - 10
    sized = bytes(padding >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x04\x00\x00" + sized + bytes(padding) + sound


def write_other_sound(container: str, codec: str, seconds: float, *, rate: int = 48_000) -> bytes:
    """A tune in an undocumented format, by FFmpeg's names of container and encoder."""
    layout = "stereo" if codec == "vorbis" else "mono"  # FFmpeg's Vorbis encoder supports only stereo
    buffer = io.BytesIO()
    with av.open(buffer, "w", format=container) as output:
        stream = output.add_stream(codec, rate=rate, options={"strict": "experimental"}, layout=layout)
        if not isinstance(stream, av.AudioStream):
            raise TypeError(f"{codec} isn't an audio encoder")
        output.mux(stream.encode(_frame(_tone(seconds, rate).tobytes(), rate)))
        output.mux(stream.encode())
    return buffer.getvalue()


def clear_cache() -> None:
    """Forget encoded frames, so that later files are encoded again."""
    _mp3_frames.cache_clear()


@cache
def _mp3_frames(samples: bytes, rate: int, options: _Options) -> tuple[bytes, ...]:
    """Encoded frames of 16-bit samples, which can be repeated, since they don't borrow bytes."""
    with av.open(io.BytesIO(), "w", format="matroska") as output:
        stream = output.add_stream("libmp3lame", rate=rate, options=dict(options) | _QUICK, layout="mono")
        packets = [*stream.encode(_frame(samples, rate)), *stream.encode()]
        # The first and the last ones have the silence that the encoder adds.
        return tuple(bytes(packet) for packet in packets[2:-2])


def _mp3(parts: Sequence[tuple[tuple[bytes, ...], float]], rate: int, options: _Options) -> bytes:
    """Repeat the frames of each part for some seconds, plus the padding of an encoder, in whole frames."""
    buffer = io.BytesIO()
    position = 0
    with av.open(buffer, "w", format="mp3") as output:
        stream = output.add_stream("libmp3lame", rate=rate, options=dict(options) | _QUICK, layout="mono")
        block = 1152 if rate >= 32_000 else 576
        end = float(_PADDING)
        for frames, seconds in parts:
            end += seconds * rate
            for number in range(math.ceil((end - position) / block)):
                packet = av.Packet(frames[number % len(frames)])
                packet.stream, packet.time_base = stream, Fraction(1, rate)
                packet.pts = packet.dts = position
                packet.duration = block
                output.mux(packet)
                position += block
    return buffer.getvalue()


def _tone(seconds: float, rate: int) -> "array[int]":
    return repeated(seconds, rate, 9_000)


def _frame(samples: bytes, rate: int) -> "av.AudioFrame":
    """Mono 16-bit samples as one frame; the encoder splits it."""
    frame = av.AudioFrame(format="s16", layout="mono", samples=len(samples) // 2)
    frame.planes[0].update(samples)
    frame.sample_rate, frame.pts = rate, 0
    return frame
