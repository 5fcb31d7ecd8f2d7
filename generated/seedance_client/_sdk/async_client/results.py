# Copied from openapi/companion/_sdk/async_client/results.py by scripts/regenerate: edit it there.
# pyright: standard
"""The methods of the client about existing tasks: query, wait, download."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping
from contextlib import aclosing
from pathlib import Path
from typing import Any, overload

from ..checks import check_count
from ..download.flows import download, forward
from ..download.target import BinaryFile, OnBytes, Target, check_on_bytes, check_target
from ..errors import SeedanceError
from ..query.get import get
from ..query.poll import WAIT_SECONDS, wait
from ..settings import for_call
from ..tasks import TaskState, list_of_tasks, note_path, task_id_of
from ..transport.async_concurrency import arun_many
from ..transport.effects import Emit, Flow
from .base import AsyncBase
from .driver import iterate, run
from .tasks import AsyncTask, AsyncVideo, bind


class AsyncResults(AsyncBase):
    """The methods about existing tasks. Each takes a task or its id."""

    async def get(
        self, task: TaskState | str, *, extra_headers: Mapping[str, str] | None = None, timeout: float | None = None
    ) -> AsyncTask:
        """Query a task; temporary errors are retried.

        Args:
            task: a task, or its id.
            extra_headers: headers for this call, in addition to the client's.
            timeout: seconds for all attempts; the default is `Limits.total`.

        Raises:
            NotConnected, BadAnswer, AuthenticationFailed, Refused, Busy: the query failed.
        """
        return self._bind(await run(get(for_call(self._settings, extra_headers, total=timeout), task), self._transport))

    async def wait(
        self,
        task: TaskState | str,
        *,
        timeout: float = WAIT_SECONDS,
        on_update: Callable[[AsyncTask], Any] | None = None,
        poll: tuple[float, float] | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> AsyncVideo:
        """Query a task until its video is ready; temporary errors are retried until the time limit.

        Args:
            task: a task, or its id.
            timeout: seconds; 0 queries once. The task may still be running afterwards.
            on_update: is called with the task when its state changes, when queries fail (`task.trouble` says why), and
                when they succeed again (`task.trouble` is None). It may be a coroutine function.
            poll: shortest and longest pause between two queries in seconds; the default is 20 to 40.
            extra_headers: headers for this call, in addition to the client's.

        Raises:
            TaskFailed: it ended without a video.
            WaitTimeout: it didn't end in time.
            AuthenticationFailed, Refused: the service answered so three times in a row.
            BadAnswer: the answers are about a different task, or the completed task doesn't get a video URL.
        """
        return await run(self._wait(task, timeout, on_update, poll, extra_headers), self._transport)

    async def wait_many(
        self,
        tasks: Iterable[TaskState | str],
        *,
        timeout: float = WAIT_SECONDS,
        on_update: Callable[[AsyncTask], Any] | None = None,
        poll: tuple[float, float] | None = None,
        concurrency: int = 16,
        extra_headers: Mapping[str, str] | None = None,
    ) -> list[AsyncVideo | SeedanceError]:
        """Wait for many tasks at the same time; returns the video or the error of each task, in the same order.

        A task that fails doesn't end the others.

        The arguments are those of `wait`, for each task; `concurrency` is the most queries at the same time. An error
        that `on_update` raises ends all.
        """
        results: dict[int, AsyncVideo | SeedanceError] = {}
        async with aclosing(self._wait_each(tasks, timeout, on_update, poll, concurrency, extra_headers)) as ended:
            async for place, result in ended:
                results[place] = result
        return [results[place] for place in sorted(results)]

    def as_completed(
        self,
        tasks: Iterable[TaskState | str],
        *,
        timeout: float = WAIT_SECONDS,
        on_update: Callable[[AsyncTask], Any] | None = None,
        poll: tuple[float, float] | None = None,
        concurrency: int = 16,
        extra_headers: Mapping[str, str] | None = None,
    ) -> AsyncGenerator[AsyncVideo | SeedanceError, None]:
        """Wait for many tasks at the same time; yields the video or the error of each task as soon as it has ended.

        A task that fails doesn't end the others; its error has the `task_id`. The arguments are those of `wait_many`.
        """
        return _results(self._wait_each(tasks, timeout, on_update, poll, concurrency, extra_headers))

    def _wait_each(
        self,
        tasks: Iterable[TaskState | str],
        timeout: float,
        on_update: Callable[[AsyncTask], Any] | None,
        poll: tuple[float, float] | None,
        concurrency: int,
        extra_headers: Mapping[str, str] | None,
    ) -> AsyncGenerator[tuple[int, AsyncVideo | SeedanceError], None]:
        """The place of each task, and its video or its error, as they end."""
        self._transport.check_open()
        check_count("concurrency", concurrency, 1)
        given = list_of_tasks(tasks)
        flows = [self._wait(task, timeout, on_update, poll, extra_headers) for task in given]
        return arun_many(flows, self._transport, concurrency)

    def _wait(
        self,
        task: TaskState | str,
        timeout: float,
        on_update: Callable[[AsyncTask], Any] | None,
        poll: tuple[float, float] | None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> Flow[AsyncVideo]:
        """Wait for a task, and bind its video to this client."""
        settings = for_call(self._settings, extra_headers, poll=poll)
        done = yield from wait(settings, self._journal, task, timeout=timeout, on_update=self._updates(on_update))
        return bind(AsyncVideo, done, self._client)

    @overload
    async def download(
        self,
        task: TaskState | str,
        to: str | os.PathLike[str],
        *,
        overwrite: bool = False,
        on_bytes: OnBytes | None = None,
        timeout: float | None = None,
    ) -> Path: ...

    @overload
    async def download(
        self,
        task: TaskState | str,
        to: BinaryFile,
        *,
        on_bytes: OnBytes | None = None,
        timeout: float | None = None,
    ) -> None: ...

    async def download(
        self,
        task: TaskState | str,
        to: Target,
        *,
        overwrite: bool = False,
        on_bytes: OnBytes | None = None,
        timeout: float | None = None,
    ) -> Path | None:
        """Download the MP4 of a completed task to a path, which is returned, or to a binary file object.

        A file exists only when it is complete. A file object gets the bytes as they arrive; if that ends with an error,
        they aren't a complete video.

        Args:
            task: a task, or its id.
            to: a path, whose folder gets a partial file, which a later call continues; or a file object, whose `write`
                takes bytes. A task as an object then has the path as its `path`, and a notebook plays it.
            overwrite: replace a file that exists, when the download is complete.
            on_bytes: is called as bytes arrive, with the number of bytes of the file so far, and of the whole file
                (None if it isn't known). It may be a coroutine function.
            timeout: seconds for the whole download; the default is `Limits.download`.

        Raises:
            InvalidOutput: it can't be written there, for example because the file exists; nothing was sent.
            DownloadFailed: the task isn't completed, or its video can't be downloaded completely or written. Don't
                create the task again: download it later by its id.
            ResultExpired: the video is lost: its URL doesn't work, and the task is older than 24 hours.
            BadAnswer: the task is completed, but the service doesn't give a URL.
        """
        check_on_bytes(on_bytes)
        target = check_target(to, overwrite=overwrite, task_id=task_id_of(task))
        settings = for_call(self._settings, download=timeout)
        flow = download(settings, self._journal, task, target, overwrite=overwrite, on_bytes=on_bytes)
        path = await run(flow, self._transport)
        note_path(task, path)
        return path

    async def read(
        self, task: TaskState | str, *, on_bytes: OnBytes | None = None, timeout: float | None = None
    ) -> bytes:
        """Download the MP4 of a completed task into memory; the arguments are those of `download`.

        Raises:
            DownloadFailed, ResultExpired, BadAnswer: as `download`.
        """
        return b"".join([chunk async for chunk in self.iter_bytes(task, on_bytes=on_bytes, timeout=timeout)])

    def iter_bytes(
        self, task: TaskState | str, *, on_bytes: OnBytes | None = None, timeout: float | None = None
    ) -> AsyncGenerator[bytes, None]:
        """Iterate over the bytes of the MP4 of a completed task as they arrive; the arguments are those of `download`.

        After a break, the download continues with the next byte. If the iteration ends with an error, the chunks so far
        aren't a complete video.

        Raises:
            DownloadFailed, ResultExpired, BadAnswer: as `download`.
        """
        task_id_of(task)
        check_on_bytes(on_bytes)
        self._transport.check_open()
        settings = for_call(self._settings, download=timeout)
        return iterate(forward(settings, self._journal, task, Emit, on_bytes=on_bytes), self._transport)


async def _results(
    ended: AsyncGenerator[tuple[int, AsyncVideo | SeedanceError], None],
) -> AsyncGenerator[AsyncVideo | SeedanceError, None]:
    """The results alone."""
    async with aclosing(ended):
        async for _, result in ended:
            yield result
