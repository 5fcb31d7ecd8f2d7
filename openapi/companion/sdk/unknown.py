"""The requests of a client whose outcome is unknown, so that none is sent again by accident."""

from __future__ import annotations

import threading
from collections import OrderedDict

from attrs import frozen

from .errors import DuplicateRequest

__all__ = ["UnknownOutcomes"]

MOST = 10_000
"""The most requests that are remembered; then the oldest is forgotten."""


@frozen
class _Sent:
    request_id: str
    at: float
    task_id: str | None


class UnknownOutcomes:
    """Requests whose outcome is unknown, by the hash of their body. Thread-safe.

    Only an unknown outcome blocks a body. Bodies that are being sent, or were accepted, don't: several takes of one
    prompt, even at the same time, are normal use, and the user wants to pay for each.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sent: OrderedDict[str, _Sent] = OrderedDict()

    def check(self, digest: str, now: float) -> None:
        """Check that a body's outcome isn't unknown.

        Raises:
            DuplicateRequest: it is unknown.
        """
        with self._lock:
            sent = self._sent.get(digest)
        if sent is not None:
            look = f"wait for task {sent.task_id}" if sent.task_id else "check your account"
            raise DuplicateRequest(
                f"an identical request was sent {now - sent.at:.0f} s ago (request {sent.request_id}), and it isn't "
                f"known whether it was billed: {look} first; again=True sends it once more, and may bill it twice",
                task_id=sent.task_id,
                request_id=sent.request_id,
            )

    def add(self, digest: str, request_id: str, sent_at: float, task_id: str | None) -> None:
        """Remember a request whose outcome is unknown, with its task's id if the answer has one."""
        with self._lock:
            self._sent.pop(digest, None)
            self._sent[digest] = _Sent(request_id, sent_at, task_id)
            while len(self._sent) > MOST:
                self._sent.popitem(last=False)

    def forget(self, digest: str) -> None:
        """Unblock a body: the user has sent it again, and it was accepted."""
        with self._lock:
            self._sent.pop(digest, None)
