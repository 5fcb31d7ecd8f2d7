"""Unpacks a file that a host sent compressed, within a limit of bytes."""

import zlib
from collections.abc import Callable, Mapping
from typing import IO

_WINDOWS = {"gzip": (zlib.MAX_WBITS | 16,), "deflate": (zlib.MAX_WBITS, -zlib.MAX_WBITS)}  # deflate has two meanings
_COMPRESSIONS = frozenset({*_WINDOWS, "br", "zstd", "compress"})
_MOST_LAYERS = 2
_MOST_BETWEEN = 1 << 26  # bytes after the first of two layers
_PIECE = 1 << 16


def compressions(headers: Mapping[str, str]) -> list[str]:
    """The words of Content-Encoding that mean compression; others (empty, Identity, aws-chunked, UTF-8) don't."""
    words = (word.strip().removeprefix("x-") for word in headers.get("content-encoding", "").lower().split(","))
    return [word for word in words if word in _COMPRESSIONS]


def unpack(
    packed: IO[bytes], codings: list[str], wanted: Callable[[bytes], int], new: Callable[[], IO[bytes]]
) -> IO[bytes] | None:
    """Undo the codings of a file, which are in the order in which they were applied; `new` makes an empty file.

    The result never has more bytes than `wanted` says for its beginning. It is None if the file isn't compressed as
    declared, or in a coding that can't be undone here.
    """
    if len(codings) > _MOST_LAYERS:
        return None
    for place, coding in reversed(list(enumerate(codings))):
        most = wanted if not place else lambda _: _MOST_BETWEEN
        for window in _WINDOWS.get(coding, ()):
            if _inflate(packed, window, most, plain := new()):
                packed = plain
                break
            plain.close()
        else:
            return None
    return packed


def _inflate(packed: IO[bytes], window: int, wanted: Callable[[bytes], int], plain: IO[bytes]) -> bool:
    """Whether something could be unpacked; a damaged or incomplete rest is left out."""
    unpacking, most = zlib.decompressobj(window), _PIECE
    packed.seek(0)
    try:
        while not unpacking.eof and (piece := unpacking.unconsumed_tail or packed.read(_PIECE)):
            found = unpacking.decompress(piece, _PIECE)
            if not plain.tell():
                most = wanted(found)
            plain.write(found[: most - plain.tell()])
            if plain.tell() >= most:
                break
    except zlib.error:
        pass
    return plain.tell() > 0
