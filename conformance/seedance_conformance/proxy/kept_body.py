"""The part of a body that a recording keeps, so that a video doesn't fill the memory."""

import zlib
from typing import Final

from attrs import define, field

MOST_OF_A_REQUEST: Final = 1 << 20
_MOST: Final = 1 << 17  # of an answer; reading a longer one for ids would hold up the traffic
_SHORT: Final = 1 << 12


@define
class KeptBody:
    """A body of `size` bytes, or only its beginning if it has more than `most`."""

    most: int = _MOST
    size: int = 0
    _parts: bytearray = field(factory=bytearray, repr=False)

    def add(self, data: bytes) -> None:
        """Add the next bytes."""
        self.size += len(data)
        if len(self._parts) <= self.most:
            self._parts += data
        if self.size > self.most:
            # A long body isn't an answer of the API; its beginning is enough to show what it is.
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
            content = _inflated(content, word, self.most) if content is not None else None
        return content


def _inflated(content: bytes, encoding: str, most: int) -> bytes | None:
    """The uncompressed bytes; None if they are too many. Servers that label plain bytes as compressed exist, too."""
    if encoding not in ("gzip", "x-gzip", "deflate"):
        return None
    for window in (zlib.MAX_WBITS | 32, -zlib.MAX_WBITS):
        unpacking = zlib.decompressobj(window)
        try:
            found = unpacking.decompress(content, most)
        except zlib.error:
            continue
        return found if not unpacking.unconsumed_tail else None
    return content
