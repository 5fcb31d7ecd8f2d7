"""The clock of a mock, which a tester may move (`POST /_mock/clock`, below the host and not the base URL)."""

from urllib.parse import urlsplit

import httpx

from seedance_conformance.transport.target import Target

_PATH = "/_mock/clock"


class MockClock:
    """Moves the clock of one target.

    Args:
        target: on this machine; another one is never asked.
    """

    def __init__(self, target: Target) -> None:
        parts = urlsplit(target.base_url)
        self._url = None if target.remote else f"{parts.scheme}://{parts.netloc}{_PATH}"

    def now(self) -> float | None:
        """What the clock says, in Unix seconds; None for a target without such a clock."""
        return self._moved({"advance": 0})

    def advance(self, seconds: float) -> bool:
        """Put the clock forward; whether it went."""
        return self._moved({"advance": seconds}) is not None

    def set(self, time: float) -> bool:
        """Put the clock to a time in Unix seconds; whether it went."""
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
