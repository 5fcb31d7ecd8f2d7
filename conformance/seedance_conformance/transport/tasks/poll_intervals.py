"""The pauses between two polls of a task."""

import random
from typing import Final

from attrs import field, frozen

_GROWTH: Final = 1.4
_SLOWEST: Final = 5.0
_JITTER: Final = 1 / 3


@frozen
class PollIntervals:
    """The pauses between two polls of one task.

    A remote target gets the documented interval with a third of jitter: 30 s become 20 to 40 s, so that polls of tasks
    created together spread out. On this machine the pauses grow.
    """

    seconds: float  # the interval
    polite: bool  # the target is remote
    chance: random.Random = field(factory=random.Random, repr=False)  # source of the jitter

    def first(self, usual: float | None) -> float:
        """The pause before the first poll, given the usual duration of tasks of this run, if known."""
        return self._jittered() if self.polite else usual or self.seconds

    def after(self, pause: float) -> float:
        """The pause after another one, while the task hasn't ended."""
        return self._jittered() if self.polite else min(pause * _GROWTH, self.seconds * _SLOWEST)

    def _jittered(self) -> float:
        return self.seconds * self.chance.uniform(1 - _JITTER, 1 + _JITTER)
