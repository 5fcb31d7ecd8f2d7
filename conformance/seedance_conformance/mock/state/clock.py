"""The mock's clock: real time plus an offset, which testers may set, advance or stop."""

import time


class Clock:
    """Unix seconds that can be moved; every state of a task or an asset is computed from it, so no timers run."""

    def __init__(self, start: float | None = None, *, running: bool = True) -> None:
        self._running = running
        self._origin = time.monotonic()
        self._start = time.time() if start is None else start

    def now(self) -> float:
        """The present moment in Unix seconds."""
        return self._start + (time.monotonic() - self._origin) if self._running else self._start

    def set(self, moment: float) -> None:
        """Go to `moment`, Unix seconds; the clock runs on from there, or stands there if it is stopped."""
        self._start, self._origin = moment, time.monotonic()

    def advance(self, seconds: float) -> None:
        """Go forward by `seconds`; a negative number goes back."""
        self.set(self.now() + seconds)

    def run(self, running: bool) -> None:
        """Start the clock or stop it where it stands."""
        self.set(self.now())
        self._running = running
