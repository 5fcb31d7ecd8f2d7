"""The client: create, wait, download."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self, overload

from attrs import evolve

from ..create.request import Body, Frames, References, make_body, read_body
from ..create.send import create
from ..create.spending import SpendingGuard
from ..download.fetch import download
from ..errors import SeedanceError
from ..journal.flows import Open, resume, settle
from ..journal.journal import Journal
from ..query.get import get
from ..query.poll import WAIT_SECONDS, wait
from ..settings import Clock, Limits, Secret, make_settings
from ..tasks import Task
from ..transport.concurrency import arun_many
from ..transport.effects import Flow
from .assets import AsyncAssets
from .driver import run
from .video import AsyncVideo, bind

if TYPE_CHECKING:
    from ...models import AspectRatio, ProModel, StandardModel
    from ..transport.connections import AsyncClient, AsyncHttpxTransport

__all__ = ["AsyncSeedance"]


class AsyncSeedance:
    """A client of the Seedance 2.0 video API, for asyncio.

    Example::

        async with AsyncSeedance() as client:
            task = await client.create("A red fox runs through snow", model="seedance_2_0_pro")
            video = await client.wait(task)
            await video.download("fox.mp4")

    A cancelled call leaves nothing behind, except a request that was already sent: the journal has it.

    Args:
        api_key: the API key; the default is SEEDANCE_API_KEY.
        base_url: the address with its prefix; the default is SEEDANCE_BASE_URL, or the public service.
        journal: a file that records each request before it is sent, so that `resume` finds every task after a crash.
            Its file system must support locks and syncs.
        limits: time limits, poll interval and retry budget.
        max_tasks: the most tasks that this client may start.
        prices: the price of a second of video by model, in your currency; needed for max_cost.
        max_cost: the most that all tasks of this client may cost.
        http_client: your own httpx.AsyncClient, which you close yourself. Make it with
            `limits=httpx.Limits(max_keepalive_connections=0)` if each create must have a new connection.
        transport: a transport for the client's own httpx.AsyncClient, for example httpx_aiohttp.AiohttpTransport().
        proxy: the address of a proxy; the default is the environment's. Not with http_client or transport.
        verify: False, or an ssl.SSLContext. Not with http_client or transport.
        clock: where the time comes from, for tests.

    Raises:
        ValueError: there is no key, or an argument can't be used; the message says which, why, and what to do.
        TypeError: an argument has the wrong type.
        ImportError: a journal needs file locks, and this system has none without the package `filelock`.
    """

    def __init__(
        self,
        api_key: str | None = None,
        *,
        base_url: str | None = None,
        journal: Journal | str | os.PathLike[str] | None = None,
        limits: Limits | None = None,
        max_tasks: int | None = None,
        prices: Mapping[str, float] | None = None,
        max_cost: float | None = None,
        http_client: AsyncClient | None = None,
        transport: AsyncHttpxTransport | None = None,
        proxy: str | None = None,
        verify: Any = True,
        clock: Clock | None = None,
    ) -> None:
        key = None if api_key is None else Secret(api_key)
        del api_key  # a traceback with local variables must not show it
        self._settings = make_settings(key, base_url, limits, max_tasks, prices, max_cost, clock)
        self._guard = SpendingGuard(self._settings)
        self._journal = journal if journal is None or isinstance(journal, Journal) else Journal(journal)
        from ..transport.http import AsyncHttpTransport  # httpx is imported when a client is made, not with the package

        options = {"transport": transport, "proxy": proxy, "verify": None if verify is True else verify}
        self._transport = AsyncHttpTransport(self._settings, http_client, options)
        self.assets = AsyncAssets(self._settings, self._journal, self._transport)

    def __repr__(self) -> str:
        settings = getattr(self, "_settings", None)  # a traceback may show a client whose __init__ failed
        return f"AsyncSeedance(base_url={settings.base_url!r})" if settings else "AsyncSeedance(unfinished)"

    @overload
    async def create(
        self,
        prompt: str,
        media: Frames | References[Any] | None = None,
        *,
        model: ProModel,
        duration: int | None = None,
        aspect_ratio: AspectRatio | None = None,
        generate_audio: bool | None = None,
        again: bool = False,
    ) -> Task: ...

    @overload
    async def create(
        self,
        prompt: str,
        media: References[Literal[True]],
        *,
        model: StandardModel,
        duration: int | None = None,
        aspect_ratio: AspectRatio | None = None,
        generate_audio: bool | None = None,
        again: bool = False,
    ) -> Task: ...

    @overload
    async def create(
        self,
        prompt: str,
        media: Frames | References[Any] | None = None,
        *,
        model: str,
        duration: int | None = None,
        aspect_ratio: str | None = None,
        generate_audio: bool | None = None,
        unchecked: Literal[True],
        again: bool = False,
    ) -> Task: ...

    async def create(
        self,
        prompt: str,
        media: Frames | References[Any] | None = None,
        *,
        model: str,
        duration: int | None = None,
        aspect_ratio: str | None = None,
        generate_audio: bool | None = None,
        unchecked: bool = False,
        again: bool = False,
    ) -> Task:
        """Create a task. It is billed once it is accepted, and never sent twice.

        Args:
            prompt: a description of the video; it refers to references by type and position ("image 2").
            media: Frames (pro models), References (standard models need a clip), or None (pro models).
            model: one of the four models.
            duration: 4 to 15 whole seconds; the service's default is 5.
            aspect_ratio: the service's default is 16:9.
            generate_audio: whether the video has sound; the service's default is True.
            unchecked: send the request even if it breaks a documented rule or has a likely mistake. The service may
                accept more than its pages say.
            again: send the request even if the journal has an identical one within its window, or, without a journal,
                if the outcome of this client's identical request is unknown. It may then be billed twice.

        Raises:
            InvalidRequest: the request breaks documented rules; the error lists all of them. Nothing was sent.
            SpendingLimit, DuplicateRequest: your limits don't allow it; nothing was sent.
            NotConnected: there was no connection; nothing was sent.
            Refused, AuthenticationFailed, Busy: the service certainly refused the request.
            OutcomeUnknown: it may have been accepted; check your account before you send it again.
            JournalError: the journal can't be used; nothing was sent.
        """
        body = make_body(prompt, model, media, duration, aspect_ratio, generate_audio)
        return await self.create_from(body, unchecked=unchecked, again=again)

    async def create_from(self, body: Body, *, unchecked: bool = False, again: bool = False) -> Task:
        """Create a task from a whole body: a JSON object with the API's field names, or a generated model.

        Raises:
            SeedanceError: as `create`.
        """
        flow = create(self._settings, self._guard, self._journal, read_body(body), unchecked=unchecked, again=again)
        return await run(flow, self._transport)

    async def get(self, task_id: str) -> Task:
        """Query a task; temporary errors are retried.

        Raises:
            NotConnected, BadAnswer, AuthenticationFailed, Refused, Busy: the query failed.
        """
        return await run(get(self._settings, task_id), self._transport)

    async def wait(
        self,
        task: Task | str,
        *,
        timeout: float = WAIT_SECONDS,
        on_update: Callable[[Task], Any] | None = None,
        poll: tuple[float, float] | None = None,
    ) -> AsyncVideo:
        """Query a task until its video is ready; temporary errors are retried until the time limit.

        Args:
            task: a task, or its id.
            timeout: seconds; the task may still be running afterwards.
            on_update: is called with the task when its state changes, when queries fail (`task.trouble` says why), and
                when they succeed again (`task.trouble` is None). It may be a coroutine function.
            poll: shortest and longest pause between two queries in seconds; the default is 20 to 40.

        Raises:
            TaskFailed: it ended without a video.
            WaitTimeout: it didn't end in time.
            AuthenticationFailed, Refused: the service answered so three times in a row.
            BadAnswer: the answers are about a different task, or the completed task doesn't get a video address.
        """
        return await run(self._wait(task, timeout, on_update, poll), self._transport)

    async def wait_many(
        self,
        tasks: Iterable[Task | str],
        *,
        timeout: float = WAIT_SECONDS,
        on_update: Callable[[Task], Any] | None = None,
        poll: tuple[float, float] | None = None,
        concurrency: int = 16,
    ) -> list[AsyncVideo | SeedanceError]:
        """Wait for many tasks at the same time; returns the video or the error of each task, in the same order.

        Args:
            tasks: tasks, or their ids.
            timeout: seconds for each task.
            on_update: as in `wait`.
            poll: as in `wait`.
            concurrency: the most queries at the same time.
        """
        flows = [self._wait(task, timeout, on_update, poll) for task in tasks]
        return await arun_many(flows, self._transport, concurrency)

    def _wait(
        self,
        task: Task | str,
        timeout: float,
        on_update: Callable[[Task], Any] | None,
        poll: tuple[float, float] | None,
    ) -> Flow[AsyncVideo]:
        """Wait for a task, and bind its video to this client."""
        settings = self._settings
        if poll is not None:
            settings = evolve(settings, limits=evolve(settings.limits, poll=poll))
        done = yield from wait(settings, self._journal, task, timeout=timeout, on_update=on_update)
        return bind(done, self)

    async def download(
        self, task: Task | str, path: str | os.PathLike[str], *, on_bytes: Callable[[int], Any] | None = None
    ) -> Path:
        """Download the MP4 of a completed task. A file at `path` is replaced when the download is complete.

        Args:
            task: a task, or its id.
            path: the target; its folder gets a partial file, which a later call continues.
            on_bytes: is called with the number of bytes downloaded so far.

        Raises:
            DownloadFailed: the task isn't completed, or its video can't be downloaded completely or written. Don't
                create the task again: download it later by its id.
            ResultExpired: the video is lost: its address doesn't work, and the task is older than 24 hours.
            BadAnswer: the task is completed, but the service doesn't give an address.
        """
        return await run(download(self._settings, self._journal, task, path, on_bytes=on_bytes), self._transport)

    async def resume(self) -> Open:
        """What the journal has as unfinished for this client's address, for example after a crash.

        Raises:
            ValueError: this client doesn't have a journal.
        """
        return await run(resume(self._settings, self._journal), self._transport)

    async def settle(self, name: str) -> None:
        """Close a request of the journal by hand, when you know its outcome; `name` is its id, or the id of its task.

        Raises:
            ValueError: this client doesn't have a journal, or the journal doesn't have the id.
        """
        await run(settle(self._settings, self._journal, name), self._transport)

    async def close(self) -> None:
        """Close the connections, but not your own httpx client."""
        await self._transport.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()
