"""What can go wrong, as one small hierarchy.

SeedanceError
  InvalidRequest       the request breaks documented rules; nothing was sent
  SpendingLimit        the limit on tasks or cost would be exceeded; nothing was sent
    DuplicateRequest   the same request may have been billed already; nothing was sent
  JournalError         the journal can't be read, locked or written; where it happens before a request, nothing was sent
  NotConnected         the service can't be reached; nothing was accepted
  AuthenticationFailed the key was refused
  Refused              the service said no for certain; no task was started
    Busy               too many requests, beyond the budget for waiting
  OutcomeUnknown       a task may have been started and billed: don't send it again before you have looked
  BadAnswer            an answer about a task or an asset can't be understood; asking again does no harm
    OtherTask          it is about another task
    NoAddress          the task is completed, and there is no address of its video
  TaskFailed           the task ended without a video
  AssetFailed          the asset was not accepted by the library
  WaitTimeout          the time is over; the task goes on, or its video has no address yet
  DownloadFailed       the video could not be fetched whole; the task is finished and paid for
    ResultExpired      it is gone: the task is older than 24 hours
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .preflight import Problem

__all__ = [
    "AssetFailed",
    "AuthenticationFailed",
    "BadAnswer",
    "Busy",
    "DownloadFailed",
    "DuplicateRequest",
    "InvalidRequest",
    "JournalError",
    "NotConnected",
    "OutcomeUnknown",
    "Refused",
    "ResultExpired",
    "SeedanceError",
    "SpendingLimit",
    "TaskFailed",
    "WaitTimeout",
]


class SeedanceError(Exception):
    """Any trouble that this client reports.

    Attributes:
        task_id: the task that it is about, where one is known.
        request: what was asked, as "METHOD path", without the key.
        request_id: the id that this client gave the request; a create has sent it as `X-Client-Request-Id`.
        status: the HTTP status of the answer, or None without one.
        answer: the beginning of the answer's text, without the key; empty without one.
        code: the service's own error code, or None.
    """

    def __init__(
        self,
        message: str,
        *,
        task_id: str | None = None,
        request: str | None = None,
        request_id: str | None = None,
        status: int | None = None,
        answer: str = "",
        code: str | None = None,
    ) -> None:
        super().__init__(message)
        self.task_id = task_id
        self.request = request
        self.request_id = request_id
        self.status = status
        self.answer = answer
        self.code = code


class InvalidRequest(SeedanceError, ValueError):
    """The request breaks documented rules; nothing was sent.

    Attributes:
        problems: every broken rule with its field, its value and the remedy.
    """

    def __init__(self, message: str, *, problems: Sequence[Problem] = (), **details: Any) -> None:
        super().__init__(message, **details)
        self.problems = tuple(problems)


class SpendingLimit(SeedanceError):
    """The limit on tasks or cost that you set would be exceeded; nothing was sent."""


class DuplicateRequest(SpendingLimit):
    """The same request may have been billed already; nothing was sent. Look first; then `again=True` sends it.

    With a journal: an identical request was sent within its window, and not refused. Without one: this client sent an
    identical request, and its outcome is unknown; requests that are on their way or were accepted don't block it, for
    several takes of one prompt are a normal use.

    Its `task_id` is that of the earlier request, where it is known.
    """


class JournalError(SeedanceError, OSError):
    """The journal can't be read, locked or written. Where it happens before a request, nothing was sent."""


class NotConnected(SeedanceError):
    """The service can't be reached. For a create: it was never sent, and may be sent again."""


class AuthenticationFailed(SeedanceError):
    """The key was refused. A create was not accepted."""


class Refused(SeedanceError):
    """The service refused the request, and says why in its message. No task was started.

    A create ends so only if that is certain: nothing in the answer could be a task's id. Else it is OutcomeUnknown.
    """


class Busy(Refused):
    """Too many requests (429, or 503 with Retry-After), for longer than the budget for waiting.

    Attributes:
        retry_after: seconds that the service asks to wait, or None if it doesn't say.
    """

    def __init__(self, message: str, *, retry_after: float | None = None, **details: Any) -> None:
        super().__init__(message, **details)
        self.retry_after = retry_after


class OutcomeUnknown(SeedanceError):
    """The request may have been accepted and billed: the answer doesn't tell. It was sent once, and isn't sent again.

    No answer came, or a damaged one, or one that neither names a task beyond doubt nor refuses for certain. A refusal
    that has something that could be an id is such an answer, and so is a task that has failed at once.

    If `task_id` is set, it was salvaged from the answer: wait for it. If not, look into the account before you send
    the request again: the API has no way to ask.

    Attributes:
        body_hash: SHA-256 of the request's canonical JSON, hexadecimal; the journal and the log have the same.
        sent_at: when it was sent, in Unix seconds.
        failed_at: when the answer failed to come, in Unix seconds.
    """

    def __init__(
        self, message: str, *, body_hash: str = "", sent_at: float = 0.0, failed_at: float = 0.0, **details: Any
    ) -> None:
        super().__init__(message, **details)
        self.body_hash = body_hash
        self.sent_at = sent_at
        self.failed_at = failed_at


class BadAnswer(SeedanceError):
    """An answer to a question can't be understood, or the service is out of order; asking again does no harm."""


class OtherTask(BadAnswer):
    """The answer is about another task than the one that was asked for."""


class NoAddress(BadAnswer):
    """The service says that a task is completed, and gives no address of its video that could be fetched.

    Attributes:
        task: its last state.
    """

    def __init__(self, message: str, *, task: Any = None, **details: Any) -> None:
        super().__init__(message, **details)
        self.task = task


class TaskFailed(SeedanceError):
    """The task ended without a video.

    The message has the service's reason and code, where it gives them.

    Attributes:
        task: its last state.
        reason: why it failed, in the service's words, or None.
        code: the service's own error code, or None.
    """

    def __init__(self, message: str, *, task: Any = None, reason: str | None = None, **details: Any) -> None:
        super().__init__(message, **details)
        self.task = task
        self.reason = reason


class AssetFailed(SeedanceError):
    """The library did not accept the asset. `asset` is its last state."""

    def __init__(self, message: str, *, asset: Any = None, **details: Any) -> None:
        super().__init__(message, **details)
        self.asset = asset


class WaitTimeout(SeedanceError, TimeoutError):
    """The time to wait is over; wait again. `task` is its last known state.

    The task goes on, unless the service says that it is completed (`task.lacks_address`) and gives no address of its
    video: then it is paid for. The message has the last status, what the service says beside it, and the last trouble.
    """

    def __init__(self, message: str, *, task: Any = None, **details: Any) -> None:
        super().__init__(message, **details)
        self.task = task


class DownloadFailed(SeedanceError):
    """The video could not be fetched whole. Nothing was written to its place; a later download goes on from here.

    The task is paid for, and a download by its id asks for a fresh address: don't create it again.
    """


class ResultExpired(DownloadFailed):
    """The video is gone: the task is older than the 24 hours for which the service keeps a result."""
