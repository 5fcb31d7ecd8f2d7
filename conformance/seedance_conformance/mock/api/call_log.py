"""The log of recent calls, which shows testers what a client sent; of a key it shows only a fingerprint."""

import asyncio
import time
from collections import deque
from operator import itemgetter
from typing import TypeAlias

import msgspec

from seedance_conformance.mock.api.calls import Call
from seedance_conformance.mock.state.clock import Clock
from seedance_conformance.mock.state.interface import SharedStore

_CALLS = 500
_TimedCalls: TypeAlias = list[tuple[float, dict[str, object]]]  # Unix time of the machine, and entry
_LONGEST_BODY = 4096  # bytes of a body that are shown
_FLUSH_SECONDS = 0.1  # a worker gives its calls to the store this long after the first of them


class CallLog:
    """Keeps the last 500 calls."""

    settle_seconds = 0.0
    """Until the log has the calls of all workers."""

    def __init__(self, clock: Clock) -> None:
        self._now = clock.now
        self._calls: deque[tuple[float, Call, int]] = deque(maxlen=_CALLS)

    def add(self, call: Call, status: int) -> None:
        """Log a call and the status of its answer. The call loses what the log doesn't show, to save memory."""
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
        return [_entry(*call) for call in self._calls]


class SharedCallLog(CallLog):
    """Keeps the last 500 calls of all workers of a store. `add` needs a running event loop."""

    settle_seconds = 1.5 * _FLUSH_SECONDS

    def __init__(self, clock: Clock, store: SharedStore) -> None:
        super().__init__(clock)
        self._store = store
        self._times: deque[float] = deque(maxlen=_CALLS)
        self._flush_is_due = False

    def add(self, call: Call, status: int) -> None:
        """Log a call and the status of its answer."""
        super().add(call, status)
        self._times.append(time.time())
        if not self._flush_is_due:
            self._flush_is_due = True
            asyncio.get_running_loop().call_later(_FLUSH_SECONDS, self._flush)

    def _flush(self) -> None:
        """Move the calls of this worker to the store."""
        self._flush_is_due = False
        timed = [(moment, _entry(*call)) for moment, call in zip(self._times, self._calls, strict=True)]
        if timed:
            self._store.note_calls(msgspec.json.encode(timed), len(timed))
        self._times.clear()
        super().clear()

    def clear(self) -> None:
        """Forget all calls."""
        super().clear()
        self._times.clear()
        self._store.clear_calls()

    def entries(self) -> list[dict[str, object]]:
        """The calls of all workers, in the order of their real time."""
        timed = [call for piece in self._store.calls() for call in msgspec.json.decode(piece, type=_TimedCalls)]
        return [entry for _, entry in sorted(timed, key=itemgetter(0))[-_CALLS:]]


def _entry(moment: float, call: Call, status: int) -> dict[str, object]:
    return {
        "time": round(moment, 6),
        "operation": call.operation,
        "method": call.method,
        "path": call.path,
        "key": None if call.owner is None else call.owner[:4].hex(),
        "body": call.body.decode("utf-8", "replace"),
        "status": status,
    }
