"""A server that sends hostile media: each entry of `MEDIA` names what it sends and what the fetcher has to say."""

import gzip
import struct
import time
import zlib
from collections.abc import Callable, Iterator
from urllib.parse import unquote, urlsplit

from tests.serving import Handler

JUNK = b"\x5a" * 65536
_PNG_END = b"\0\0\0\0IEND\xae\x42\x60\x82"
_PIXELS = b"\0\0\0\0IDAT\0\0\0\0"
PNG_START = b"\x89PNG\r\n\x1a\n"


def _png_header(width: int, height: int) -> bytes:
    content = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return PNG_START + (13).to_bytes(4) + content + zlib.crc32(content).to_bytes(4)


def _png(width: int, height: int) -> bytes:
    return _png_header(width, height) + _PIXELS + _PNG_END


def _answer(content: bytes, *headers: bytes, status: bytes = b"200 OK", length: int | None = None) -> bytes:
    lines = [b"HTTP/1.1 " + status, b"Content-Length: %d" % (len(content) if length is None else length), *headers]
    return b"\r\n".join(lines) + b"\r\n\r\n" + content


def _part(content: bytes, place: bytes) -> bytes:
    return _answer(content, b"Content-Range: " + place, status=b"206 Partial Content")


def _chunks(start: bytes, chunk: bytes, pause: float = 0) -> Iterator[bytes]:
    yield start
    while True:
        time.sleep(pause)
        yield chunk


def _redirect(target: str) -> bytes:
    return _answer(b"", b"Location: " + target.encode(), status=b"302 Found")


TIMEOUT = "did not answer in full"
_OPEN = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"
_FILM = b"\0\0\0\x10ftypisom\0\0\0\0"
_WHOLE = _png(400, 300)
_HEADER = _png_header(400, 300)
_JPEG = b"\xff\xd8\xff\xe0\0\x04ab"
_FRAME = b"\xff\xc2\0\x0b\x08" + struct.pack(">HH", 6000, 6000) + b"\x01\x01\x11\0"
_SCAN = b"\xff\xda\0\x08\x01\x01\0\0\x3f\0\0"
_TIFF = b"II*\0\x08\0\0\0\x02\0" + struct.pack("<HHIIHHII", 256, 4, 1, 400, 273, 4, 0xFFFFFFFF, 8)

_PACKED = gzip.compress(_WHOLE)


def _packed(coding: bytes, content: bytes = _PACKED) -> bytes:
    return _answer(content, b"Content-Encoding: " + coding)


MEDIA: dict[str, tuple[Callable[[], bytes | Iterator[bytes]], str]] = {
    # What the server sends, and a pattern of the result: the reason, or format and flaw.
    "endless junk": (lambda: _chunks(_OPEN, JUNK), "unknown"),
    "endless image": (lambda: _chunks(_OPEN + PNG_START, JUNK), "PNG too large"),
    "endless film": (lambda: _chunks(_OPEN + _FILM, JUNK), "MP4 too large"),
    "endless sound": (lambda: _chunks(_OPEN + b"\xff\xfb\x90\0", JUNK), "MP3 too large"),
    "endless chunks": (
        lambda: _chunks(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"5\r\nGIF89\r\n"),
        "unknown",
    ),
    "endless headers": (lambda: _chunks(b"HTTP/1.1 200 OK\r\n", b"X-Filler: " + b"a" * 900 + b"\r\n"), "reached"),
    "slow drip": (lambda: _chunks(_OPEN + PNG_START, b"x", 0.1), TIMEOUT),
    "slow headers": (lambda: _chunks(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n", 0.1), TIMEOUT),
    "silence": (lambda: iter([b""]), TIMEOUT),
    "closed at once": (lambda: iter(()), "reached"),
    "no HTTP": (lambda: b"220 mail.example ESMTP\r\n", "reached"),
    "longer than it is": (lambda: _answer(_HEADER, length=90_000), "ended early"),
    "shorter than it is": (lambda: _answer(_WHOLE, length=40), "PNG it is cut short"),
    "absurd length": (lambda: _answer(PNG_START, length=10**18), "ended early"),
    "negative length": (lambda: _answer(PNG_START, length=-5), "reached"),
    "packed bomb": (lambda: _packed(b"gzip", gzip.compress(bytes(5_000_000))), "unknown"),
    "packed twice": (lambda: _packed(b"aws-chunked, GZIP, gzip", gzip.compress(_PACKED)), "PNG 400x300"),
    "packed and cut": (lambda: _packed(b"gzip", _PACKED[:-20]), "cut"),
    "packed nothing": (lambda: _packed(b"gzip", gzip.compress(b"")), "can't be decoded"),
    "gzip as br": (lambda: _packed(b"br "), r"can't be decoded \(Content-Encoding=br\)"),
    "gzip as zstd": (lambda: _packed(b"a,ZSTD"), r"can't be decoded \(Content-Encoding=zstd\)"),
    "gzip as deflate": (lambda: _packed(b"deflate"), "can't be decoded"),
    "gzip as three": (lambda: _packed(b"gzip, gzip, gzip"), "can't be decoded"),
    "a part": (lambda: _part(_WHOLE, b"bytes 0-99/5000"), "HTTP 206 gives only a part of the file: 100 bytes"),
    "a later part": (lambda: _part(_WHOLE, b"bytes 5-99/100"), "HTTP 206 gives only a part"),
    "a part that is called whole": (lambda: _part(_WHOLE[:50], b"bytes 0-49/*"), "PNG it is cut short"),
    "a senseless part": (lambda: _part(_WHOLE, b"pages 1-2" + b"x" * 5000), "PNG 400x300"),
    "empty": (lambda: _answer(b""), "empty"),
    "missing": (lambda: _answer(b"gone", status=b"404 Not Found"), "HTTP 404"),
    "no content": (lambda: _answer(b"", status=b"204 No Content"), "HTTP 204"),
    "server error": (lambda: _answer(b"", status=b"500 Oops"), "HTTP 500"),
    "bomb of pixels": (lambda: _answer(_png(60_000, 60_000)), "PNG 60000x60000"),
    "more pixels than a plane has": (lambda: _answer(_png(2**32 - 1, 2**32 - 1)), "PNG 4294967295x4294967295"),
    "no pixels": (lambda: _answer(_png(0, 300)), "PNG it has no pixels"),
    "a million chunks": (lambda: _answer(_HEADER + _PIXELS * 1_000_000 + _PNG_END), "PNG it has too many parts"),
    "a million fill bytes": (lambda: _answer(_JPEG + b"\xff" * 5_000_000), "JPEG it has too many parts"),
    "a million stray bytes": (
        lambda: _answer(_JPEG + (b"\0" * 50 + b"\xff\x01") * 200_000),
        "JPEG it has too many parts",
    ),
    "an endless search for frames": (
        lambda: _answer(b"ID3\x04\0\0\0\0\0\0" + (b"\xff\xfb\x90\0" + b"\xff" * 9) * 1_000_000),
        "unknown",
    ),
    "a bomb of scans": (
        lambda: _answer(_JPEG + _FRAME + _SCAN * 1_000_000),
        "JPEG it (is cut short|has too many parts)",
    ),
    "a million boxes": (lambda: _answer(_FILM + b"\0\0\0\x08free" * 1_000_000), "MP4 it has too many parts"),
    "a box of all sizes": (lambda: _answer(_FILM + b"\0\0\0\x01moov" + b"\xff" * 8), "MP4 it is cut short"),
    "a box within itself": (lambda: _answer(_FILM + b"\0\0\0\x00moov" * 1000), "MP4"),
    "four billion strips": (lambda: _answer(_TIFF), "TIFF its directory is damaged"),
    "a directory in itself": (lambda: _answer(b"II*\0\0\0\0\0" * 600), "TIFF its directory is damaged"),
    "a tag longer than the file": (lambda: _answer(b"ID3\x04\0\0\x7f\x7f\x7f\x7f" + JUNK), "unknown"),
    "nested markup": (lambda: _answer(b"<" * 60_000), "unknown"),
    "redirects for ever": (lambda: _redirect("/redirects for ever"), "more than 3 times"),
    "redirect to a file": (lambda: _redirect("file:///etc/passwd"), "isn't a plain"),
    "redirect to another protocol": (lambda: _redirect("gopher://127.0.0.1/x"), "isn't a plain"),
    "redirect with credentials": (lambda: _redirect("http://user:word@127.0.0.1/"), "without credentials"),
    "redirect to metadata": (lambda: _redirect("http://169.254.169.254/latest/meta-data/"), "isn't allowed"),
    "redirect to a private network": (lambda: _redirect("http://192.168.0.1/"), "isn't allowed"),
    "redirect to a mapped address": (lambda: _redirect("http://[::ffff:127.0.0.1]/"), "isn't allowed"),
    "not modified": (lambda: _answer(b"", status=b"304 Not Modified"), "HTTP 304"),
    "redirect to nowhere": (lambda: _redirect(""), "more than 3 times"),
    "redirect to nonsense": (lambda: _redirect("http://[1/"), "invalid address"),
    "redirect to another name": (lambda: _redirect("http://media.example/x.png"), "isn't allowed"),
}


class Hostile(Handler):
    """Sends the entry of `MEDIA` that the path names."""

    timeout = 30.0

    def answer(self) -> None:
        """Send each chunk; an empty one waits until the client closes."""
        sent = MEDIA[unquote(urlsplit(self.path).path)[1:]][0]()
        for chunk in [sent] if isinstance(sent, bytes) else sent:
            self.wfile.write(chunk)
            if not chunk:
                self.rfile.read(1)
