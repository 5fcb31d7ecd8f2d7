"""Gives some bytes to the probe, and writes files for it with other libraries."""

import io
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from PIL import Image
from seedance_conformance.mock.media.probe.detect import probe
from seedance_conformance.mock.media.probe.facts import Facts


def facts_of(content: bytes) -> Facts:
    """What the probe finds in some bytes."""
    return probe(io.BytesIO(content), len(content))


def measured(content: bytes) -> tuple[int, int, str | None]:
    """Width, height and flaw."""
    facts = facts_of(content)
    return facts.width, facts.height, facts.flaw


def patched(content: bytes, place: int, new: bytes) -> bytes:
    """The bytes with others from a place on."""
    return content[:place] + new + content[place + len(new) :]


def picture(form: str, mode: str = "RGB", **options: Any) -> bytes:
    """A noisy image of 411 x 307, as Pillow writes it."""
    file = io.BytesIO()
    Image.effect_noise((411, 307), 50).convert(mode).save(file, form, **options)
    return file.getvalue()


def animation(form: str) -> bytes:
    """Three noisy images of 411 x 307."""
    frames = [Image.effect_noise((411, 307), 50).convert("P") for _ in range(3)]
    file = io.BytesIO()
    frames[0].save(file, form, save_all=True, append_images=frames[1:], duration=100)
    return file.getvalue()


def movie(
    path: Path,
    seconds: float,
    form: str = "mp4",
    rate: int = 24,
    *,
    sound: bool = True,
    codec: str = "mpeg4",
    coding: dict[str, str] | None = None,
    **options: str,
) -> bytes:
    """Black frames of 854x480 and silence, as PyAV writes them; it needs a real file to move the index to the start."""
    with av.open(str(path), "w", format=form, options=options) as output:
        video: Any = output.add_stream(codec, rate=rate, options=coding)
        video.width, video.height, video.pix_fmt = 854, 480, "yuv420p"
        tone: Any = output.add_stream("aac", rate=44100, layout="mono") if sound else None
        frame = av.VideoFrame(854, 480, "yuv420p")
        for number in range(round(seconds * rate)):
            frame.pts, frame.time_base = number, Fraction(1, rate)
            output.mux(video.encode(frame))
        output.mux(video.encode(None))
        if sound:
            samples = av.AudioFrame(format="fltp", layout="mono", samples=round(seconds * 44100))
            samples.planes[0].update(bytes(samples.planes[0].buffer_size))
            samples.sample_rate, samples.pts = 44100, 0
            output.mux([*tone.encode(samples), *tone.encode(None)])
    return path.read_bytes()
