"""The body of an answer, read with limits on memory and time."""

from __future__ import annotations

import zlib
from typing import Any, Final

__all__ = ["Body"]

MOST_BYTES = 4 * 2**20
"""The most bytes of an answer that are read, compressed or not. Real answers have a few hundred."""

OTHERS: Final = ("br", "zstd", "compress", "x-compress", "dcb", "dcz")
"""Compressions that this client can't undo, and doesn't ask for. Other words are ignored: gateways send `UTF-8`."""
TEXT: Final = (b"{", b"[", b'"', b"<")
"""The first byte of an answer that isn't compressed."""


class Body:
    """The body of an answer, read and decompressed up to `MOST_BYTES`.

    The first bytes show whether it is compressed: gateways decompress answers, and leave the header as it was.

    Args:
        coding: the answer's Content-Encoding.

    Attributes:
        broken: why the body is incomplete or can't be read; empty if it is fine.
    """

    def __init__(self, coding: str) -> None:
        self._coding = coding.strip().lower()
        self.broken = ""
        self._head = b""
        self._parts: list[bytes] = []
        self._left = MOST_BYTES
        self._inflate: Any = None
        self._begun = False

    def add(self, chunk: bytes) -> bool:
        """Add a chunk; False if no more may follow."""
        if not self._begun:
            self._head += chunk
            if len(self._head) < 2:
                return True
            chunk, self._head, self._begun = self._head, b"", True
            self._inflate = self._decompressor(chunk)
        if self._inflate is not None:
            try:
                chunk = self._inflate.decompress(chunk, self._left + 1)
            except zlib.error:
                self.broken = "its compressed data is damaged"
                return False
        self._parts.append(chunk[: self._left])
        self._left -= len(chunk)
        if self._left < 0:
            self.broken = f"it is larger than the limit of {MOST_BYTES} bytes"
        return self._left >= 0

    def _decompressor(self, head: bytes) -> Any:
        """The decompressor, or None if the body isn't compressed."""
        if head[:2] == b"\x1f\x8b":
            return zlib.decompressobj(zlib.MAX_WBITS | 16)
        if head.lstrip()[:1] in TEXT:
            return None
        if set(self._coding.replace(",", " ").split()) & set(OTHERS):
            self.broken = f"it is compressed as '{self._coding[:40]}', which this client didn't ask for"
        if self._coding != "deflate":
            return None
        is_zlib = head[0] & 15 == 8 and int.from_bytes(head[:2], "big") % 31 == 0
        return zlib.decompressobj(zlib.MAX_WBITS if is_zlib else -zlib.MAX_WBITS)

    def all(self) -> bytes:
        """Everything that was read."""
        return self._head or b"".join(self._parts)
