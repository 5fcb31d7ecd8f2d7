# Copied from openapi/companion/_sdk/async_client/tasks.py by scripts/regenerate: edit it there.
# pyright: standard
"""Tasks and videos that are bound to the client that can query and download them."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, overload

from ..checks import kind_of
from ..download.target import BinaryFile, OnBytes, Target
from ..query.poll import WAIT_SECONDS
from ..tasks import TaskState

if TYPE_CHECKING:
    import os
    from pathlib import Path

    from .client import AsyncSeedance

T = TypeVar("T", bound="AsyncTask")


class AsyncTask(TaskState):
    """A task of an `AsyncSeedance` client.

    Its methods are those of the client, which say what they raise. A copy, a pickle, and a task made from data have no
    client: their methods raise a RuntimeError, so pass them to the client's.
    """

    _owner: AsyncSeedance | None = None

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], client: AsyncSeedance | None = None) -> Self:
        """The task that `to_dict` has described, bound to a client if it is given.

        Raises:
            TypeError, ValueError: the data isn't from `to_dict`, or the client isn't an `AsyncSeedance`.
        """
        from .client import AsyncSeedance  # here, because it imports this module

        given: object = client
        if given is not None and not isinstance(given, AsyncSeedance):
            wanted = AsyncSeedance.__name__
            raise TypeError(f"{cls.__name__}.from_dict needs a client of type {wanted}; got {kind_of(given)}")
        return _bound(super().from_dict(data), client)

    async def refresh(self, *, timeout: float | None = None) -> AsyncTask:
        """Query the task, and return its new state; see `AsyncSeedance.get`.

        Raises:
            NotConnected, BadAnswer, AuthenticationFailed, Refused, Busy: the query failed.
            RuntimeError: this is a copy without a client.
        """
        return await self._client().get(self, timeout=timeout)

    async def wait(
        self,
        *,
        timeout: float = WAIT_SECONDS,
        on_update: Callable[[AsyncTask], Any] | None = None,
        poll: tuple[float, float] | None = None,
    ) -> AsyncVideo:
        """Wait until the video is ready; see `AsyncSeedance.wait`.

        Raises:
            TaskFailed, WaitTimeout, AuthenticationFailed, Refused, BadAnswer: as `AsyncSeedance.wait`.
            RuntimeError: this is a copy without a client.
        """
        return await self._client().wait(self, timeout=timeout, on_update=on_update, poll=poll)

    @overload
    async def download(
        self, to: str | os.PathLike[str], *, overwrite: bool = False, on_bytes: OnBytes | None = None
    ) -> Path: ...

    @overload
    async def download(self, to: BinaryFile, *, on_bytes: OnBytes | None = None) -> None: ...

    async def download(self, to: Target, *, overwrite: bool = False, on_bytes: OnBytes | None = None) -> Path | None:
        """Download the MP4 to a path or a file object; see `AsyncSeedance.download`.

        Raises:
            InvalidOutput, DownloadFailed, ResultExpired, BadAnswer: as `AsyncSeedance.download`.
            RuntimeError: this is a copy without a client.
        """
        client: Any = self._client()  # its overloads separate paths and file objects
        path: Path | None = await client.download(self, to, overwrite=overwrite, on_bytes=on_bytes)
        return path

    async def read(self, *, on_bytes: OnBytes | None = None) -> bytes:
        """Download the MP4 into memory; see `AsyncSeedance.read`.

        Raises:
            DownloadFailed, ResultExpired, BadAnswer: as `AsyncSeedance.download`.
            RuntimeError: this is a copy without a client.
        """
        return await self._client().read(self, on_bytes=on_bytes)

    def iter_bytes(self, *, on_bytes: OnBytes | None = None) -> AsyncGenerator[bytes, None]:
        """Iterate over the bytes of the MP4 as they arrive; see `AsyncSeedance.iter_bytes`.

        Raises:
            DownloadFailed, ResultExpired, BadAnswer: as `AsyncSeedance.download`.
            RuntimeError: this is a copy without a client.
        """
        return self._client().iter_bytes(self, on_bytes=on_bytes)

    def _client(self) -> AsyncSeedance:
        if self._owner is None:
            raise RuntimeError(
                f"this {type(self).__name__} is a copy without a client: pass it to a method of the client, as in "
                f"client.download({self.id!r}, path)"
            )
        return self._owner

    def __getstate__(self) -> dict[str, Any]:
        # A client holds a key and connections: neither belongs into a pickle or a copy.
        return {name: value for name, value in self.__dict__.items() if name != "_owner"}


class AsyncVideo(AsyncTask):
    """A completed task of an `AsyncSeedance` client."""


def bind(kind: type[T], state: TaskState, client: AsyncSeedance) -> T:
    """A task or a video that its client can query and download; its fields are checked already."""
    task = kind.__new__(kind)
    task.__dict__.update(state.__dict__)
    return _bound(task, client)


def _bound(task: T, client: AsyncSeedance | None) -> T:
    """A task with its client, which isn't a field: `attrs.asdict`, comparisons and reprs don't see it."""
    object.__setattr__(task, "_owner", client)
    return task
