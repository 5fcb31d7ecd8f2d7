# Copied from openapi/companion/sdk/memory.py by scripts/regenerate: edit it there.
"""The tasks that a client remembers."""

from __future__ import annotations

import threading
from collections import OrderedDict

__all__ = ["TaskMemory"]

MOST_TASKS = 10_000
"""Only the newest are kept, so that the memory doesn't grow without limit."""


class TaskMemory:
    """The tasks that a client has created or got an answer about. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._created: OrderedDict[str, float] = OrderedDict()
        self._alive: OrderedDict[str, None] = OrderedDict()

    def note_created(self, task_id: str, now: float) -> None:
        """Remember that a task was created, at a time of the monotonic clock."""
        with self._lock:
            self._created[task_id] = now
            if len(self._created) > MOST_TASKS:
                self._created.popitem(last=False)

    def note_alive(self, task_id: str) -> None:
        """Remember that the service has answered about a task."""
        with self._lock:
            self._alive[task_id] = None
            if len(self._alive) > MOST_TASKS:
                self._alive.popitem(last=False)

    def knows(self, task_id: str) -> bool:
        """Whether the service has answered about a task, or this client has created it."""
        return task_id in self._alive or task_id in self._created

    def is_younger(self, task_id: str, seconds: float, now: float) -> bool:
        """Whether this client created a task less than `seconds` ago."""
        created = self._created.get(task_id)
        return created is not None and now - created < seconds
