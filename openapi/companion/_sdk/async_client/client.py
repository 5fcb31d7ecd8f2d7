"""The client: create, wait, download."""

from __future__ import annotations

import copy
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import evolve

from ..checks import check_header, check_headers
from ..create.limits import SpendingLimits
from ..create.spending import SpendingGuard
from ..hosting import AsyncHosting, check_hosting
from ..journal.entry import Entry
from ..journal.flows import Open, compact, resume, settle
from ..journal.interface import KEEP_SECONDS, AnyJournal
from ..journal.opening import open_journal
from ..settings import Clock, Limits, Secret, Settings, for_call, read_base_url, read_key
from ..tasks import TaskState
from .assets import AsyncAssets
from .creating import AsyncCreating
from .driver import run
from .generating import AsyncGenerating
from .results import AsyncResults
from .tasks import AsyncTask

if TYPE_CHECKING:
    from ..transport.connections import AsyncClient, AsyncHttpxTransport


class AsyncSeedance(AsyncCreating, AsyncGenerating, AsyncResults):
    """A client of the Seedance 2.0 video API, for asyncio.

    Example::

        async with AsyncSeedance() as client:
            await client.generate("A red fox runs through snow", model="seedance_2_0_pro", to="fox.mp4")

    A cancelled call leaves nothing behind, except a request that was already sent: the journal has it.

    Args:
        api_key: the API key; the default is SEEDANCE_API_KEY.
        base_url: the base URL with its prefix; the default is SEEDANCE_BASE_URL, or the public service.
        journal: records each request before it is sent, so that `resume` finds every task after a crash. A file, whose
            file system must support locks and syncs; or postgresql://HOST/DATABASE (extra `postgres`), which processes
            on any number of machines may share; or a `Journal` or `PostgresJournal`, which you close yourself.
        limits: time limits, poll interval and retry budget.
        max_tasks: the most tasks that this client may start; with a journal in PostgreSQL, that all its clients may.
        prices: the price of a second of video by model, in your currency; needed for max_cost and max_cost_per_day.
        max_cost: the most that these tasks may cost.
        max_tasks_per_day: the most tasks in a day of UTC; of this client, or of all clients that share its journal.
        max_cost_per_day: the most that the tasks of a day may cost.
        http_client: your own httpx.AsyncClient, which you close yourself. Make it with
            `limits=httpx.Limits(max_keepalive_connections=0)` if each create must have a new connection.
        transport: a transport for the client's own httpx.AsyncClient, for example httpx_aiohttp.AiohttpTransport().
        proxy: the URL of a proxy; the default is the environment's. Not with http_client or transport.
        verify: False, or an ssl.SSLContext. Not with http_client or transport.
        default_headers: headers for each request to the service, such as those of your gateway. They aren't sent to
            other hosts, and not with downloads.
        user_agent: the name of your application, such as "acme/1.2"; it comes before the client's in User-Agent.
        hosting: stores local files where the service can fetch them; then `Frames`, `References` and `assets.upload`
            take paths, too.
        clock: where the time comes from, for tests.

    Raises:
        ValueError: there is no key, or an argument can't be used; the message says which, why, and what to do.
        TypeError: an argument has the wrong type.
        ImportError: the journal needs a package: `psycopg` for PostgreSQL, or `filelock`, if this system has no file
            locks.
    """

    def __init__(
        self,
        api_key: str | None = None,
        *,
        base_url: str | None = None,
        journal: AnyJournal | str | os.PathLike[str] | None = None,
        limits: Limits | None = None,
        max_tasks: int | None = None,
        prices: Mapping[str, float] | None = None,
        max_cost: float | None = None,
        max_tasks_per_day: int | None = None,
        max_cost_per_day: float | None = None,
        http_client: AsyncClient | None = None,
        transport: AsyncHttpxTransport | None = None,
        proxy: str | None = None,
        verify: Any = True,
        default_headers: Mapping[str, str] | None = None,
        user_agent: str | None = None,
        hosting: AsyncHosting | None = None,
        clock: Clock | None = None,
    ) -> None:
        key = None if api_key is None else Secret(api_key)
        del api_key  # a traceback with local variables must not show it
        settings = Settings(
            base_url=read_base_url(base_url),
            key=read_key(key),
            limits=Limits() if limits is None else limits,
            spending=SpendingLimits.checked(max_tasks, prices, max_cost, max_tasks_per_day, max_cost_per_day),
            headers=check_headers("default_headers", default_headers),
            user_agent=None if user_agent is None else check_header("user_agent", user_agent),
            clock=clock or Clock(),
        )
        self._settings = evolve(settings, hosting=check_hosting(hosting, AsyncHosting))
        self._opened: AnyJournal | None = None
        if journal is None or isinstance(journal, AnyJournal):
            self._journal = journal
        else:
            self._journal = self._opened = open_journal(journal)
        self._guard = SpendingGuard(self._settings, self._journal)
        # httpx is imported when a client is made, not with the package.
        from ..transport.async_http import AsyncHttpTransport

        options = {"transport": transport, "proxy": proxy, "verify": None if verify is True else verify}
        self._transport = AsyncHttpTransport(self._settings, http_client, options)
        self.assets = AsyncAssets(self._settings, self._journal, self._transport)

    def __repr__(self) -> str:
        settings = getattr(self, "_settings", None)  # a traceback may show a client whose __init__ failed
        return f"AsyncSeedance(base_url={settings.base_url!r})" if settings else "AsyncSeedance(unfinished)"

    def with_options(
        self, *, limits: Limits | None = None, extra_headers: Mapping[str, str] | None = None
    ) -> AsyncSeedance:
        """The same client with other time limits or more headers. It shares connections, journal and spending limits.

        Close only one of them.

        Raises:
            ValueError, TypeError: an argument can't be used.
        """
        other = copy.copy(self)
        settings = for_call(self._settings, extra_headers)
        other._settings = settings if limits is None else evolve(settings, limits=limits)
        other.assets = AsyncAssets(other._settings, self._journal, self._transport)
        return other

    async def resume(self) -> Open[AsyncTask]:
        """The requests that the journal has as unfinished for this client's base URL, for example after a crash.

        A journal in PostgreSQL gives each task to one process only: to this one, until the task has ended, or this
        process has ended or closed its client.

        Raises:
            ValueError: this client doesn't have a journal.
        """
        left = await run(resume(self._settings, self._journal), self._transport)
        return Open(tuple(self._bind(task) for task in left.tasks), left.unknown)

    async def settle(self, name: Entry | TaskState | str, *, task: TaskState | str | None = None) -> None:
        """Close a request of the journal by hand, when you know its outcome.

        A request that is closed already, for example by another process, stays as it is.

        Args:
            name: the request (an entry of `resume`), or its task, or the id of one of them.
            task: the task that the request has started, if you found it in your account. The request isn't closed
                then: `resume` gives its task.

        Raises:
            ValueError: this client doesn't have a journal, or the journal doesn't have the id.
        """
        await run(settle(self._settings, self._journal, name, task), self._transport)

    async def compact(self, *, older_than: float = KEEP_SECONDS) -> int:
        """Remove old requests from the journal, and return their number. Nothing is sent.

        A request is removed if it is closed (refused, failed, downloaded or settled) for that long. Open requests, and
        requests whose outcome is unknown, stay as they are.

        Args:
            older_than: seconds; the default is 7 days. Requests of today (UTC), and those newer
                than the window in which duplicates are refused, are always kept.

        Raises:
            ValueError: this client doesn't have a journal.
            JournalError: the journal can't be used; it is unchanged.
        """
        return await run(compact(self._settings, self._journal, older_than), self._transport)

    async def close(self) -> None:
        """Close the connections, but not your own httpx client or journal object."""
        await self._transport.close()
        if self._opened is not None:
            await self._transport.run_blocking(self._opened.close)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()
