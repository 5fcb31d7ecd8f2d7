"""A host for local files that a mock on the same machine can fetch."""

import mimetypes
import threading
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

__all__ = ["LoopbackHosting"]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    files: dict[str, bytes]


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        content = self.server.files.get(self.path)
        self.send_response(404 if content is None else 200)
        self.send_header("Content-Type", mimetypes.guess_type(self.path)[0] or "application/octet-stream")
        self.send_header("Content-Length", str(len(content or b"")))
        self.end_headers()
        if content and self.command == "GET":
            self.wfile.write(content)

    def do_HEAD(self) -> None:
        self.do_GET()

    def log_message(self, format: str, *arguments: object) -> None:
        """Print nothing."""


class LoopbackHosting:
    """Serves copies of local files on loopback, for a mock; a context manager. It listens from the first file on."""

    def __init__(self) -> None:
        self._server: _Server | None = None
        self._lock = threading.Lock()

    def put(self, path: Path, /) -> str:
        """Serve a copy of a file, and return its URL."""
        content = path.read_bytes()
        name = f"/{sha256(content).hexdigest()[:16]}/{quote(path.name, safe='')}"
        with self._lock:
            if self._server is None:
                self._server = _Server(("127.0.0.1", 0), _Handler)
                self._server.files = {}
                threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
            self._server.files[name] = content
            return f"http://127.0.0.1:{self._server.server_port}{name}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop serving."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None
