"""Read and set the clock of a mock (`POST /_mock/clock` at the root of the host, without the prefix)."""

import json
from urllib.parse import urljoin

from seedance_conformance.transport.errors import TransportError
from seedance_conformance.transport.target import Target


class MockClock:
    """The clock of one target; a remote one never gets such a request."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._url = None if target.remote else urljoin(target.base_url, "/_mock/clock")

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
        connections, content = self._target.connections, json.dumps(order).encode()
        headers = self._target.headers.build(None, content=content)
        try:
            answer = connections.send(connections.build("POST", self._url, headers, content), once=True)
            now = json.loads(answer.body)["now"] if answer.status == 200 else None
        except (TransportError, ValueError, KeyError, TypeError):
            return None
        return float(now) if isinstance(now, int | float) and not isinstance(now, bool) else None
