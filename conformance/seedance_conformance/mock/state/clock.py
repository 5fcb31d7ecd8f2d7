"""The mock's clock: real time plus an offset; testers may set, advance or stop it."""

import time
from collections.abc import Callable

from seedance_conformance.mock.state.interface import ClockState, SharedStore

_FRESH = 0.01  # seconds for which a worker trusts the state that it has read


class Clock:
    """Unix seconds that can be moved. The states of tasks and assets are computed from it, so there are no timers."""

    settle_seconds = 0.0
    """How long it takes until everybody sees a change."""
    _tick: Callable[[], float] = staticmethod(time.monotonic)

    def __init__(self, start: float | None = None, *, running: bool = True) -> None:
        self._state = ClockState(time.time() if start is None else start, self._tick(), running)

    def now(self) -> float:
        """The time in Unix seconds."""
        return self._at(self._state)

    def set(self, moment: float) -> None:
        """Set the time to `moment`, Unix seconds; a running clock goes on from there."""
        self._change(lambda state: ClockState(moment, self._tick(), state.running))

    def advance(self, seconds: float) -> None:
        """Move the clock forward by `seconds`, or back by a negative number."""
        self._change(lambda state: ClockState(self._at(state) + seconds, self._tick(), state.running))

    def run(self, running: bool) -> None:
        """Start or stop the clock."""
        self._change(lambda state: ClockState(self._at(state), self._tick(), running))

    def _at(self, state: ClockState) -> float:
        return state.start + (self._tick() - state.origin) if state.running else state.start

    def _change(self, change: Callable[[ClockState], ClockState]) -> None:
        self._state = change(self._state)


class SharedClock(Clock):
    """A clock in the store of several workers, which may be on several machines."""

    settle_seconds = 2 * _FRESH
    _tick = staticmethod(time.time)

    def __init__(self, store: SharedStore) -> None:
        self._store = store
        self._read()

    def _read(self) -> None:
        self._state = self._store.clock()
        self._read_at = time.monotonic()

    def now(self) -> float:
        """The time in Unix seconds."""
        if time.monotonic() - self._read_at > _FRESH:
            self._read()
        return super().now()

    def _change(self, change: Callable[[ClockState], ClockState]) -> None:
        self._store.move_clock(change)
        self._read()
