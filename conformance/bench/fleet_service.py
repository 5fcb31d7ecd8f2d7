"""A service that counts what it bills for each prompt, and loses some answers; it shares nothing with the mock."""

import json
import random
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from attrs import define, field

_BUSY_SECONDS = (0.1, 0.3)
_TASK_SECONDS = (0.3, 1.5)


@define
class Billing:
    """What the service has billed.

    Attributes:
        base_url: where it listens.
        lost: the share of accepted creates whose answer is lost.
        bills: how often each prompt was billed.
        tasks: id -> its prompt, and when it ends, in seconds that never go back.
    """

    base_url: str = ""
    lost: float = 0.0
    bills: Counter[str] = field(factory=Counter)
    tasks: dict[str, tuple[str, float]] = field(factory=dict)
    lock: threading.Lock = field(factory=threading.Lock)

    def bill(self, prompt: str) -> str:
        """Start a task."""
        task = f"video_{uuid.uuid4()}"
        with self.lock:
            self.bills[prompt] += 1
            self.tasks[task] = (prompt, time.monotonic() + random.uniform(*_TASK_SECONDS))
        return task


def film(prompt: str) -> bytes:
    """A file that begins like an MP4 and has the prompt in it."""
    boxes = ((b"ftyp", b"isom\0\0\2\0isomiso2"), (b"moov", b""), (b"mdat", prompt.encode() * 50))
    return b"".join((len(content) + 8).to_bytes(4, "big") + kind + content for kind, content in boxes)


@contextmanager
def billing(lost: float) -> Iterator[Billing]:
    """A running service on this machine."""
    state = Billing(lost=lost)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            content = self.rfile.read(length)
            if len(content) < length:
                return  # its sender was killed: never a request
            time.sleep(random.uniform(*_BUSY_SECONDS))
            task = state.bill(json.loads(content)["prompt"])
            if random.random() < state.lost:
                self.close_connection = True
            else:
                self._say({"id": task, "object": "video", "created": int(time.time()), "status": "queued"})

        def do_GET(self) -> None:
            name = self.path.rpartition("/")[2]
            prompt, end = state.tasks[name.removesuffix(".mp4")]
            if name.endswith(".mp4"):
                self._send(film(prompt), "video/mp4")
            elif time.monotonic() < end:
                self._say({"id": name, "status": "processing"})
            else:
                self._say({"id": name, "status": "completed", "video_url": f"{state.base_url}/{name}.mp4"})

        def _say(self, body: object) -> None:
            self._send(json.dumps(body).encode(), "application/json")

        def _send(self, content: bytes, kind: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        request_queue_size = 128

        def handle_error(self, request: object, client_address: object) -> None:
            pass  # a client that was killed

    with Server(("127.0.0.1", 0), Handler) as server:
        state.base_url = f"http://127.0.0.1:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield state
        server.shutdown()
