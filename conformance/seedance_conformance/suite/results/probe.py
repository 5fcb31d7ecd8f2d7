"""What a result file really contains, read with PyAV from its frames and samples, not only from its header.

Run as a program it reads files from stdin for `suite.results.prober`.
"""

import io
import json
import sys
from typing import Final

import av
from attrs import asdict
from av.container import InputContainer

from seedance_conformance.suite.results.facts import AUDIBLE, Unreadable, Video

_SAMPLED: Final = 8


def probe(content: bytes) -> Video:
    """Read a result file.

    Raises:
        Unreadable: it isn't a video.
    """
    try:
        with av.open(io.BytesIO(content), "r") as container:
            return _read(content, container)
    except (av.FFmpegError, ValueError, ZeroDivisionError) as error:
        raise Unreadable(f"{len(content)} bytes that are not a video: {error}") from None


def _read(content: bytes, container: InputContainer) -> Video:
    if not container.streams.video:
        raise Unreadable("the file has no picture")
    stream = container.streams.video[0]
    audio = container.streams.audio[0] if container.streams.audio else None
    begin, end = _span(content)
    peak, heard = _loudness(content) if audio is not None else (0.0, None)
    pixel = stream.sample_aspect_ratio or 1
    is_boxes = content[4:8] == b"ftyp"
    return Video(
        brand=content[8:12] if is_boxes else b"",
        width=stream.width * float(pixel),
        height=float(stream.height),
        seconds=end - begin,
        sound=heard,
        peak=peak,
        missing=_missing(content) if is_boxes else 0,
    )


def _missing(content: bytes) -> int:
    """How many bytes the boxes announce beyond the end of the file (ISO/IEC 14496-12, 4.2); decoders ignore it."""
    place = 0
    while place + 8 <= len(content):
        size = int.from_bytes(content[place : place + 4])
        if size == 1:  # the size follows in 64 bits
            size = int.from_bytes(content[place + 8 : place + 16])
        if size < 8:  # 0: up to the end of the file
            return 0
        place += size
    return max(0, place - len(content))


def _span(content: bytes) -> tuple[float, float]:
    """When the first frame begins and the last one ends, by the packets in the file."""
    times: list[tuple[float, float]] = []
    with av.open(io.BytesIO(content), "r") as container:
        stream = container.streams.video[0]
        for packet in container.demux(stream):
            if packet.pts is not None and packet.size:
                unit = float(packet.time_base)
                times.append((packet.pts * unit, (packet.pts + (packet.duration or 0)) * unit))
    if not times:
        raise Unreadable("the picture has no frames")
    with av.open(io.BytesIO(content), "r") as container:
        next(container.decode(video=0))  # make sure that it can be decoded
    return min(begin for begin, _ in times), max(end for _, end in times)


def _loudness(content: bytes) -> tuple[float, float]:
    """The highest peak of the sound, and its length in seconds."""
    peak, samples, rate = 0.0, 0, 1
    with av.open(io.BytesIO(content), "r") as container:
        resampler = av.AudioResampler(format="s16", layout="mono")
        for frame in container.decode(audio=0):
            rate = frame.sample_rate
            samples += frame.samples
            for ready in resampler.resample(frame):
                values = memoryview(bytes(ready.planes[0])[: 2 * ready.samples]).cast("h")
                # Once something was heard, a part of the samples is enough: Python takes long to read them all.
                values = values[::_SAMPLED] if peak > AUDIBLE else values
                peak = max(peak, max(values, default=0) / 32_768, -min(values, default=0) / 32_768)
    return peak, samples / rate


def _main() -> None:
    """Answer each file on stdin, which follows its size in eight bytes, with a line of JSON."""
    while size := sys.stdin.buffer.read(8):
        content = sys.stdin.buffer.read(int.from_bytes(size))
        try:
            video = probe(content)
            answer: dict[str, object] = asdict(video) | {"brand": video.brand.decode("latin-1")}
        except Unreadable as error:
            answer = {"unreadable": str(error)}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    _main()
