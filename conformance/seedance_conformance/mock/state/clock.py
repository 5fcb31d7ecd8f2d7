"""The mock's clock: real time plus an offset; testers may set, advance or stop it."""

import time
from collections.abc import Callable

from seedance_conformance.mock.state.interface import ClockState, SharedStore

_FRESH = 0.01  # seconds for which a worker trusts the state that it has read


class Clock:
    """Unix seconds that can be moved. The states of tasks and assets are computed from it, so there are no timers."""

    settle_seconds = 0.0
    """How long it takes until everybody sees a change."""

    def __init__(self, start: float | None = None, *, running: bool = True) -> None:
        self._running = running
        self._origin = time.monotonic()
        self._start = time.time() if start is None else start

    def now(self) -> float:
        """The time in Unix seconds."""
        return self._start + (time.monotonic() - self._origin) if self._running else self._start

    def set(self, moment: float) -> None:
        """Set the time to `moment`, Unix seconds; a running clock goes on from there."""
        self._start, self._origin = moment, time.monotonic()

    def advance(self, seconds: float) -> None:
        """Move the clock forward by `seconds`, or back by a negative number."""
        self.set(self.now() + seconds)

    def run(self, running: bool) -> None:
        """Start or stop the clock."""
        self.set(self.now())
        self._running = running


class SharedClock(Clock):
    """A clock in the store of several workers."""

    settle_seconds = 2 * _FRESH

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
        return _now(self._state)

    def set(self, moment: float) -> None:
        """Set the time to `moment`, Unix seconds; a running clock goes on from there."""
        self._change(lambda state: ClockState(moment, time.time(), state.running))

    def advance(self, seconds: float) -> None:
        """Move the clock forward by `seconds`, or back by a negative number."""
        self._change(lambda state: ClockState(_now(state) + seconds, time.time(), state.running))

    def run(self, running: bool) -> None:
        """Start or stop the clock."""
        self._change(lambda state: ClockState(_now(state), time.time(), running))

    def _change(self, change: Callable[[ClockState], ClockState]) -> None:
        self._store.move_clock(change)
        self._read()


def _now(state: ClockState) -> float:
    return state.start + (time.time() - state.origin) if state.running else state.start
