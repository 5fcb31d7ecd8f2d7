"""Download a result from the URL that the target gave; without a key, unless the caller gives one.

Headers are only hints (docs/answers.md#downloads): the bytes decide whether a file is compressed, and a 203 or 206 may
have the whole file.
"""

import re
import ssl
import zlib
from functools import cache, partial

import httpx
from attrs import evolve, field, frozen

from seedance_conformance.transport.connection.loopback import is_loopback
from seedance_conformance.transport.connection.proxies import ProxyError, client_for
from seedance_conformance.transport.connection.route import PLAIN, Route, RoutedTransport
from seedance_conformance.transport.connection.tls import Tls

_LARGEST = 500_000_000
_PIECE = 1 << 16
_WINDOWS = {"gzip": (zlib.MAX_WBITS | 16,), "deflate": (zlib.MAX_WBITS, -zlib.MAX_WBITS)}  # deflate has two meanings
_PART = re.compile(r"bytes[ =]*(?:0*[1-9]\d*-.*|0+-(?P<last>\d{1,18})/(?P<total>\d{1,18}))", re.I)


@frozen
class Download:
    """The outcome of a download."""

    status: int | None  # HTTP status, or None without a complete answer
    content: bytes = b""  # of the answer
    content_type: str = ""  # of the answer
    failure: str | None = None  # why the answer is incomplete, else None
    part: str | None = None  # the Content-Range of a 206 that isn't the whole file, else None
    size: int = field()  # of the content in bytes, also of one `without_content`

    @size.default
    def _of_the_content(self) -> int:
        return len(self.content)

    @property
    def arrived(self) -> bool:
        """Whether the file is complete."""
        return self.status in (200, 203, 206) and not (self.failure or self.part) and self.size > 0

    @property
    def without_content(self) -> "Download":
        """The same without its content: a run keeps many."""
        return evolve(self, content=b"")

    @property
    def description(self) -> str:
        """The outcome, for a note."""
        if self.part:
            return f"HTTP {self.status} with a part of the file ({self.part[:60]})"
        return self.failure or f"HTTP {self.status} with {self.size} bytes of {self.content_type or 'no type'}"


def download(
    url: str, *, timeout: float = 30.0, route: Route = PLAIN, private: httpx.Headers | None = None
) -> Download:
    """Download a file of at most 500 MB; follows redirects.

    Args:
        url: of the file; no message shows its query, which may be a signature.
        timeout: seconds without progress.
        route: the way to it.
        private: headers for the origin of the URL only; a redirect doesn't take them to another one.
    """
    try:
        with _client(url, timeout, route) as client:
            client.headers["Accept-Encoding"] = "identity"  # a video doesn't get smaller
            client.event_hooks["request"] = [partial(_keep_private, httpx.URL(url), private or httpx.Headers())]
            return _received(client, url, private)
    except ProxyError as error:
        return Download(None, failure=str(error))
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return Download(None, failure=f"the download broke off: {type(error).__name__}")


def _received(client: httpx.Client, url: str, headers: httpx.Headers | None) -> Download:
    content = bytearray()
    with client.stream("GET", url, headers=headers) as answer:
        for piece in answer.iter_raw():
            content += piece
            if len(content) > _LARGEST:
                return Download(answer.status_code, failure=f"more than {_LARGEST} bytes")
        plain = _decompressed(bytes(content), answer.headers.get("content-encoding", ""))
        return Download(
            answer.status_code, plain, answer.headers.get("content-type", ""), part=_part(answer, len(content))
        )


def _part(answer: httpx.Response, size: int) -> str | None:
    """The Content-Range of a part; None for a whole file, and where only its bytes can tell whether it is one."""
    given = answer.headers.get("content-range", "").strip() if answer.status_code == 206 else ""
    found = _PART.fullmatch(given)
    whole = found is None or (found["last"] is not None and int(found["last"]) + 1 == int(found["total"]) == size)
    return None if whole else given


def _decompressed(content: bytes, coding: str) -> bytes:
    """The file without a declared compression; as it is if it's an MP4, or not compressed as declared."""
    words = [word.strip().removeprefix("x-") for word in coding.lower().split(",")]
    for word in reversed([word for word in words if word in ("gzip", "deflate", "br", "zstd")]):
        if content[4:8] == b"ftyp":
            break
        inflated = next(filter(None, (_inflated(content, window) for window in _WINDOWS.get(word, ()))), None)
        if inflated is None:
            break
        content = inflated
    return content


def _inflated(content: bytes, window: int) -> bytes | None:
    """The bytes in a compressed file, also of one that is cut off; None if it is damaged, or they are too many."""
    unpacking, plain, place = zlib.decompressobj(window), bytearray(), 0
    try:
        while not unpacking.eof and (piece := content[place : place + _PIECE]):
            place += len(piece)
            plain += unpacking.decompress(piece)
            if len(plain) > _LARGEST:
                return None
    except zlib.error:
        return None
    return bytes(plain) or None


def _keep_private(origin: httpx.URL, private: httpx.Headers, request: httpx.Request) -> None:
    """Remove headers from a request to another origin; httpx itself does that only with Authorization."""
    if (request.url.scheme, request.url.host, request.url.port) != (origin.scheme, origin.host, origin.port):
        for name in private:
            request.headers.pop(name, None)


def _client(url: str, timeout: float, route: Route) -> httpx.Client:
    tls = _context(route.tls)
    if route.leads_elsewhere(url):
        routed = RoutedTransport(route, httpx.HTTPTransport(verify=tls, trust_env=False))
        return client_for(url, direct=True, timeout=timeout, follow_redirects=True, transport=routed)
    return client_for(url, direct=is_loopback(url), timeout=timeout, follow_redirects=True, verify=tls)


@cache
def _context(tls: Tls) -> ssl.SSLContext:
    """Cached: loading the certificates takes longer than a download."""
    return tls.context()
