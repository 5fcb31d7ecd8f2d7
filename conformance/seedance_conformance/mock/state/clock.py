"""The mock's clock: real time plus an offset; testers may set, advance or stop it."""

import time


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
