"""What the tests of a run share: values that are made once, by the first test that needs them."""

import threading
from collections.abc import Callable
from typing import Any, TypeVar, cast

from attrs import define, field

from seedance_conformance.transport.errors import TransportError

State = TypeVar("State")


@define
class _Entry:
    lock: threading.RLock = field(factory=threading.RLock)
    made: bool = False
    value: Any = None
    error: TransportError | None = None


class RunState:
    """The state of a run, which isn't kept in modules: two runs in one process share nothing. Thread-safe.

    Attributes:
        unreached: the target has refused media without asking for any.
    """

    def __init__(self) -> None:
        self.unreached = False
        self._entries: dict[object, _Entry] = {}
        self._lock = threading.Lock()

    def once(self, key: object, make: Callable[[], State]) -> State:
        """A value that is made for the first test that asks for it; others wait until it is there.

        Args:
            key: names the value; a type stands for the run's one object of that type.
            make: makes it.

        Raises:
            TransportError: why it can't be made, each time that it is asked for: what was sent once may be paid for.
        """
        with self._lock:
            entry = self._entries.setdefault(key, _Entry())
        with entry.lock:
            if not entry.made:
                try:
                    entry.value = make()
                except TransportError as error:
                    entry.error = error
                entry.made = True
            if entry.error is not None:
                raise entry.error
            return cast("State", entry.value)
