"""The body of an answer: a hostile one must fill neither the memory nor the time."""

from __future__ import annotations

import zlib

__all__ = ["Body"]

MOST_BYTES = 4 * 2**20
"""Bytes of an answer that are read, compressed or not. Real ones have a few hundred."""


class Body:
    """The body of an answer, read up to a limit and decompressed up to the same one.

    Args:
        coding: the answer's Content-Encoding.

    Attributes:
        broken: why it can't be used, or empty.
    """

    def __init__(self, coding: str) -> None:
        coding = coding.strip().lower()
        self.broken = ""
        self._parts: list[bytes] = []
        self._left = MOST_BYTES
        self._inflate = zlib.decompressobj(zlib.MAX_WBITS | 32) if coding in ("gzip", "deflate") else None
        if self._inflate is None and coding not in ("", "identity"):
            self.broken = f"it is compressed as '{coding[:40]}', which was not asked for"

    def add(self, chunk: bytes) -> bool:
        """Take a piece; False if there is no room for more."""
        if self._inflate is not None:
            try:
                chunk = self._inflate.decompress(chunk, self._left + 1)
            except zlib.error:
                self.broken = "its compression is damaged"
                return False
        self._parts.append(chunk[: self._left])
        self._left -= len(chunk)
        if self._left < 0:
            self.broken = f"it has more than {MOST_BYTES} bytes"
        return self._left >= 0

    def all(self) -> bytes:
        """Everything that came."""
        return self._parts[0] if len(self._parts) == 1 else b"".join(self._parts)
