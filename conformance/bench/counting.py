"""A target that keeps each request that it could bill; it shares nothing with the mock."""

import json
import re
import time
import uuid
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from attrs import define, field
from tests.serving import Handler, serving

KEYS = ("sk-first-0123456789", "sk-second-0123456789")
_PORT = re.compile(rb":\d{4,5}/")
_SECONDS = 0.15


@define
class Counting:
    """What the server has seen.

    Attributes:
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


def whole_body(handler: Handler) -> bytes | None:
    """The body of a request; None if its sender was killed before the end, so that it never was a request."""
    length = int(handler.headers.get("content-length") or 0)
    content = handler.rfile.read(length)
    return content if len(content) == length else None


def say_json(handler: Handler, document: object) -> None:
    """Answer with JSON."""
    handler.say(200, json.dumps(document).encode(), {"Content-Type": "application/json"})


class _Service(Handler):
    state: Counting

    def answer(self) -> None:
        if self.command == "GET":
            self.query(self.path.rpartition("/")[2])
        elif (content := whole_body(self)) is None:
            self.close_connection = True
        elif "/asset/" in self.path:
            self.say(404, b'{"error": {"message": "no library"}}')
        else:
            self.create(content)

    def query(self, task: str) -> None:
        if task not in self.state.created:
            self.say(404, b'{"error": {"message": "unknown"}}')
            return
        over = time.monotonic() - self.state.created[task] > _SECONDS
        with suppress(OSError):
            say_json(self, {"id": task, "status": "completed" if over else "queued"})
            if over:
                self.state.ended.add(task)

    def create(self, content: bytes) -> None:
        key = self.headers.get("authorization", "").removeprefix("Bearer sk-").partition("-")[0]
        body = _PORT.sub(b":0/", content)
        words = (self.path, key, self.headers.get("x-case", ""), body.decode("utf-8", "replace"))
        self.state.asked.append(" ".join(words))
        match self.state.manner(body):
            case "drop":
                self.close_connection = True
            case "refuse":
                self.say(400, b'{"error": {"message": "no"}}')
            case _:
                task = f"video_{uuid.uuid4()}"
                self.state.created[task] = time.monotonic()
                self.state.answered.add(task)
                say_json(self, {"id": task, "object": "video", "created": int(time.time()), "status": "queued"})


@contextmanager
def counting() -> Iterator[Counting]:
    """A running server on this machine."""
    state = Counting()
    with serving(type("Service", (_Service,), {"state": state})) as state.base_url:
        yield state
