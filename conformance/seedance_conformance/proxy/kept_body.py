"""The part of a body that a recording keeps, so that a film needs no memory."""

import zlib
from typing import Final

from attrs import define, field

_MOST: Final = 1 << 20
_SHORT: Final = 1 << 12


@define
class KeptBody:
    """The beginning of a body, up to 1 MiB.

    Attributes:
        size: of the whole body.
    """

    size: int = 0
    _parts: bytearray = field(factory=bytearray, repr=False)

    def add(self, data: bytes) -> None:
        """Add the next bytes."""
        self.size += len(data)
        if len(self._parts) <= _MOST:
            self._parts += data
        if self.size > _MOST:
            # A long body is no answer of the API: its beginning says what it is.
            del self._parts[_SHORT:]

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing."""
        return self.size == len(self._parts)

    @property
    def content(self) -> bytes:
        """The kept bytes."""
        return bytes(self._parts)

    def decoded(self, encoding: str) -> bytes | None:
        """The body without its Content-Encoding; None if it is cut or in an encoding that can't be read here."""
        if not self.is_whole:
            return None
        words = [word.strip().lower() for word in encoding.split(",") if word.strip() not in ("", "identity")]
        content: bytes | None = self.content
        for word in reversed(words):
            content = _inflated(content, word) if content is not None else None
        return content


def _inflated(content: bytes, encoding: str) -> bytes | None:
    """The uncompressed bytes, at most 1 MiB; servers that label plain bytes as compressed exist, too."""
    if encoding not in ("gzip", "x-gzip", "deflate"):
        return None
    for window in (zlib.MAX_WBITS | 32, -zlib.MAX_WBITS):
        unpacking = zlib.decompressobj(window)
        try:
            found = unpacking.decompress(content, _MOST)
        except zlib.error:
            continue
        return found if not unpacking.unconsumed_tail else None
    return content
