"""The video files: at and beyond each limit of size and length, and files that aren't videos.

Videos that their index rotates or trims are left out: the documents don't say whether what is stored or shown counts.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from seedance_conformance.media.files import Facts, MediaFile
from seedance_conformance.media.writers import audios, images, non_media, videos

_LENGTHS: Final = {
    (854, 480): (1.5, 1.8, 1.9, 2, 2.5, 3.5, 4, 5, 5.5, 6, 7.5, 8, 11, 11.5, 13, 13.5, 15, 15.1, 15.5),
    (1280, 720): (1.5, 2, 4, 5, 5.5, 7.5, 8, 15, 15.5),
    (480, 854): (1.5, 2, 4, 5, 15, 15.5),
    (720, 1280): (2, 4, 15),
}
"""Lengths in seconds, for the sizes that are certainly 480p or 720p.

1.5 and 2: MD-VID-DUR-MIN; 15 and 15.5: MD-VID-DUR-MAX; 1.8, 1.9 and 15.1: MD-VID-DUR-TOL; the others add up to lists
for MD-VID-TOTAL-MAX.
"""

_WRONG_SIZES: Final = ((640, 360), (360, 640), (1920, 1080), (1080, 1920))
"""MD-VID-RES."""

_OPEN_SIZES: Final = (
    *((848, 480), (864, 496), (496, 864), (640, 640), (752, 560), (560, 752), (992, 432)),
    *((640, 480), (720, 480), (960, 960), (1112, 834), (834, 1112), (1470, 630)),
    *((3840, 2160), (256, 1700), (1700, 256), (1280, 512), (1400, 500)),
)
"""MD-VID-PIXELS, MD-VID-1080 and MD-VID-DIMS, which are only recorded."""

_RATES: Final = (12, 23, 25, 30, 60, 120)
"""Frames a second: MD-VID-FPS, which is only recorded."""

_OTHER_MOV: Final = ((854, 480, 1.5), (854, 480, 15.5), (854, 480, 4), (640, 360, 4), (1920, 1080, 4))

HEAVY: Final = 52_428_801
"""Bytes: one more than 50 MiB, a limit of some servers."""


def files() -> Iterator[MediaFile]:
    """Every video file."""
    for (width, height), lengths in _LENGTHS.items():
        yield from (_clip(width, height, seconds, "length") for seconds in lengths)
    for width, height in _WRONG_SIZES:
        yield _clip(width, height, 4, "neither 480p nor 720p")
    for width, height in _OPEN_SIZES:
        yield _clip(width, height, 4, "a size that the documents leave open")
    for rate in _RATES:
        yield _clip(854, 480, 4, "frame rate", note=f"{rate}fps", rate=rate)
    for width, height, seconds in _OTHER_MOV:
        yield _clip(width, height, seconds, "container", ending="mov", container="mov")
        yield _clip(width, height, seconds, "index at the end", note="index-last", moov_first=False)
    for width, height, seconds in ((854, 480, 4), (854, 480, 1.5), (1920, 1080, 4)):
        yield _clip(width, height, seconds, "with a sound track", note="with-sound", sound=videos.AUDIBLE)
    yield _clip(854, 480, 4, "container", ending="webm", container="webm", codec=videos.VP8)
    yield _clip(854, 480, 4, "container", ending="mkv", container="matroska")
    yield _clip(854, 480, 4, "container", ending="avi", container="avi", codec=videos.MPEG4)
    yield MediaFile(
        "videos/854x480-5s-of-50mib.mp4",
        "size in bytes",
        {"format": "mp4", "width": 854, "height": 480, "seconds": 5.0, "bytes": HEAVY},
        partial(videos.write_heavy_clip, HEAVY),
    )
    yield from _wrong_formats()


def _clip(
    width: int, height: int, seconds: float, purpose: str, *, ending: str = "mp4", note: str = "", **options: Any
) -> MediaFile:
    name = f"videos/{width}x{height}-{seconds:g}s{'-' if note else ''}{note}.{ending}"
    rate = int(options.get("rate", videos.RATE))
    facts: Facts = {
        "format": ending,
        "width": width,
        "height": height,
        "seconds": round(seconds * rate) / rate,
        "rate": rate,
        "sound": "sound" in options,
    }
    return MediaFile(name, purpose, facts, partial(videos.write_clip, width, height, seconds, **options))


def _wrong_formats() -> Iterator[MediaFile]:
    for name, kind, write in (
        ("text-named.mp4", "text", non_media.write_text),
        ("empty.mp4", "nothing", bytes),
        ("png-named.mp4", "png", partial(images.write_picture, "png", 1280, 720)),
        ("gif-named.mp4", "gif", partial(images.write_picture, "gif", 854, 480)),
        ("wav-named.mp4", "wav", partial(audios.write_wav, 4.0)),
        ("sound-only.mp4", "mp4 without a picture", partial(videos.write_sound_only_clip, 4.0)),
        ("head-only.mp4", "mp4 without frames", _head),
        ("no-index.mp4", "mp4 without an index", _without_index),
    ):
        yield MediaFile(f"videos/{name}", "not a readable video", {"format": kind}, write)


def _head() -> bytes:
    """Only the type box of an MP4."""
    clip = videos.write_clip(854, 480, 4.0)
    return clip[: int.from_bytes(clip[:4], "big")]


def _without_index() -> bytes:
    """An MP4 whose recording broke off: it has the frames, but not the index that follows them."""
    clip = videos.write_clip(854, 480, 4.0, moov_first=False)
    return clip[: clip.rindex(b"moov") - 4]
