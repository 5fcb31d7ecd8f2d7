"""A target that keeps each request that it could bill; it shares nothing with the mock."""

import json
import re
import threading
import time
import uuid
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from attrs import define, field

KEYS = ("sk-first-0123456789", "sk-second-0123456789")
_PORT = re.compile(rb":\d{4,5}/")
_SECONDS = 0.15


@define
class Counting:
    """What the server has seen.

    Attributes:
        base_url: where it listens.
        asked: each request that could start a task, as text: path, role of the key, the case that a header names, and
            the body with the port of media on this machine left out.
        answered: ids that were sent back.
        ended: ids whose owner was told that their task is over.
        created: id -> when its task began, in seconds that never go back.
    """

    base_url: str = ""
    asked: list[str] = field(factory=list)
    answered: set[str] = field(factory=set)
    ended: set[str] = field(factory=set)
    created: dict[str, float] = field(factory=dict)

    def forget(self) -> None:
        """Start again."""
        for kept in (self.asked, self.answered, self.ended, self.created):
            kept.clear()

    def manner(self, content: bytes) -> str:
        """What becomes of a body: most are taken, some refused, and a few never answered; always the same."""
        number = zlib.crc32(content) % 20
        return "drop" if number == 0 else "refuse" if number < 7 else "accept"


@contextmanager
def counting() -> Iterator[Counting]:
    """A running server on this machine."""
    state = Counting()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            task = self.path.rpartition("/")[2]
            if task not in state.created:
                self._say(404, {"error": {"message": "unknown"}})
                return
            over = time.monotonic() - state.created[task] > _SECONDS
            if self._say(200, {"id": task, "status": "completed" if over else "queued"}) and over:
                state.ended.add(task)

        def do_POST(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            content = self.rfile.read(length)
            if len(content) < length:
                # The client was killed between the head and the body, so this never was a request.
                self.close_connection = True
                return
            if "/asset/" in self.path:
                self._say(404, {"error": {"message": "no library"}})
                return
            key = self.headers.get("authorization", "").removeprefix("Bearer sk-").partition("-")[0]
            case = self.headers.get("x-case", "")
            body = _PORT.sub(b":0/", content)
            state.asked.append(f"{self.path} {key} {case} {body.decode('utf-8', 'replace')}")
            match state.manner(body):
                case "drop":
                    self.close_connection = True
                case "refuse":
                    self._say(400, {"error": {"message": "no"}})
                case _:
                    task = f"video_{uuid.uuid4()}"
                    state.created[task] = time.monotonic()
                    state.answered.add(task)
                    self._say(200, {"id": task, "object": "video", "created": int(time.time()), "status": "queued"})

        def _say(self, status: int, document: dict[str, object]) -> bool:
            content = json.dumps(document).encode()
            try:
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)
            except OSError:
                return False
            return True

        def log_message(self, format: str, *args: object) -> None:
            """Silent."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 128

        def handle_error(self, request: object, client_address: object) -> None:
            """A client that was killed hangs up in the middle."""

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    state.base_url = f"http://127.0.0.1:{server.server_address[1]}"
    yield state
    server.shutdown()
    server.server_close()
    thread.join()
