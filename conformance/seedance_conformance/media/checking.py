"""Reads written files with another library than their writer's, and compares what it finds with their facts."""

import io
import wave
from typing import Any, Final

from seedance_conformance.media.codecs import Image, av
from seedance_conformance.media.files import MediaFile

_PICTURES: Final = ("jpeg", "png", "webp", "bmp", "tiff", "gif")
_CONTAINERS: Final = {"mkv": "matroska", "heic": "mov"}
_DECODERS: Final = {"mp3": "mp3float", "libopus": "opus"}
"""FFmpeg's names of the containers of films and the decoders of sounds that differ from ours of the formats."""

_BEGINNINGS: Final = {
    "jpeg": b"\xff\xd8\xff",
    "png": b"\x89PNG",
    "webp": b"RIFF",
    "bmp": b"BM",
    "tiff": b"II*",
    "gif": b"GIF8",
    "svg": b"<?xml",
    "pdf": b"%PDF",
    "ppm": b"P6",
    "jpeg2000": b"\0\0\0\x0cjP",
    "wav": b"RIFF",
    "avi": b"RIFF",
    "text": b"This is no ",
}
"""The first bytes of a format, for files that are cut and for files without further facts. TGA has no fixed ones."""

_EXACT_SECONDS: Final = 0.001
# Audio encoders add padding, which is shorter than the distance of lengths from the limits.
_CODED_SECONDS: Final = 0.1


class CheckError(Exception):
    """A file doesn't have the facts that it should have; the message says which."""


def check(file: MediaFile, content: bytes) -> None:
    """Compare the bytes of a file with its facts.

    Raises:
        CheckError: a fact differs.
        Exception: the library can't read the file.
    """
    found = {"bytes": len(content), **_read(file, content)}
    for name, value in file.facts.items():
        if not _fits(name, value, found):
            raise CheckError(f"it should have {name} {value}, but has {found.get(name)}")


def _read(file: MediaFile, content: bytes) -> dict[str, Any]:
    """The facts that a library finds, or, for a file that no library can read, how it begins."""
    kind = str(file.facts["format"])
    if "width" in file.facts:
        return _read_picture(content) if kind in _PICTURES else _read_film(kind, content)
    if "seconds" in file.facts:
        return _read_wave(content) if kind == "wav" else _read_sound(kind, content)
    return {"format": kind if _begins(kind, content) else f"of a file that begins with {content[:12]!r}"}


def _fits(name: str, expected: Any, found: dict[str, Any]) -> bool:
    if name != "seconds":
        return bool(found.get(name) == expected)
    return bool(abs(found["seconds"] - expected) <= found.get("tolerance", _EXACT_SECONDS))


def _read_picture(content: bytes) -> dict[str, Any]:
    with Image.open(io.BytesIO(content)) as picture:
        return {"format": (picture.format or "").lower(), "width": picture.width, "height": picture.height}


def _read_film(kind: str, content: bytes) -> dict[str, Any]:
    with av.open(io.BytesIO(content), "r") as container:
        stream, names = container.streams.video[0], container.format.name.split(",")
        rate = float(stream.average_rate or 0)
        found = {
            "format": kind if _CONTAINERS.get(kind, kind) in names else names,
            "width": stream.width,
            "height": stream.height,
            "rate": rate,
            "sound": bool(container.streams.audio),
        }
        if stream.frames:
            return found | {"seconds": stream.frames / rate}
        return found | {"seconds": (container.duration or 0) / av.time_base, "tolerance": _CODED_SECONDS}


def _read_sound(kind: str, content: bytes) -> dict[str, Any]:
    with av.open(io.BytesIO(content), "r") as container:
        name = container.streams.audio[0].codec_context.name
        seconds = (container.duration or 0) / av.time_base
    form = kind if _DECODERS.get(kind, kind) == name else name
    return {"format": form, "seconds": seconds, "tolerance": _CODED_SECONDS, "sound": True}


def _read_wave(content: bytes) -> dict[str, Any]:
    with wave.open(io.BytesIO(content)) as sound:
        return {"format": "wav", "seconds": sound.getnframes() / sound.getframerate(), "sound": True}


def _begins(kind: str, content: bytes) -> bool:
    """Whether the bytes begin like the format that the first word names."""
    if kind == "nothing":
        return not content
    word = kind.partition(" ")[0]
    if word == "mp4":
        return content[4:8] == b"ftyp"
    return bool(content) and content.startswith(_BEGINNINGS.get(word, b""))
