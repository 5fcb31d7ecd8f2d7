"""HTTP servers of tests: on a free port of this machine, in a thread."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


class Handler(BaseHTTPRequestHandler):
    """Answers in `answer`, with `say`, and logs nothing."""

    def do_GET(self) -> None:
        """Answer."""
        self.answer()

    def do_POST(self) -> None:
        """Answer."""
        self.answer()

    def answer(self) -> None:
        """What a subclass says to a GET or a POST."""
        self.say(404, b"")

    def say(self, status: int, content: bytes, headers: Mapping[str, str] | None = None) -> None:
        """Send an answer; the headers may replace its length."""
        self.send_response(status)
        for name, value in {"Content-Length": str(len(content)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, format: str, *arguments: Any) -> None:
        """Keep the output of the tests clean."""


class AnyMethod(Handler):
    """Answers requests of all methods, each with its body in `content`."""

    protocol_version = "HTTP/1.1"
    content = b""

    def handle_one_request(self) -> None:
        """Read a request, and answer it."""
        self.raw_requestline = self.rfile.readline(65_537)
        if not self.raw_requestline or not self.parse_request():
            self.close_connection = True
            return
        self.content = self.rfile.read(int(self.headers.get("content-length") or 0))
        self.answer()
        self.wfile.flush()


class _Folder(SimpleHTTPRequestHandler):
    """Serves a folder, and logs nothing."""

    log_message = Handler.log_message


class Server(ThreadingHTTPServer):
    """Takes many connections at once, and ignores clients that hang up."""

    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Print nothing."""


@contextmanager
def running(server: ThreadingHTTPServer) -> Iterator[str]:
    """Run a server; yields its URL."""
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def serving(handler: Callable[..., BaseHTTPRequestHandler]) -> Iterator[str]:
    """A running server with this handler; yields its URL."""
    with running(Server(("127.0.0.1", 0), handler)) as url:
        yield url


@contextmanager
def serving_folder(folder: Path) -> Iterator[str]:
    """A running server that publishes a folder; yields its URL."""
    with serving(partial(_Folder, directory=str(folder))) as url:
        yield url
