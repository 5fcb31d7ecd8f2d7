"""How long to wait: the pauses between two polls of a task, and the time limit of an asset's review."""

import random
import threading
from collections import Counter, defaultdict
from typing import Final

from attrs import define, field, frozen

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


_AFTER_TIMEOUT: Final = 12
_PER_TIMEOUT: Final = 4
_OF_LONGEST: Final = 4


@define(eq=False)
class ReviewTimeout:
    """Chooses the time limit of each review, so that endless reviews don't take the full limit each.

    After one timeout, later waits last a twelfth of the limit, a quarter of that with each further timeout of the type,
    but at least four times the longest review of the type so far. All times are in seconds.
    """

    _limit: float
    _timeouts: Counter[str] = field(factory=Counter, init=False)
    _longest: dict[str, float] = field(factory=lambda: defaultdict(float), init=False)
    _lock: threading.Lock = field(factory=threading.Lock, init=False)

    def seconds(self, kind: str) -> float:
        """The time limit for an asset of a type, or of an unknown type ("")."""
        with self._lock:
            if not self._timeouts:
                return self._limit
            left = self._limit / _AFTER_TIMEOUT / float(_PER_TIMEOUT ** self._timeouts[kind])
            return min(self._limit, max(left, _OF_LONGEST * self._longest[kind]))

    def finished(self, kind: str, seconds: float) -> None:
        """Record how long a review took."""
        with self._lock:
            self._longest[kind] = max(seconds, self._longest[kind])

    def timed_out(self, kind: str) -> None:
        """Record that a review exceeded its time limit."""
        with self._lock:
            self._timeouts[kind] += 1
