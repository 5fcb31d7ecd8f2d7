"""The client: create, wait, download."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self, overload

from attrs import evolve

from ..asking import get
from ..creating import create
from ..downloading import download
from ..effects import Flow
from ..errors import SeedanceError
from ..guard import Guard
from ..journal import Journal
from ..many import arun_many
from ..modes import Frames, References
from ..requests import Body, make_body, read_body
from ..resuming import Open, resume, settle
from ..settings import Clock, Limits, Secret, make_settings
from ..tasks import Task
from ..waiting import WAIT_SECONDS, wait
from .assets import AsyncAssets
from .driver import run
from .video import AsyncVideo, bind

if TYPE_CHECKING:
    from ...models import AspectRatio, ProModel, StandardModel
    from ..connections import AsyncClient, AsyncTransport

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
        api_key: the key; without it, that of SEEDANCE_API_KEY.
        base_url: the address with its prefix; without it, that of SEEDANCE_BASE_URL, or the public service.
        journal: a file that is written ahead of sending, so that `resume` finds every task after a crash. It has to be
            on a file system that has locks and can sync.
        limits: time limits, poll interval and retry budget.
        max_tasks: tasks that this client may start at most.
        prices: what a second of video costs by model, in a currency of yours; needed for max_cost.
        max_cost: what all tasks of this client may cost at most.
        http_client: an httpx.AsyncClient of your own, which you close yourself. Give it
            `limits=httpx.Limits(max_keepalive_connections=0)` if a create must have a fresh connection.
        transport: a transport for the client's own httpx.AsyncClient, for example httpx_aiohttp.AiohttpTransport().
        proxy: a proxy's address; without it, those of the environment. Not beside http_client or transport.
        verify: False, or an ssl.SSLContext. Not beside http_client or transport.
        clock: where the time comes from, for tests.

    Raises:
        ValueError: there is no key, or an argument can't be used; the message says which, why, and what to do.
        TypeError: an argument is of the wrong kind.
        ImportError: there is a journal, and this system has no file locks without the package `filelock`.
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
        transport: AsyncTransport | None = None,
        proxy: str | None = None,
        verify: Any = True,
        clock: Clock | None = None,
    ) -> None:
        key = None if api_key is None else Secret(api_key)
        del api_key  # a traceback that shows local variables must not show it
        self._settings = make_settings(key, base_url, limits, max_tasks, prices, max_cost, clock)
        self._guard = Guard(self._settings)
        self._journal = journal if journal is None or isinstance(journal, Journal) else Journal(journal)
        from ..wire import AsyncHttpWire  # httpx is imported when a client is made, not with the package

        options = {"transport": transport, "proxy": proxy, "verify": None if verify is True else verify}
        self._wire = AsyncHttpWire(self._settings, http_client, options)
        self.assets = AsyncAssets(self._settings, self._journal, self._wire)

    def __repr__(self) -> str:
        settings = getattr(self, "_settings", None)  # a traceback may show a client that could not be made
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
        """Start a task. It is billed as soon as it is accepted, and never sent twice.

        Args:
            prompt: what the video shows; it names references by kind and position ("image 2").
            media: frames (pro models), or references (the standard models need a clip among them), or nothing (pro).
            model: one of the four models.
            duration: 4 to 15 whole seconds; the service's default is 5.
            aspect_ratio: the service's default is 16:9.
            generate_audio: with sound or without; the service's default is with.
            unchecked: send it although it breaks a documented rule or has a blank prompt; the service may be laxer than
                its pages.
            again: send it although the journal has an identical request within its window, or, without a journal,
                although the outcome of an identical request of this client is unknown. It may then be billed twice.

        Raises:
            InvalidRequest: it breaks documented rules; all are listed, and nothing was sent.
            SpendingLimit, DuplicateRequest: a limit of yours; nothing was sent.
            NotConnected: no connection; nothing was sent.
            Refused, AuthenticationFailed, Busy: the service said no for certain.
            OutcomeUnknown: it may have been accepted: don't send it again before you have looked.
            JournalError: the journal can't be used; nothing was sent.
        """
        body = make_body(prompt, model, media, duration, aspect_ratio, generate_audio)
        return await self.create_from(body, unchecked=unchecked, again=again)

    async def create_from(self, body: Body, *, unchecked: bool = False, again: bool = False) -> Task:
        """Start a task from a whole body: a JSON object in the API's spelling, or a generated request shape.

        Raises:
            SeedanceError: as `create`.
        """
        flow = create(self._settings, self._guard, self._journal, read_body(body), unchecked=unchecked, again=again)
        return await run(flow, self._wire)

    async def get(self, task_id: str) -> Task:
        """Ask about a task once, again after trouble that may pass.

        Raises:
            NotConnected, BadAnswer, AuthenticationFailed, Refused, Busy: there is no sound answer.
        """
        return await run(get(self._settings, task_id), self._wire)

    async def wait(
        self,
        task: Task | str,
        *,
        timeout: float = WAIT_SECONDS,
        on_update: Callable[[Task], Any] | None = None,
        poll: tuple[float, float] | None = None,
    ) -> AsyncVideo:
        """Ask about a task until its video is there, whatever happens on the way.

        Args:
            task: a task, or its id.
            timeout: seconds; the task goes on after them.
            on_update: is called with the task whenever its state has changed, when the service can't be asked
                (`task.trouble` says why), and when it can be asked again (`task.trouble` is None). It may be a
                coroutine function.
            poll: seconds between two questions, shortest and longest; 20 to 40 without it, as the service asks.

        Raises:
            TaskFailed: it ended without a video.
            WaitTimeout: it has not ended in time.
            AuthenticationFailed, Refused: the service said so three times in a row, which takes seconds if it never
                knew the task.
            BadAnswer: the answers are about another task, or it is completed and no address of its video follows.
        """
        return await run(self._wait(task, timeout, on_update, poll), self._wire)

    async def wait_many(
        self,
        tasks: Iterable[Task | str],
        *,
        timeout: float = WAIT_SECONDS,
        on_update: Callable[[Task], Any] | None = None,
        poll: tuple[float, float] | None = None,
        concurrency: int = 16,
    ) -> list[AsyncVideo | SeedanceError]:
        """Wait for many tasks side by side; gives each one's video or trouble, in their order.

        Args:
            tasks: tasks, or their ids.
            timeout: seconds, for each of them.
            on_update: as in `wait`.
            poll: as in `wait`.
            concurrency: how many questions may be on their way at once.
        """
        flows = [self._wait(task, timeout, on_update, poll) for task in tasks]
        return await arun_many(flows, self._wire, concurrency)

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
        """Fetch the MP4 of a completed task. What stands at the path is replaced once the video is whole.

        Args:
            task: a task, or its id.
            path: where the file goes; pieces are gathered beside it, and a later call goes on there.
            on_bytes: is called with the bytes that are there so far.

        Raises:
            DownloadFailed: it is not completed, can't be fetched whole, or can't be written. Don't create it again:
                download it later by its id.
            ResultExpired: it is lost for good: its address doesn't work, and the task is older than 24 hours.
            BadAnswer: it is completed, and the service gives no address.
        """
        return await run(download(self._settings, self._journal, task, path, on_bytes=on_bytes), self._wire)

    async def resume(self) -> Open:
        """What the journal says is not finished at this client's address, after a crash for example.

        Raises:
            ValueError: this client has no journal.
        """
        return await run(resume(self._settings, self._journal), self._wire)

    async def settle(self, name: str) -> None:
        """Close a request of the journal by hand, once you know what became of it.

        Args:
            name: its request id, or the id of its task.

        Raises:
            ValueError: this client has no journal, or the journal doesn't know it.
        """
        await run(settle(self._settings, self._journal, name), self._wire)

    async def close(self) -> None:
        """Close the connections, but not an httpx client of yours."""
        await self._wire.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()
