"""Makes result videos: MP4 files of a given length, frame ratio and sound.

Half a second of video for each ratio and a little sound are encoded once. A file repeats their packets, which takes
milliseconds. PyAV is imported with the first result.
"""

import io
import math
import os
import tempfile
import threading
from array import array
from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import cache
from itertools import chain, cycle, islice, repeat
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seedance_conformance.mock.media.result_format import FRAMES_A_SECOND, frame_size

if TYPE_CHECKING:
    from av.audio import AudioStream
    from av.container import OutputContainer
    from av.packet import Packet
    from av.video import VideoStream

_FRAMES = FRAMES_A_SECOND // 2  # encoded once and repeated
_SAMPLE_RATE = 48000
_ENCODER = {"preset": "ultrafast", "bf": "0", "x264-params": "cabac=1"}  # small files, in little time
_PACKET = 1024  # samples
_PACKETS = 16  # encoded once; those in the middle are all alike
_PERIODS = 9  # of the tone in a packet, so that packets repeat without a click: 422 Hz


class VideoMaker:
    """Makes each kind of file once, and keeps it; thread-safe.

    Args:
        folder: an existing folder that processes share; by default a temporary one.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._temporary = None
        if folder is None:
            self._temporary = tempfile.TemporaryDirectory(prefix="seedance-mock-", ignore_cleanup_errors=True)
            folder = Path(self._temporary.name)
        self._folder = folder
        self._lock = threading.Lock()

    def file(self, ratio: str, seconds: float, sound: bool) -> Path:
        """The path of an MP4 of that length (in whole frames) and ratio, with a tone or without a sound track."""
        width, height = frame_size(ratio)
        frames = round(seconds * FRAMES_A_SECOND)
        path = self._folder / f"{width}x{height}-{frames}-{'sound' if sound else 'silent'}.mp4"
        with self._lock:
            if not path.exists():
                partial = path.with_suffix(f".{os.getpid()}.part")
                _write(partial, width, height, frames, sound)
                partial.rename(path)
        return path

    def close(self) -> None:
        """Remove the files, unless the folder is shared."""
        if self._temporary is not None:
            self._temporary.cleanup()


def _write(path: Path, width: int, height: int, frames: int, sound: bool) -> None:
    import av

    with (
        av.open(io.BytesIO(_picture_loop(width, height)), "r") as pictures,
        av.open(io.BytesIO(_sound_track()), "r") as tone,
        # faststart puts the index before the data, so that a player can start at once.
        av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as output,
    ):
        # Add both streams before the first packet, since that writes the header.
        picture_track = output.add_stream_from_template(pictures.streams.video[0])
        tone_track = output.add_stream_from_template(tone.streams.audio[0]) if sound else None
        loop = [packet for packet in pictures.demux(video=0) if packet.size]
        _mux(output, picture_track, islice(cycle(loop), frames), Fraction(1, FRAMES_A_SECOND))
        if tone_track is not None:
            packets = [packet for packet in tone.demux(audio=0) if packet.size]
            start, settled = packets[0].pts or 0, len(packets) // 2
            # Up to the end of the picture, so that the picture decides the length.
            count = (frames * _SAMPLE_RATE // FRAMES_A_SECOND - start) // _PACKET
            repeated = islice(chain(packets[:settled], repeat(packets[settled])), count)
            _mux(output, tone_track, repeated, Fraction(1, _SAMPLE_RATE), start, _PACKET)


def _mux(
    output: "OutputContainer",
    stream: "AudioStream | VideoStream",
    packets: Iterable["Packet[Any]"],
    time_base: Fraction,
    start: int = 0,
    duration: int = 1,
) -> None:
    """Write copies of encoded packets, one after the other from `start` on; times are in units of `time_base`."""
    for number, original in enumerate(packets):
        packet = type(original)(bytes(original))
        packet.stream, packet.time_base = stream, time_base
        packet.pts = packet.dts = start + number * duration
        packet.duration, packet.is_keyframe = duration, original.is_keyframe
        output.mux(packet)


@cache
def _picture_loop(width: int, height: int) -> bytes:
    """Half a second of H.264 without B-frames, from a key frame: a bar that moves over a grey background."""
    import av

    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as output:
        stream = output.add_stream("libx264", rate=FRAMES_A_SECOND, options=_ENCODER)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.gop_size = _FRAMES
        for number, planes in enumerate(_pictures(width, height)):
            frame = av.VideoFrame(width, height, "yuv420p")
            for plane, content in zip(frame.planes, planes, strict=True):
                plane.update(_padded(content, plane.line_size, plane.width, plane.height))
            frame.pts = number
            frame.time_base = Fraction(1, FRAMES_A_SECOND)
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return file.getvalue()


def _pictures(width: int, height: int) -> Iterator[tuple[bytes, bytes, bytes]]:
    """The Y, U and V planes of each frame, without line padding."""
    chroma = bytes([128]) * (width // 2 * height // 2)
    bar = width // 12
    for number in range(_FRAMES):
        left = (width - bar) * number // _FRAMES
        line = bytes([90]) * left + bytes([200]) * bar
        yield (line + bytes([90]) * (width - len(line))) * height, chroma, chroma


def _padded(content: bytes, line_size: int, width: int, height: int) -> bytes:
    if line_size == width:
        return content
    padding = bytes(line_size - width)
    return b"".join(content[row * width : (row + 1) * width] + padding for row in range(height))


@cache
def _sound_track() -> bytes:
    """A quiet tone in AAC, long enough that the packets in its middle are alike."""
    import av

    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as output:
        stream = output.add_stream("aac", rate=_SAMPLE_RATE)
        stream.layout = "mono"
        step = 2 * math.pi * _PERIODS / _PACKET
        samples = array("f", (0.2 * math.sin(place * step) for place in range(_PACKET))).tobytes()
        for number in range(_PACKETS):
            frame = av.AudioFrame(format="fltp", layout="mono", samples=_PACKET)
            frame.planes[0].update(samples)
            frame.sample_rate = _SAMPLE_RATE
            frame.pts = number * _PACKET
            frame.time_base = Fraction(1, _SAMPLE_RATE)
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return file.getvalue()
