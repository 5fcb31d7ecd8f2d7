"""Serves the media files on the loopback interface: HTTP/1.1 with keep-alive, HEAD and byte ranges."""

import re
import socket
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final, Self
from urllib.parse import unquote, urlsplit

from seedance_conformance.media.addresses import MediaAddresses
from seedance_conformance.media.cache.store import Packed
from seedance_conformance.media.files import content_type
from seedance_conformance.media.library import Library

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
_KEPT_REQUESTS = 100_000
# How often the server's thread checks whether to stop; a run waits for that at its end.
_POLL_SECONDS = 0.02


SERVE_PORT: Final = 18790
"""The port of `seedance media serve`, which counterexamples name: as long as those of a run, and not one of them."""


class MediaServer(MediaAddresses):
    """Serves the prepared files of a library while the context is open.

    It listens at `bind` and `port` (0 for a free one).

    Attributes:
        requests: the requested paths in order (the last 100,000).
        public_host: the host in the addresses of the files.
        public_port: the port in the addresses of the files.
    """

    def __init__(self, library: Library | None = None, *, port: int = 0, bind: str = "127.0.0.1") -> None:
        self.library = library or Library()
        self.requests: deque[str] = deque(maxlen=_KEPT_REQUESTS)
        self._server = (_Server6 if ":" in bind else _Server)((bind, port), _Handler)
        self.public_host = bind
        self.public_port = self.port
        self._server.media = self
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(_POLL_SECONDS,), name="media", daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def alive(self) -> bool:
        """Whether the server still runs; without it, verdicts about media are invalid."""
        return self._thread.is_alive()

    @property
    def port(self) -> int:
        """The port of the server."""
        return int(self._server.server_address[1])

    @property
    def base_url(self) -> str:
        """The address of the server, without a trailing slash."""
        host = f"[{self.public_host}]" if ":" in self.public_host else self.public_host
        return f"http://{host}:{self.public_port}"

    def url(self, name: str) -> str:
        """The address of a file name.

        Raises:
            NotMade: the file couldn't be written, or wasn't prepared.
        """
        self.library.expect(name)
        return f"{self.base_url}/{name}"


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256  # a target may fetch the references of many tasks at the same time
    media: MediaServer

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Print nothing: clients may close connections early, and a traceback would look like an error of the run."""


class _Server6(_Server):
    address_family = socket.AF_INET6


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 1 << 16  # headers and body in one packet
    server: _Server

    def do_GET(self) -> None:
        media = self.server.media
        path = unquote(urlsplit(self.path).path)
        media.requests.append(path)
        file = media.library.packed(path.removeprefix("/"))
        if file is None:
            text = b"this file does not exist\n"
            self._answer(404, [text], len(text), {"Content-Type": "text/plain"})
            return
        headers = {"Content-Type": content_type(path), "Accept-Ranges": "bytes"}
        bounds = self._bounds(file.size)
        start, end = bounds or (0, file.size)
        if bounds is None:
            status = 200
        elif start < end:
            status, headers["Content-Range"] = 206, f"bytes {start}-{end - 1}/{file.size}"
        else:
            status, headers["Content-Range"], end = 416, f"bytes */{file.size}", start
        self._answer(status, _part(file, start, end), end - start, headers)

    def do_HEAD(self) -> None:
        self.do_GET()

    def log_message(self, format: str, *arguments: object) -> None:
        """Print nothing: the terminal shows the progress of the run."""

    def _bounds(self, size: int) -> tuple[int, int] | None:
        """The requested half-open range, or None for the whole file (RFC 9110, section 14)."""
        found = _RANGE.fullmatch(self.headers.get("Range", "").strip())
        if not found or not any(found.groups()):
            return None
        first, last = found.groups()
        if not first:
            return max(0, size - int(last)), size
        return int(first), min(size, int(last) + 1) if last else size

    def _answer(self, status: int, pieces: Iterable[bytes], size: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(size))
        self.end_headers()
        for piece in pieces if self.command == "GET" else ():
            self.wfile.write(piece)
        self.wfile.flush()


def _part(file: Packed, start: int, end: int) -> Iterator[bytes]:
    """The bytes of a file from a place to another one."""
    place = 0
    for piece in file.pieces():
        if place >= end:
            return
        yield piece[max(0, start - place) : end - place]
        place += len(piece)
