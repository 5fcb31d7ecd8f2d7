"""Read and set the clock of a mock (`POST /_mock/clock` at the root of the host, without the prefix)."""

from urllib.parse import urlsplit

import httpx

from seedance_conformance.transport.target import Target

_PATH = "/_mock/clock"


class MockClock:
    """The clock of one target.

    Args:
        target: to control; remote targets never get such a request.
    """

    def __init__(self, target: Target) -> None:
        parts = urlsplit(target.base_url)
        self._url = None if target.remote else f"{parts.scheme}://{parts.netloc}{_PATH}"

    def now(self) -> float | None:
        """The time in Unix seconds, or None if the target has no such clock."""
        return self._moved({"advance": 0})

    def advance(self, seconds: float) -> bool:
        """Move the clock forward; return whether that worked."""
        return self._moved({"advance": seconds}) is not None

    def set(self, time: float) -> bool:
        """Set the clock to Unix seconds; return whether that worked."""
        return self._moved({"set": time}) is not None

    def _moved(self, order: dict[str, float]) -> float | None:
        if self._url is None:
            return None
        try:
            answer = httpx.post(self._url, json=order, timeout=5.0, trust_env=False)
            now = answer.json()["now"] if answer.status_code == 200 else None
        except (httpx.HTTPError, ValueError, KeyError, TypeError):
            return None
        return float(now) if isinstance(now, int | float) and not isinstance(now, bool) else None
