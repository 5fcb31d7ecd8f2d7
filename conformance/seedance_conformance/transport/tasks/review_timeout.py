"""How long to wait for the review of an asset: shorter after each timeout."""

import threading
from collections import Counter, defaultdict
from typing import Final

from attrs import define, field

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
