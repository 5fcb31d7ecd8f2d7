"""The audio files: at and beyond each limit of length and size, and in formats that aren't documented."""

from collections.abc import Iterator
from functools import partial
from typing import Final

from seedance_conformance.media.files import Facts, MediaFile
from seedance_conformance.media.writers import audios, images, non_media, videos

_WAV_LENGTHS: Final = (1.5, 2, 2.5, 3.5, 4, 5, 5.5, 6, 7.5, 8, 11, 11.5, 13, 13.5, 15, 15.5)
"""Seconds. 1.5 and 2: MD-AUD-DUR-MIN; 15 and 15.5: MD-AUD-DUR-MAX; the others add up to lists for MD-AUD-TOTAL-MAX."""

_MP3_LENGTHS: Final = (1.5, 2.2, 4, 7, 8, 14.8, 15.5)
"""Seconds, for the same rules, but not exactly at a limit, since an MP3 is as long as its frames."""

_VBR: Final = ((1.5, "quiet"), (2.2, "loud"), (14.8, "quiet"), (15.5, "loud"), (4, "loud"), (8, "loud"))
"""Seconds, and the half with the high bit rate: a server that estimates the length from the first frames is wrong."""

_SIZES: Final = {
    "15000000": 15_000_000,
    "15500000": 15_500_000,
    "15mib": 15 * 1024 * 1024,
    "16mib": 16 * 1024 * 1024,
    "16mib-and-8": 16 * 1024 * 1024 + 8,
}
"""Size in bytes, by the part of the file name: MD-AUD-BYTES, and between its two units MD-AUD-BYTES-UNIT."""

_OTHER_FORMATS: Final = (
    ("ogg-vorbis.ogg", "ogg", "vorbis"),
    ("ogg-opus.opus", "ogg", "libopus"),
    ("flac.flac", "flac", "flac"),
    ("m4a.m4a", "ipod", "aac"),
    ("aac.aac", "adts", "aac"),
    ("aiff.aiff", "aiff", "pcm_s16be"),
    ("webm.webm", "webm", "libopus"),
    ("ogg-named.mp3", "ogg", "libopus"),
    ("ogg-named.wav", "ogg", "libopus"),
    ("flac-named.wav", "flac", "flac"),
    ("m4a-named.mp3", "ipod", "aac"),
    ("aac-named.mp3", "adts", "aac"),
    ("aiff-named.wav", "aiff", "pcm_s16be"),
)
"""File name, and FFmpeg's names of container and encoder."""


def files() -> Iterator[MediaFile]:
    """Every audio file."""
    for seconds in _WAV_LENGTHS:
        yield _sound(f"wav-{seconds:g}s.wav", "wav", seconds, partial(audios.write_wav, seconds))
    for seconds in _MP3_LENGTHS:
        yield _sound(f"mp3-{seconds:g}s.mp3", "mp3", seconds, partial(audios.write_mp3, seconds))
    for seconds, half in _VBR:
        write = partial(audios.write_vbr_mp3, seconds, loud_first=half == "loud")
        yield _sound(f"mp3-vbr-{half}-first-{seconds:g}s.mp3", "mp3", seconds, write)
    yield from _variants()
    for name, size in _SIZES.items():
        facts: Facts = {"format": "wav", "bytes": size, "seconds": round(size / (192_000 * 8), 3)}
        yield MediaFile(f"audios/wav-of-{name}.wav", "size", facts, partial(audios.write_wav_of_size, size))
    heavy = 16 * 1024 * 1024 + 8
    tagged: Facts = {"format": "mp3", "bytes": heavy, "seconds": 5.0}
    yield MediaFile("audios/mp3-of-16mib-and-8.mp3", "size", tagged, partial(audios.write_heavy_mp3, heavy))
    yield from _wrong_formats()


def _variants() -> Iterator[MediaFile]:
    """Variants of the two formats, with lengths near a limit, so that a server that only estimates them is wrong."""
    for seconds in (2, 5, 15, 1.5, 15.5):
        stereo = partial(audios.write_wav, seconds, rate=44_100, channels=2)
        yield _sound(f"wav-stereo-{seconds:g}s.wav", "wav", seconds, stereo)
    for seconds in (5, 15):
        with_list = partial(audios.write_wav, seconds, leading_list=True)
        yield _sound(f"wav-list-first-{seconds:g}s.wav", "wav", seconds, with_list)
    yield _sound("wav-8bit-2s.wav", "wav", 2, partial(audios.write_wav_of_depth, 2, depth=8))
    yield _sound("wav-24bit-15s.wav", "wav", 15, partial(audios.write_wav_of_depth, 15, depth=24))
    yield _sound("mp3-bare-4s.mp3", "mp3", 4, partial(audios.write_bare_mp3, 4))
    yield _sound("mp3-320k-14.8s.mp3", "mp3", 14.8, partial(audios.write_mp3, 14.8, bit_rate=320_000))
    yield _sound("mp3-22khz-14.8s.mp3", "mp3", 14.8, partial(audios.write_mp3, 14.8, bit_rate=32_000, rate=22_050))
    for name, kind, write in (
        ("wav-named.mp3", "wav", partial(audios.write_wav, 4)),
        ("mp3-named.wav", "mp3", partial(audios.write_mp3, 4)),
        ("wav-named.bin", "wav", partial(audios.write_wav, 4)),
    ):
        yield _sound(name, kind, 4, write, "wrong extension")


def _sound(name: str, kind: str, seconds: float, write: partial[bytes], purpose: str = "length") -> MediaFile:
    return MediaFile(f"audios/{name}", purpose, {"format": kind, "seconds": seconds, "sound": True}, write)


def _wrong_formats() -> Iterator[MediaFile]:
    for name, container, codec in _OTHER_FORMATS:
        write = partial(audios.write_other_sound, container, codec, 4.0)
        yield MediaFile(f"audios/{name}", "neither WAV nor MP3", {"format": codec, "seconds": 4.0}, write)
    clip = partial(videos.write_clip, 854, 480, 4.0)
    for name, kind, other in (
        ("text-named.mp3", "text", non_media.write_text),
        ("empty.wav", "nothing", bytes),
        ("png-named.wav", "png", partial(images.write_picture, "png", 640, 480)),
        ("mp4-named.mp3", "mp4", partial(clip, sound=videos.AUDIBLE)),
        ("mp4.mp4", "mp4", partial(clip, sound=videos.AUDIBLE)),
        ("avi-named.wav", "avi", partial(clip, container="avi", codec=videos.MPEG4)),
        ("head-only.wav", "wav without samples", lambda: audios.write_wav(4.0)[:20]),
    ):
        yield MediaFile(f"audios/{name}", "not a readable audio file", {"format": kind}, other)
