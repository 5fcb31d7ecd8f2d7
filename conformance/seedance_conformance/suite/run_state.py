"""What the tests of a run share: values that are made once, by the first test that needs them."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar, cast

from attrs import define, field

from seedance_conformance.transport.parallel import resting

State = TypeVar("State")


@define
class _Entry:
    lock: threading.RLock = field(factory=threading.RLock)
    made: bool = False
    value: Any = None
    error: Exception | None = None


class RunState:
    """The state of a run, which isn't kept in modules: two runs in one process share nothing. Thread-safe.

    Attributes:
        media_unreachable: the target has refused known-good media, and requested none.
        large: held by a test that sends bodies of many megabytes, so that a run keeps one of them in memory.
        generating: held by the thread that generates an example, and released while the example is sent: Python's
            parser fails if two threads use it at the same time (`AST constructor recursion depth mismatch`).
    """

    def __init__(self) -> None:
        self.media_unreachable = False
        self.large = threading.RLock()
        self.generating = threading.RLock()
        self._entries: dict[object, _Entry] = {}
        self._lock = threading.Lock()

    def once(self, key: object, make: Callable[[], State]) -> State:
        """A value that is made for the first test that asks for it; others wait until it is there.

        An error is raised on every call, since making the value again could be billed again. A type as the key stands
        for the run's one object of that type.
        """
        with self._lock:
            entry = self._entries.setdefault(key, _Entry())
        with held(entry.lock):
            if not entry.made:
                try:
                    entry.value = make()
                except Exception as error:
                    entry.error = error
                entry.made = True
            if entry.error is not None:
                raise entry.error
            return cast("State", entry.value)

    @contextmanager
    def sending(self) -> Iterator[None]:
        """Let another thread generate while this one sends an example and judges the answer."""
        self.generating.release()
        try:
            yield
        finally:
            _acquire(self.generating)


@contextmanager
def held(lock: threading.RLock) -> Iterator[None]:
    """Hold a lock; until it is free, another test may run."""
    _acquire(lock)
    try:
        yield
    finally:
        lock.release()


def _acquire(lock: threading.RLock) -> None:
    """Acquire a lock, and let another test run until it is free."""
    if not lock.acquire(blocking=False):
        with resting():
            lock.acquire()
