"""A media file: its name, its facts, and its writer."""

from collections.abc import Callable, Mapping
from typing import Final

from attrs import field, frozen

Facts = Mapping[str, str | int | float | bool]

CONTENT_TYPES: Final = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "webp": "image/webp",
    "bmp": "image/bmp",
    "tiff": "image/tiff",
    "gif": "image/gif",
    "svg": "image/svg+xml",
    "pdf": "application/pdf",
    "heic": "image/heic",
    "ppm": "image/x-portable-pixmap",
    "tga": "image/x-tga",
    "jp2": "image/jp2",
    "mp4": "video/mp4",
    "mov": "video/quicktime",
    "webm": "video/webm",
    "mkv": "video/x-matroska",
    "avi": "video/x-msvideo",
    "wav": "audio/wav",
    "mp3": "audio/mpeg",
    "ogg": "audio/ogg",
    "opus": "audio/ogg",
    "flac": "audio/flac",
    "m4a": "audio/mp4",
    "aac": "audio/aac",
    "aiff": "audio/aiff",
    "wma": "audio/x-ms-wma",
    "txt": "text/plain",
}
"""By extension, which decides even if the bytes have another format."""


@frozen
class MediaFile:
    """A file whose facts are known."""

    name: str  # path below the base address; descriptive, in lower case, unique
    purpose: str  # a short description
    facts: Facts = field(repr=False)  # format, width, height, seconds, sound, bytes
    write: Callable[[], bytes] = field(repr=False)  # with the same facts each time

    @property
    def content_type(self) -> str:
        """The Content-Type of the file, by its extension."""
        return content_type(self.name)


def content_type(name: str) -> str:
    """The Content-Type of a file name, by its extension."""
    return CONTENT_TYPES.get(name.lower().rpartition(".")[2], "application/octet-stream")
