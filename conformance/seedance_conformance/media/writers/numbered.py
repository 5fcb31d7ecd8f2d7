"""The numbered valid files.

They stay well inside every documented limit (of images, clips and totals), so that refusing one is certainly wrong.
Files of a kind differ in landscape or pitch, so that there are no duplicates.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from seedance_conformance.media.files import Facts, MediaFile
from seedance_conformance.media.writers import audios, images, videos
from seedance_conformance.media.writers.scenes import scene
from seedance_conformance.media.writers.tunes import repeated

_COUNTS: Final = {"image": 12, "video": 5, "audio": 5}
_ENDINGS: Final = {"image": "png", "video": "mp4", "audio": "wav"}
_SECONDS: Final = 2.5  # five clips together are shorter than 15 s, each is longer than 2 s
_SIDE: Final = 640


def name(kind: str, number: int) -> str:
    """The name of a file, for example `video-2.mp4`; a ValueError for a number that is out of range."""
    if not 1 <= number <= _COUNTS[kind]:
        raise ValueError(f"{kind} {number} does not exist: there are 1 to {_COUNTS[kind]}")
    return f"{kind}-{number}.{_ENDINGS[kind]}"


def files() -> Iterator[MediaFile]:
    """Every numbered file."""
    makers = {"image": _image, "video": _video, "audio": _audio}
    for kind, count in _COUNTS.items():
        for number in range(1, count + 1):
            facts, write = makers[kind](number)
            yield MediaFile(name(kind, number), "certainly valid", facts, write)


_Made = tuple[Facts, Callable[[], bytes]]


def _image(number: int) -> _Made:
    """A PNG with its own landscape."""
    facts: Facts = {"format": "png", "width": _SIDE, "height": _SIDE}
    return facts, lambda: images.saved(scene(_SIDE, _SIDE, number), "png", compress_level=1)


def _video(number: int) -> _Made:
    """A silent H.264 MP4 at 24 frames a second: 1280x720 for odd numbers, 854x480 for even ones."""
    width, height = (1280, 720) if number % 2 else (854, 480)
    facts: Facts = {"format": "mp4", "width": width, "height": height, "seconds": _SECONDS, "rate": 24, "sound": False}
    return facts, partial(videos.write_clip, width, height, _SECONDS, number=number)


def _audio(number: int) -> _Made:
    """A mono 16-bit WAV at 44.1 kHz with the tune, higher for each number."""
    facts: Facts = {"format": "wav", "seconds": _SECONDS, "sound": True}
    return facts, lambda: audios.pcm(repeated(_SECONDS, 44_100, 12_000, shift=number).tobytes(), 44_100)
