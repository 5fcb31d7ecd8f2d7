"""The log of recent calls, which shows testers what a client sent; of a key it shows only a fingerprint."""

from collections import deque

from seedance_conformance.mock.api.calls import Call
from seedance_conformance.mock.state.clock import Clock

_CALLS = 500
_LONGEST_BODY = 4096  # bytes of a body that are shown


class CallLog:
    """Keeps the last 500 calls."""

    def __init__(self, clock: Clock) -> None:
        self._now = clock.now
        self._calls: deque[tuple[float, Call, int]] = deque(maxlen=_CALLS)

    def add(self, call: Call, status: int) -> None:
        """Log a call and the status of its answer."""
        if len(call.body) > _LONGEST_BODY:
            call.body = call.body[:_LONGEST_BODY]
        call.document = None
        call.authorization = None
        self._calls.append((self._now(), call, status))

    def clear(self) -> None:
        """Forget all calls."""
        self._calls.clear()

    def entries(self) -> list[dict[str, object]]:
        """The calls, oldest first; `key` is a fingerprint that only tells two keys apart."""
        return [
            {
                "time": round(moment, 6),
                "operation": call.operation,
                "method": call.method,
                "path": call.path,
                "key": None if call.owner is None else call.owner[:4].hex(),
                "body": call.body.decode("utf-8", "replace"),
                "status": status,
            }
            for moment, call, status in self._calls
        ]
