"""A service that counts what it bills for each prompt, and loses some answers; it shares nothing with the mock."""

import json
import random
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from attrs import define, field
from tests.serving import Handler, serving

from bench.counting import say_json, whole_body

_BUSY_SECONDS = (0.1, 0.3)
_TASK_SECONDS = (0.3, 1.5)


@define
class Billing:
    """What the service has billed for each prompt; `lost` is the share of accepted creates whose answer is lost.

    A task has its prompt, and when it ends, in seconds that never go back.
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


def video(prompt: str) -> bytes:
    """A file that begins like an MP4 and has the prompt in it."""
    boxes = ((b"ftyp", b"isom\0\0\2\0isomiso2"), (b"moov", b""), (b"mdat", prompt.encode() * 50))
    return b"".join((len(content) + 8).to_bytes(4, "big") + name + content for name, content in boxes)


@contextmanager
def billing(lost: float) -> Iterator[Billing]:
    """A running service on this machine."""
    state = Billing(lost=lost)

    class Service(Handler):
        def answer(self) -> None:
            if self.command == "GET":
                self.show(self.path.rpartition("/")[2])
            elif (content := whole_body(self)) is not None:
                self.create(content)

        def create(self, content: bytes) -> None:
            time.sleep(random.uniform(*_BUSY_SECONDS))
            task = state.bill(json.loads(content)["prompt"])
            if random.random() < state.lost:
                self.close_connection = True
            else:
                say_json(self, {"id": task, "object": "video", "created": int(time.time()), "status": "queued"})

        def show(self, name: str) -> None:
            prompt, end = state.tasks[name.removesuffix(".mp4")]
            if name.endswith(".mp4"):
                self.say(200, video(prompt), {"Content-Type": "video/mp4"})
            elif time.monotonic() < end:
                say_json(self, {"id": name, "status": "processing"})
            else:
                say_json(self, {"id": name, "status": "completed", "video_url": f"{state.base_url}/{name}.mp4"})

    with serving(Service) as state.base_url:
        yield state
