"""Tasks: what was asked for, and when the state changes. The status isn't stored but computed from the clock."""

import base64
import random
from collections.abc import Callable, Mapping
from typing import NamedTuple

from attrs import frozen

QUEUED, PROCESSING, COMPLETED, FAILED = "queued", "processing", "completed", "failed"
NEVER = 1e12  # Unix seconds that no clock reaches


class Task(NamedTuple):
    """One row of the store; times in Unix seconds. `failure` says why the task fails (never empty), or is None."""

    row: int
    head: str
    owner: bytes
    created: float
    model: str
    duration: int
    ratio: str
    sound: bool
    processing_at: float
    ended_at: float
    failure: str | None

    def status(self, now: float) -> str:
        """The documented status at the time `now`."""
        if now >= self.ended_at:
            return COMPLETED if self.failure is None else FAILED
        return PROCESSING if now >= self.processing_at else QUEUED

    def with_status(self, status: str, now: float, reason: str) -> "Task":
        """The task with times such that it has `status` from `now` on."""
        if status == QUEUED:
            return self._replace(processing_at=NEVER, ended_at=NEVER, failure=None)
        if status == PROCESSING:
            return self._replace(processing_at=now, ended_at=NEVER, failure=None)
        failure = reason if status == FAILED else None
        return self._replace(processing_at=min(now, self.processing_at), ended_at=now, failure=failure)


@frozen
class IdForm:
    """Writes a task id from the row's key and a random head, and reads the key back.

    An id contains the key, so that a look-up is one step in an integer index. The head makes the ids of two stores
    differ; it is drawn once per start of the mock, since one per task would make a create a tenth slower.
    """

    write: Callable[[int, str], str]
    read: Callable[[str], int]


def _base64_id(key: int, head: str) -> str:
    """300 characters, among them = and /."""
    filling = (head * 10).encode()[:213] + b"\xff\xff\xff"
    return base64.b64encode(filling + key.to_bytes(8)).decode()


ID_FORMS: Mapping[str, IdForm] = {
    "video-uuid": IdForm(lambda key, head: f"video_{head}-{key:012x}", lambda text: int(text[30:], 16)),
    "hex": IdForm(lambda key, head: f"{head.replace('-', '')}{key:012x}", lambda text: int(text[20:], 16)),
    "number": IdForm(lambda key, head: str(key << 32 | int(head[:8], 16)), lambda text: int(text[:30]) >> 32),
    # Only gateway shapes have these (docs/contract.md#gateway-shapes); the choice `id-form` doesn't.
    "uuid": IdForm(lambda key, head: f"{head}-{key:012x}", lambda text: int(text[24:], 16)),
    "task": IdForm(lambda key, head: f"task_{head[:8]}{key:06x}", lambda text: int(text[13:], 16)),
    "cgt": IdForm(lambda key, head: f"cgt-{head[:8]}-{key:06x}", lambda text: int(text[13:], 16)),
    "base64": IdForm(_base64_id, lambda text: int.from_bytes(base64.b64decode(text, validate=True)[-8:])),
}


def random_head() -> str:
    """The first four groups of a random UUID (version 4)."""
    digits = random.randbytes(9).hex()
    return f"{digits[:8]}-{digits[8:12]}-4{digits[12:15]}-a{digits[15:]}"
