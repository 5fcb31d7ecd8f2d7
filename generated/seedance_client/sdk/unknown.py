# Copied from openapi/companion/sdk/unknown.py by scripts/regenerate: edit it there.
"""The requests of one client of which nobody knows whether they started a task, so that none is sent again unawares."""

from __future__ import annotations

import threading
from collections import OrderedDict

from attrs import frozen

from .errors import DuplicateRequest

__all__ = ["UnknownOutcomes"]

MOST = 10_000
"""Requests that are remembered; the oldest is forgotten for the next one."""


@frozen
class _Sent:
    request_id: str
    at: float
    task_id: str | None


class UnknownOutcomes:
    """Bodies of requests whose outcome is unknown, by their hash. Several threads may use it.

    Only an unknown outcome blocks. Bodies that are on their way, or were accepted, don't: several takes of one prompt,
    also at the same time, are a normal use, and each of them is meant to be paid for.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sent: OrderedDict[str, _Sent] = OrderedDict()

    def check(self, digest: str, now: float) -> None:
        """Refuse a body whose outcome is unknown.

        Raises:
            DuplicateRequest: it is.
        """
        with self._lock:
            sent = self._sent.get(digest)
        if sent is not None:
            look = f"wait for task {sent.task_id}" if sent.task_id else "look into your account"
            raise DuplicateRequest(
                f"an identical request was sent {now - sent.at:.0f} s ago (request {sent.request_id}), and it isn't "
                f"known whether it was billed: {look} first; again=True sends it once more, and may bill it twice",
                task_id=sent.task_id,
                request_id=sent.request_id,
            )

    def add(self, digest: str, request_id: str, sent_at: float, task_id: str | None) -> None:
        """Remember a request whose outcome is unknown, with its task's id if that could be read."""
        with self._lock:
            self._sent.pop(digest, None)
            self._sent[digest] = _Sent(request_id, sent_at, task_id)
            while len(self._sent) > MOST:
                self._sent.popitem(last=False)

    def forget(self, digest: str) -> None:
        """Unblock a body: its user has looked, has sent it again, and that was accepted."""
        with self._lock:
            self._sent.pop(digest, None)
