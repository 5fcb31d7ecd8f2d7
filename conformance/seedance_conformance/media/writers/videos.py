"""Writers of videos: whole frames at a constant rate, so that lengths are exact."""

import io
import tempfile
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Final, TypeAlias

from attrs import frozen

from seedance_conformance.media.codecs import av
from seedance_conformance.media.writers.scenes import scene
from seedance_conformance.media.writers.tunes import repeated

RATE: Final = 24
"""Frames per second, unless a file has another purpose."""

AUDIBLE: Final = 8_000
"""Amplitude of an audible tone."""

_GROUP: Final = 12  # frames that are encoded once, from a key frame on; a clip repeats them
_SHORT_GROUP: Final = 3  # the same for large frames
_LARGE: Final = 2_000_000  # pixels
_STEP: Final = 2  # pixels by which the picture moves from frame to frame

_Output: TypeAlias = "av.container.OutputContainer"
_Frames = tuple[tuple[bytes, bool], ...]
"""The bytes of encoded frames, and whether each is a key frame."""


@frozen
class Codec:
    """An encoder for frames: FFmpeg's name and options."""

    name: str
    options: tuple[tuple[str, str], ...]


H264: Final = Codec("libx264", (("preset", "ultrafast"), ("crf", "42"), ("bf", "0"), ("x264-params", "cabac=1")))
VP8: Final = Codec("libvpx", (("deadline", "realtime"), ("cpu-used", "8"), ("lag-in-frames", "0")))
MPEG4: Final = Codec("mpeg4", ())


def write_clip(
    width: int,
    height: int,
    seconds: float,
    *,
    container: str = "mp4",
    codec: Codec = H264,
    rate: int = RATE,
    moov_first: bool = True,
    sound: int | None = None,
    number: int = 0,
) -> bytes:
    """A landscape that moves to the left, for some seconds.

    Args:
        width: in pixels, even, like the height.
        height: in pixels.
        seconds: the length, rounded to whole frames.
        container: FFmpeg's name of the format.
        codec: of the frames.
        rate: frames per second.
        moov_first: for MP4 and MOV, whether the index precedes the frames.
        sound: amplitude of a tune, at most 32,767 (0 is silence); None for no sound track.
        number: chooses the landscape.
    """
    options = {"movflags": "+faststart"} if moov_first and container in ("mp4", "mov") else {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "clip"  # "+faststart" rewrites the file, which a buffer doesn't support
        with av.open(str(path), "w", format=container, options=options) as output:
            film = _stream(output, width, height, codec, rate)
            tone = _tone_stream(output) if sound is not None else None
            _mux_frames(output, film, _group(width, height, codec, rate, number), round(seconds * rate), rate)
            if tone is not None and sound is not None:
                _mux_tone(output, tone, seconds, sound)
        return path.read_bytes()


def write_heavy_clip(size: int) -> bytes:
    """A valid 5 s MP4 that is padded to a size in bytes by a `free` box (ISO/IEC 14496-12, 8.1.2)."""
    clip = write_clip(854, 480, 5.0)
    padding = size - len(clip)
    return clip + padding.to_bytes(4, "big") + b"free" + bytes(padding - 8)


def write_sound_only_clip(seconds: float) -> bytes:
    """An MP4 with a tone but without a picture."""
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="mp4") as output:
        _mux_tone(output, _tone_stream(output), seconds, AUDIBLE)
    return buffer.getvalue()


def clear_cache() -> None:
    """Forget encoded frames, so that later files are encoded again."""
    _group.cache_clear()


@cache
def _group(width: int, height: int, codec: Codec, rate: int, number: int) -> _Frames:
    """Some encoded frames from a key frame on, which a clip can repeat."""
    made: list[tuple[bytes, bool]] = []
    with av.open(io.BytesIO(), "w", format="matroska") as output:
        stream = _stream(output, width, height, codec, rate)
        picture = scene(width + _STEP * _GROUP, height, number + width)
        for position in range(_SHORT_GROUP if width * height > _LARGE else _GROUP):
            left = _STEP * position
            shown = picture.crop((left, 0, left + width, height))
            frame = av.VideoFrame.from_image(shown)  # type: ignore[no-untyped-call]
            frame.pts = position
            made += [(bytes(packet), packet.is_keyframe) for packet in stream.encode(frame)]
        made += [(bytes(packet), packet.is_keyframe) for packet in stream.encode()]
    return tuple(made)


def _stream(output: _Output, width: int, height: int, codec: Codec, rate: int) -> "av.VideoStream":
    stream = output.add_stream(codec.name, rate=rate, options=dict(codec.options))
    if not isinstance(stream, av.VideoStream):
        raise TypeError(f"{codec.name} isn't a video encoder")
    stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
    stream.codec_context.gop_size = _GROUP
    stream.codec_context.thread_count = 1
    return stream


def _mux_frames(output: _Output, stream: "av.VideoStream", group: _Frames, frames: int, rate: int) -> None:
    for position in range(frames):
        payload, is_key = group[position % len(group)]
        packet = av.Packet(payload)
        packet.stream, packet.time_base = stream, Fraction(1, rate)
        packet.pts = packet.dts = position
        packet.duration, packet.is_keyframe = 1, is_key
        output.mux(packet)


def _tone_stream(output: _Output) -> "av.AudioStream":
    return output.add_stream("aac", rate=44_100, layout="mono", options={"aac_coder": "fast"})


def _mux_tone(output: _Output, stream: "av.AudioStream", seconds: float, loudness: int) -> None:
    samples = repeated(seconds, 44_100, loudness)
    for block in range(int(seconds * 44_100) // 1024):
        frame = av.AudioFrame(format="s16", layout="mono", samples=1024)
        frame.planes[0].update(samples[block * 1024 : (block + 1) * 1024].tobytes())
        frame.sample_rate = 44_100
        frame.pts = block * 1024
        output.mux(stream.encode(frame))
    output.mux(stream.encode())
