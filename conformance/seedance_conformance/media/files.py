"""What one file of the corpus is: its name, its facts, and who writes it."""

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
"""By the ending of a name. A file whose bytes are something else than its name says is served as its name says."""


@frozen
class MediaFile:
    """One file whose facts are known because its writer made them.

    Attributes:
        name: path below the base address; readable, lower case, unique.
        purpose: what the file is for, in a few words.
        facts: what its writer made: format, width, height, seconds, sound, bytes.
        write: makes the bytes, the same facts each time.
    """

    name: str
    purpose: str
    facts: Facts = field(repr=False)
    write: Callable[[], bytes] = field(repr=False)

    @property
    def content_type(self) -> str:
        """The media type that the file is served as, which goes by its name."""
        return content_type(self.name)


def content_type(name: str) -> str:
    """The media type of a file name, by its ending."""
    return CONTENT_TYPES.get(name.lower().rpartition(".")[2], "application/octet-stream")
