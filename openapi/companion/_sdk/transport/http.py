"""Perform effects through httpx: send a request and read its answer, or stream a file.

The two classes stay side by side, because blocking sockets and asyncio need different deadlines; all else is in
`Messages`.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Iterable
from contextlib import aclosing, closing
from typing import Any

from ..download.redirects import TOO_MANY_REDIRECTS, download_headers
from ..errors import SeedanceError
from ..settings import Clock, Settings
from .connections import (
    AsyncClient,
    Client,
    Request,
    Response,
    StatusError,
    check_given,
    classify_failure,
    make_clients,
    parsed,
)
from .effects import Answer, Call, Failure, Fetch, Sink
from .log_redaction import downloading
from .messages import Body, Messages
from .trace import Deadline, SendOnce

__all__ = ["AsyncHttpTransport", "HttpTransport"]


class HttpTransport(Messages):
    """Performs the effects of `Seedance` through httpx.Client.

    Args:
        settings: the address and the key.
        client: the user's own client for all requests, which isn't closed here; or None.
        options: transport, proxy and verify for httpx.Client; None if they weren't given.

    Raises:
        TypeError: an object has the wrong type.
        ValueError: arguments exclude each other, or a proxy can't be used.
    """

    def __init__(self, settings: Settings, client: Client | None, options: dict[str, Any]) -> None:
        super().__init__(settings, own=client is None)
        given = check_given(settings, Client, client, options)
        self._ours = client is None and "transport" not in given
        self._deadline = Deadline(settings.clock)
        self._own: list[Client] = []
        if client is None:
            self._own = make_clients(Client, settings, given)
            self._asking, self._creating = self._own
            for own in self._own:
                own.headers.update(self.headers)
        else:
            self._asking = self._creating = client

    def send(self, call: Call) -> Answer | Failure:
        """Send a request once, and read the answer."""
        client = self._creating if call.once else self._asking
        once, body = SendOnce(self._deadline.trace) if call.once else None, None
        started = self.settings.clock.monotonic()
        try:
            seconds = self.seconds(call)
            request = self.request(client, parsed(self.settings.base_url + call.path), call, seconds)
        except Exception as error:
            return self.failure(call, error, unsent=True)
        request.extensions["trace"] = once.trace if once else self._deadline.trace
        try:
            with self._deadline.within(seconds), closing(self._open(client, request)) as response:
                body = self.body(response)
                self._read(response, body)
        except Exception as error:  # third-party transports raise what they like
            failure = self.failure(call, error, **classify_failure(error, once, ours=self._ours))
        except BaseException as stop:  # Ctrl-C: the frames in its traceback hold the key
            self.interrupted(call, body)
            raise stop.with_traceback(None) from None
        else:
            return self.answer(call, response, body, started)
        if not call.once:
            self.check_open()
        return failure

    @staticmethod
    def _open(client: Client, request: Request) -> Response:
        try:
            return client.send(request, stream=True, auth=None, follow_redirects=False)
        except StatusError as error:  # an event hook of the user's client called raise_for_status
            return error.response

    def _read(self, response: Response, body: Body) -> None:
        if response.is_stream_consumed or response.is_closed:
            return
        try:
            for chunk in response.iter_raw():
                if not body.add(chunk):
                    return
                self._deadline.left()
        except Exception as error:
            body.broken = f"it was cut off ({self.describe(error)})"

    def fetch(self, job: Fetch) -> Failure | None:
        """Stream a file into a sink; None when the server has ended the answer properly."""
        quiet, requests = downloading.set(True), self.redirects(job, parsed(self.settings.base_url))
        failure = TOO_MANY_REDIRECTS
        try:
            with self._deadline.within(job.seconds):
                for request in requests:
                    request.extensions["trace"] = self._deadline.trace
                    with closing(self._open(self._asking, request)) as response:
                        if not requests.is_redirect(response):
                            self._stream(response, job.sink)
                            return None
        except SeedanceError:
            raise  # raised by the sink
        except Exception as error:
            failure = Failure(False, self.describe(error))
        except BaseException as stop:
            raise stop.with_traceback(None) from None
        finally:
            downloading.reset(quiet)
        self.check_open()
        return failure

    def _stream(self, response: Response, sink: Sink) -> None:
        if sink.begin(response.status_code, download_headers(response)):
            for chunk in [response.content] if response.is_stream_consumed else response.iter_raw():
                sink.write(chunk)
                self._deadline.left()

    @property
    def clock(self) -> Clock:
        """Where the time comes from."""
        return self.settings.clock

    def abort(self, threads: Iterable[int]) -> None:
        """Abort the requests of these threads."""
        self._deadline.abort(threads)

    def pause(self, seconds: float) -> None:
        """Wait."""
        self.clock.sleep(seconds)

    def run_blocking(self, function: Callable[[], Any]) -> Any:
        """Call a function that uses the disk."""
        return function()

    def call_back(self, callback: Callable[[Any], Any], value: Any) -> None:
        """Call the user's callback."""
        callback(value)

    def close(self) -> None:
        """Close our connections, but not the user's own client."""
        for client in self._own:
            client.close()


class AsyncHttpTransport(Messages):
    """Performs the effects of `AsyncSeedance` through httpx.AsyncClient; the arguments are those of HttpTransport."""

    def __init__(self, settings: Settings, client: AsyncClient | None, options: dict[str, Any]) -> None:
        super().__init__(settings, own=client is None)
        given = check_given(settings, AsyncClient, client, options)
        self._ours = client is None and "transport" not in given
        self._own: list[AsyncClient] = []
        if client is None:
            self._own = make_clients(AsyncClient, settings, given)
            self._asking, self._creating = self._own
            for own in self._own:
                own.headers.update(self.headers)
        else:
            self._asking = self._creating = client

    async def send(self, call: Call) -> Answer | Failure:
        """Send a request once, and read the answer."""
        client = self._creating if call.once else self._asking
        once, body = SendOnce() if call.once else None, None
        started = self.settings.clock.monotonic()
        try:
            seconds = self.seconds(call)
            end = asyncio.get_running_loop().time() + seconds
            request = self.request(client, parsed(self.settings.base_url + call.path), call, seconds)
        except Exception as error:
            return self.failure(call, error, unsent=True)
        if once:
            request.extensions["trace"] = once.atrace
        try:
            async with aclosing(await self._open(client, request, end)) as response:
                body = self.body(response)
                await self._read(response, body, end)
        except Exception as error:  # third-party transports raise what they like
            failure = self.failure(call, error, **classify_failure(error, once, ours=self._ours))
        except BaseException as stop:  # cancellation: the frames in its traceback hold the key
            self.interrupted(call, body)
            raise stop.with_traceback(None) from None
        else:
            return self.answer(call, response, body, started)
        if not call.once:
            self.check_open()
        return failure

    @staticmethod
    async def _open(client: AsyncClient, request: Request, end: float) -> Response:
        try:
            async with asyncio.timeout_at(end):
                return await client.send(request, stream=True, auth=None, follow_redirects=False)
        except StatusError as error:
            return error.response

    async def _read(self, response: Response, body: Body, end: float) -> None:
        if response.is_stream_consumed or response.is_closed:
            return
        try:
            async with asyncio.timeout_at(end):  # inside the try: what arrived in time may have the task's id
                async for chunk in response.aiter_raw():
                    if not body.add(chunk):
                        return
        except Exception as error:
            body.broken = f"it was cut off ({self.describe(error)})"

    async def fetch(self, job: Fetch) -> Failure | None:
        """Stream a file into a sink; None when the server has ended the answer properly."""
        quiet, requests = downloading.set(True), self.redirects(job, parsed(self.settings.base_url))
        failure = TOO_MANY_REDIRECTS
        end = asyncio.get_running_loop().time() + job.seconds
        try:
            for request in requests:
                response = await self._open(self._asking, request, end)
                async with aclosing(response), asyncio.timeout_at(end):
                    if not requests.is_redirect(response):
                        await self._stream(response, job.sink)
                        return None
        except SeedanceError:
            raise  # raised by the sink
        except Exception as error:
            failure = Failure(False, self.describe(error))
        except BaseException as stop:
            raise stop.with_traceback(None) from None
        finally:
            downloading.reset(quiet)
        self.check_open()
        return failure

    @staticmethod
    async def _stream(response: Response, sink: Sink) -> None:
        if not sink.begin(response.status_code, download_headers(response)):
            return
        if response.is_stream_consumed:
            sink.write(response.content)
            return
        async for chunk in response.aiter_raw():
            sink.write(chunk)

    async def pause(self, seconds: float) -> None:
        """Wait."""
        await self.settings.clock.asleep(seconds)

    async def run_blocking(self, function: Callable[[], Any]) -> Any:
        """Call a blocking function in a thread; a cancelled call waits until the function has returned."""
        working = asyncio.ensure_future(asyncio.to_thread(function))
        try:
            return await asyncio.shield(working)
        except asyncio.CancelledError:
            await asyncio.wait([working])  # so it is known whether it has written
            raise

    async def call_back(self, callback: Callable[[Any], Any], value: Any) -> None:
        """Call the user's callback, which may be a coroutine function."""
        result = callback(value)
        if inspect.isawaitable(result):
            await result

    async def close(self) -> None:
        """Close our connections, but not the user's own client."""
        for client in self._own:
            await client.aclose()
