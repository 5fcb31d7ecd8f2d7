"""Writers of the numbered valid files.

They stay well inside every documented limit (of images, clips and totals), so that refusing one is certainly wrong.
Files of a kind differ in landscape or pitch, so that there are no duplicates.
"""

import io
import wave

from seedance_conformance.media.files import Facts
from seedance_conformance.media.writers import videos
from seedance_conformance.media.writers.scenes import scene
from seedance_conformance.media.writers.tunes import repeated

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
    """A PNG of 640x640 with its own landscape."""
    picture = scene(IMAGE_SIDE, IMAGE_SIDE, number)
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def write_video(number: int) -> bytes:
    """A silent H.264 MP4 of 2.5 s at 24 frames a second: 1280x720 for odd numbers, 854x480 for even ones."""
    width, height = VIDEO_SIZES[(number + 1) % 2]
    return videos.write_clip(width, height, CLIP_SECONDS, number=number)


def write_audio(number: int) -> bytes:
    """A mono 16-bit WAV of 2.5 s at 44.1 kHz with the tune, higher for each number."""
    samples = repeated(CLIP_SECONDS, SAMPLES_PER_SECOND, 12_000, shift=number)
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLES_PER_SECOND)
        file.writeframes(samples.tobytes())
    return buffer.getvalue()
