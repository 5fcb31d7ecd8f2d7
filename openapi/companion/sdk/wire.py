"""The way to the service through httpx: send a request and read its answer, or stream a file."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from contextlib import aclosing, closing
from typing import Any

from .bodies import Body
from .connections import (
    AsyncClient,
    Client,
    Request,
    Response,
    StatusError,
    certainty,
    check_given,
    make_clients,
    parsed,
)
from .deadline import Deadline
from .discretion import fetching
from .effects import Answer, Call, Failure, Fetch, Sink
from .errors import SeedanceError
from .messages import Messages
from .once import Once
from .route import TOO_MANY_REDIRECTS, head
from .settings import Settings

__all__ = ["AsyncHttpWire", "HttpWire"]


class HttpWire(Messages):
    """The way to the service through httpx.Client.

    Args:
        settings: where to and with which key.
        client: the user's own client for all requests, which is not closed here; or None.
        options: transport, proxy and verify for httpx.Client, None where they were not given.

    Raises:
        TypeError: an object is of the wrong kind.
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
        once, body = Once(self._deadline.trace) if call.once else None, None
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
        except Exception as error:  # transports of other makers raise what they like
            failure = self.failure(call, error, **certainty(error, once, ours=self._ours))
        except BaseException as stop:  # Ctrl-C: the frames that it came through hold the key
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
        except StatusError as error:  # a hook of the user's client calls raise_for_status
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
            body.broken = f"it broke off ({self.describe(error)})"

    def fetch(self, job: Fetch) -> Failure | None:
        """Stream a file into a sink; None when the other side has ended it in order."""
        quiet, route = fetching.set(True), self.route(job, parsed(self.settings.base_url))
        failure = TOO_MANY_REDIRECTS
        try:
            with self._deadline.within(job.seconds):
                for request in route:
                    request.extensions["trace"] = self._deadline.trace
                    with closing(self._open(self._asking, request)) as response:
                        if not route.leads_on(response):
                            self._pour(response, job.sink)
                            return None
        except SeedanceError:
            raise  # the sink's own
        except Exception as error:
            failure = Failure(False, self.describe(error))
        except BaseException as stop:
            raise stop.with_traceback(None) from None
        finally:
            fetching.reset(quiet)
        self.check_open()
        return failure

    def _pour(self, response: Response, sink: Sink) -> None:
        if sink.begin(response.status_code, head(response)):
            for chunk in [response.content] if response.is_stream_consumed else response.iter_raw():
                sink.write(chunk)
                self._deadline.left()

    def abort(self, threads: Iterable[int]) -> None:
        """Break off the requests of these threads."""
        self._deadline.abort(threads)

    def pause(self, seconds: float) -> None:
        """Wait."""
        self.settings.clock.sleep(seconds)

    def close(self) -> None:
        """Close the connections, but not the user's own client."""
        for client in self._own:
            client.close()


class AsyncHttpWire(Messages):
    """The way to the service through httpx.AsyncClient; the arguments are those of HttpWire."""

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
        once, body = Once() if call.once else None, None
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
        except Exception as error:  # transports of other makers raise what they like
            failure = self.failure(call, error, **certainty(error, once, ours=self._ours))
        except BaseException as stop:  # cancellation: the frames that it came through hold the key
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
            async with asyncio.timeout_at(end):  # within: what came in time may have the task's id
                async for chunk in response.aiter_raw():
                    if not body.add(chunk):
                        return
        except Exception as error:
            body.broken = f"it broke off ({self.describe(error)})"

    async def fetch(self, job: Fetch) -> Failure | None:
        """Stream a file into a sink; None when the other side has ended it in order."""
        quiet, route = fetching.set(True), self.route(job, parsed(self.settings.base_url))
        failure = TOO_MANY_REDIRECTS
        end = asyncio.get_running_loop().time() + job.seconds
        try:
            for request in route:
                response = await self._open(self._asking, request, end)
                async with aclosing(response), asyncio.timeout_at(end):
                    if not route.leads_on(response):
                        await self._pour(response, job.sink)
                        return None
        except SeedanceError:
            raise  # the sink's own
        except Exception as error:
            failure = Failure(False, self.describe(error))
        except BaseException as stop:
            raise stop.with_traceback(None) from None
        finally:
            fetching.reset(quiet)
        self.check_open()
        return failure

    @staticmethod
    async def _pour(response: Response, sink: Sink) -> None:
        if not sink.begin(response.status_code, head(response)):
            return
        if response.is_stream_consumed:
            sink.write(response.content)
            return
        async for chunk in response.aiter_raw():
            sink.write(chunk)

    async def pause(self, seconds: float) -> None:
        """Wait."""
        await self.settings.clock.asleep(seconds)

    async def work(self, function: Callable[[], Any]) -> Any:
        """Run what touches the disk beside the event loop, to its end also when the call is cancelled."""
        working = asyncio.ensure_future(asyncio.to_thread(function))
        try:
            return await asyncio.shield(working)
        except asyncio.CancelledError:
            await asyncio.wait([working])  # whether it has written is known before anything else happens
            raise

    async def close(self) -> None:
        """Close the connections, but not the user's own client."""
        for client in self._own:
            await client.aclose()
