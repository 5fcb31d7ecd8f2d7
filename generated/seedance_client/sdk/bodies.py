"""The body of an answer: a hostile one must fill neither the memory nor the time."""

from __future__ import annotations

import zlib
from typing import Any

__all__ = ["Body"]

MOST_BYTES = 4 * 2**20
"""Bytes of an answer that are read, compressed or not. Real ones have a few hundred."""


COMPRESSIONS = ("gzip", "x-gzip", "deflate", "br", "zstd", "compress")
"""Codings that mean something. Other words, as identity, aws-chunked or UTF-8, say nothing of the bytes."""


class Body:
    """The body of an answer, read up to a limit and decompressed up to the same one.

    No compression is asked for, so the bytes decide whether a declared one is there.

    Args:
        coding: the answer's Content-Encoding.

    Attributes:
        broken: why it can't be used, or empty.
    """

    def __init__(self, coding: str) -> None:
        words = [word.strip().lower() for word in coding.split(",")]
        self.broken = ""
        self._codings = [word for word in words if word in COMPRESSIONS]
        self._parts: list[bytes] = []
        self._left = MOST_BYTES
        self._inflate: Any = None

    def add(self, chunk: bytes) -> bool:
        """Take a piece; False if there is no room for more."""
        if self._codings and chunk:
            self._choose(chunk)
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

    def _choose(self, chunk: bytes) -> None:
        """Judge by the first bytes whether a declared compression is there."""
        coding, self._codings = self._codings[-1], []
        if coding in ("gzip", "x-gzip", "deflate"):
            # A gzip file begins with 0x1f, and a zlib stream with a low half of 8: no JSON or HTML does either.
            if chunk[0] == 0x1F or chunk[0] & 0x0F == 8:
                self._inflate = zlib.decompressobj(zlib.MAX_WBITS | 32)
        elif chunk.lstrip()[:1] not in (b"{", b"[", b'"', b"<"):
            self.broken = f"it is compressed as '{coding}', which was not asked for"

    def all(self) -> bytes:
        """Everything that came."""
        return self._parts[0] if len(self._parts) == 1 else b"".join(self._parts)
