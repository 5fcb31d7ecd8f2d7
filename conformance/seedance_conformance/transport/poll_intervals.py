"""When a task is asked about next."""

import random
from typing import Final

from attrs import field, frozen

_GROWTH: Final = 1.4
_SLOWEST: Final = 5.0
_JITTER: Final = 1 / 3


@frozen
class Intervals:
    """The pauses between two questions about one task.

    A target that is not ours gets the interval that the pages advise, each time a third more or less: 30 s become 20 to
    40 s, and questions about tasks that were made together spread out. On this machine the pauses grow.

    Attributes:
        seconds: the interval.
        polite: the target is not ours.
        chance: where the jitter comes from.
    """

    seconds: float
    polite: bool
    chance: random.Random = field(factory=random.Random, repr=False)

    def first(self, usual: float | None) -> float:
        """The pause before the first question, given how long tasks of this run usually take, if that is known."""
        return self._jittered() if self.polite else usual or self.seconds

    def after(self, pause: float) -> float:
        """The pause after a pause, while the task goes on."""
        return self._jittered() if self.polite else min(pause * _GROWTH, self.seconds * _SLOWEST)

    def _jittered(self) -> float:
        return self.seconds * self.chance.uniform(1 - _JITTER, 1 + _JITTER)
