"""How long to wait for the review of an asset: the time limit, and less once a target has let it pass."""

import threading
from typing import Final

_HURRIED: Final = 12
_FASTER: Final = 4
_GENEROUS: Final = 4


class Patience:
    """Remembers, by asset type, how reviews went, so that a library in which none ends does not cost a minute each.

    Once a review did not end, the others get a twelfth of the time limit, and a quarter of that for each review of the
    type that did not end; but never less than a few times what reviews of the type have taken.

    Args:
        limit: seconds that a review may take.
    """

    def __init__(self, limit: float) -> None:
        self._limit = limit
        self._endless: dict[str, int] = {}
        self._longest: dict[str, float] = {}
        self._lock = threading.Lock()

    def seconds(self, kind: str) -> float:
        """How long to wait for an asset of a type, "" for one whose detail does not say it."""
        with self._lock:
            if not self._endless:
                return self._limit
            left = self._limit / _HURRIED / float(_FASTER ** self._endless.get(kind, 0))
            return min(self._limit, max(left, _GENEROUS * self._longest.get(kind, 0.0)))

    def ended(self, kind: str, seconds: float) -> None:
        """Note that a review ended after so long a wait."""
        with self._lock:
            self._longest[kind] = max(seconds, self._longest.get(kind, 0.0))

    def ran_out(self, kind: str) -> None:
        """Note that a review did not end while it was waited for."""
        with self._lock:
            self._endless[kind] = self._endless.get(kind, 0) + 1
