"""Writers of the numbered valid files.

They stay well inside every documented limit (of images, clips and totals), so that refusing one is certainly wrong.
Files of a kind differ in colour or tone, so that there are no duplicates.
"""

import colorsys
import io
import math
import wave
from array import array

from PIL import Image, ImageDraw

from seedance_conformance.media.files import Facts
from seedance_conformance.media.writers import videos

CLIP_SECONDS = 2.5  # five clips together are shorter than 15 s, each is longer than 2 s
SAMPLES_PER_SECOND = 44_100
IMAGE_SIDE = 640
VIDEO_SIZES = ((1280, 720), (854, 480))


def facts(stem: str, number: int) -> Facts:
    """The facts of a numbered file; `stem` is `image`, `video` or `audio`."""
    if stem == "image":
        return {"format": "png", "width": IMAGE_SIDE, "height": IMAGE_SIDE}
    if stem == "audio":
        return {"format": "wav", "seconds": CLIP_SECONDS, "sound": True}
    width, height = VIDEO_SIZES[(number + 1) % 2]
    clip: Facts = {"format": "mp4", "width": width, "height": height, "seconds": CLIP_SECONDS}
    return {**clip, "rate": videos.RATE, "sound": False}


def write_image(number: int) -> bytes:
    """A PNG of 640x640 with its own colour and a lighter disc."""
    picture = Image.new("RGB", (IMAGE_SIDE, IMAGE_SIDE), _colour(number, 0.6))
    ImageDraw.Draw(picture).ellipse((160, 160, 480, 480), fill=_colour(number, 0.95))
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def write_video(number: int) -> bytes:
    """A silent H.264 MP4 of 2.5 s at 24 frames a second: 1280x720 for odd numbers, 854x480 for even ones."""
    width, height = VIDEO_SIZES[(number + 1) % 2]
    return videos.write_clip(width, height, CLIP_SECONDS, shade=40 * number)


def write_audio(number: int) -> bytes:
    """A mono 16-bit WAV of 2.5 s at 44.1 kHz with its own tone (441 Hz and lower)."""
    period = 100 + 10 * number  # samples of a wave, a whole number, so that it repeats without a click
    tone = array("h", (int(12_000 * math.sin(2 * math.pi * k / period)) for k in range(period)))
    length = int(CLIP_SECONDS * SAMPLES_PER_SECOND)
    samples = (tone * (length // period + 1))[:length]
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLES_PER_SECOND)
        file.writeframes(samples.tobytes())
    return buffer.getvalue()


def _colour(number: int, brightness: float) -> tuple[int, int, int]:
    """A different colour for each number: the golden ratio spreads the hues."""
    red, green, blue = colorsys.hsv_to_rgb(number * 0.618 % 1, 0.8, brightness)
    return int(red * 255), int(green * 255), int(blue * 255)
