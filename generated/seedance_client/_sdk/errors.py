# Copied from openapi/companion/_sdk/errors.py by scripts/regenerate: edit it there.
# pyright: standard
"""The errors of the client.

SeedanceError
  InvalidRequest       the request breaks documented rules; nothing was sent
  InvalidOutput        the video can't be written to this path or file object; nothing was sent
  SpendingLimit        the request would exceed your limit on tasks or cost; nothing was sent
    DuplicateRequest   the same request may have been billed already; nothing was sent
  JournalError         the journal can't be read, locked or written; before a request, this means that nothing was sent
  HostingFailed        a local file couldn't be stored; nothing was sent
  NotConnected         the client can't connect to the service; nothing was accepted
  AuthenticationFailed the key was refused
  Refused              the service certainly refused the request; no task was started
    Busy               the service was still busy when the retry budget was used up
  OutcomeUnknown       a task may have been started and billed: don't send it again before you have looked
  BadAnswer            the answer to a query can't be understood; asking again is harmless
    OtherTask          the answer is about another task
    NoAddress          the task is completed, but the answer doesn't give the URL of its video
  TaskFailed           the task ended without a video
  AssetFailed          the asset library didn't accept the asset
  WaitTimeout          the time limit is over; the task may still be running, or its video doesn't have a URL yet
  DownloadFailed       the video couldn't be downloaded completely; the task is finished and paid for
    ResultExpired      the video is gone: the task is older than 24 hours
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Self

from .create.rules import Problem


class SeedanceError(Exception):
    """Base class of all errors that this client reports.

    Attributes:
        task_id: the task that it is about, if it is known.
        request: the request as "METHOD path", without the key.
        request_id: the id that this client gave the request; a create sends it as `X-Client-Request-Id`.
        status: the HTTP status of the answer, or None if there was no answer.
        answer: the first characters of the answer, without the key; empty if there was no answer.
        code: the service's own error code, or None.
        headers: the headers of the answer by their names in lower case, without cookies; empty if there was no answer.
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
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.task_id = task_id
        self.request = request
        self.request_id = request_id
        self.status = status
        self.answer = answer
        self.code = code
        self.headers = dict(headers or {})

    def __reduce__(self) -> tuple[Any, ...]:
        """For pickle and copy, with the `errno` that some errors have beside their `__dict__`."""
        number = getattr(self, "errno", None)
        return type(self), self.args, vars(self) | ({} if number is None else {"errno": number})

    def to_dict(self) -> dict[str, Any]:
        """The error as JSON-ready data, for `from_dict`: its class as `type`, its `message`, and its attributes."""
        from .serializing import error_to_dict

        return error_to_dict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The error that `to_dict` has described, in its own class.

        Raises:
            TypeError, ValueError: the data isn't from `to_dict`, or is another kind of error.
        """
        from .serializing import error_from_dict

        return error_from_dict(cls, data)


class InvalidRequest(SeedanceError, ValueError):
    """The request breaks documented rules; nothing was sent.

    Attributes:
        problems: every broken rule with its field, its value and what to do.
    """

    def __init__(self, message: str, *, problems: Sequence[Problem] = (), **details: Any) -> None:
        super().__init__(message, **details)
        self.problems = tuple(problems)


class InvalidOutput(SeedanceError, OSError):
    """The video can't be written to this path or file object; nothing was sent.

    `errno` says why: EEXIST (there is a file, and `overwrite` isn't set), ENOENT (the folder is missing), EISDIR,
    EACCES and so on.
    """

    @classmethod
    def of(cls, number: int, message: str, *, task_id: str | None = None) -> Self:
        """The error with a number of the module errno."""
        error = cls(message, task_id=task_id)
        error.errno = number
        return error


class SpendingLimit(SeedanceError):
    """The request would exceed the limit on tasks or cost that you set; nothing was sent."""


class DuplicateRequest(SpendingLimit):
    """The same request may have been billed already; nothing was sent. Check first; then `again=True` sends it.

    With a journal: an identical request was sent within the journal's window, and wasn't refused. Without a journal:
    this client sent an identical request, and its outcome is unknown. Identical requests that are being sent or were
    accepted don't block it, because several takes of one prompt are normal use.

    `task_id` is the task of the earlier request, if it is known.
    """


class JournalError(SeedanceError, OSError):
    """The journal can't be read, locked or written. Before a request, this means that nothing was sent."""


class HostingFailed(SeedanceError):
    """A local file couldn't be stored by the client's `hosting`. Nothing was sent to the service, or billed.

    The host's own error is its `__cause__`.
    """


class NotConnected(SeedanceError):
    """The client can't connect to the service. A create wasn't sent, and can safely be sent again."""


class AuthenticationFailed(SeedanceError):
    """The service refused the key. A create was not accepted."""


class Refused(SeedanceError):
    """The service refused the request; the message says why. No task was started.

    A create raises this only if it is certain: nothing in the answer could be a task's id. Otherwise it raises
    OutcomeUnknown.
    """


class Busy(Refused):
    """The service is busy (429, or 503 with Retry-After), and the retry budget is used up.

    Attributes:
        retry_after: seconds that the service asks to wait, or None if it doesn't say.
    """

    def __init__(self, message: str, *, retry_after: float | None = None, **details: Any) -> None:
        super().__init__(message, **details)
        self.retry_after = retry_after


class OutcomeUnknown(SeedanceError):
    """The request may have been accepted and billed. It was sent once, and the client doesn't send it again.

    There was no answer, or it was damaged, or it neither clearly names a task nor certainly refuses the request. A
    refusal that contains something that could be an id is such an answer, and so is a task that failed immediately.

    If `task_id` is set, it was found in the answer: wait for that task. If not, check your account before you send the
    request again: the API can't tell.

    Attributes:
        body_hash: SHA-256 of the request's canonical JSON, hexadecimal, as in the journal.
        sent_at: when it was sent, in Unix seconds.
        failed_at: when the error was raised, in Unix seconds.
    """

    def __init__(
        self, message: str, *, body_hash: str = "", sent_at: float = 0.0, failed_at: float = 0.0, **details: Any
    ) -> None:
        super().__init__(message, **details)
        self.body_hash = body_hash
        self.sent_at = sent_at
        self.failed_at = failed_at


class BadAnswer(SeedanceError):
    """The answer to a query can't be understood, or the service has an internal error; asking again is harmless."""


class OtherTask(BadAnswer):
    """The answer is about a different task."""


class NoAddress(BadAnswer):
    """The service says that a task is completed, but doesn't give a URL of its video that can be downloaded.

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
    """The asset library didn't accept the asset. `asset` is its last state."""

    def __init__(self, message: str, *, asset: Any = None, **details: Any) -> None:
        super().__init__(message, **details)
        self.asset = asset


class WaitTimeout(SeedanceError, TimeoutError):
    """The time limit is over; wait again. `task` is its last known state.

    The task may still be running, unless the service says that it is completed without a URL of its video
    (`task.lacks_address`): then it is paid for. The message has the last status with its reason, and the last error.
    """

    def __init__(self, message: str, *, task: Any = None, **details: Any) -> None:
        super().__init__(message, **details)
        self.task = task


class DownloadFailed(SeedanceError):
    """The video couldn't be downloaded completely. The target is unchanged; a later download continues.

    The task is paid for: don't create it again. A download by its id asks the service for a new URL.
    """


class ResultExpired(DownloadFailed):
    """The video is gone: the service keeps a result for 24 hours, and the task is older."""
