# Copied from openapi/companion/_sdk/transport/async_http.py by scripts/regenerate: edit it there.
# pyright: standard
"""Perform the effects of `AsyncSeedance` through httpx.AsyncClient; see `http.py`."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, aclosing, suppress
from typing import Any

from ..download.redirects import TOO_MANY_REDIRECTS, download_headers
from ..settings import Settings
from .connections import AsyncClient, Request, Response, StatusError, classify_failure, parsed
from .effects import Answer, Call, Failure, OpenStream, Stream
from .log_redaction import downloading
from .messages import Body, Messages
from .trace import SendOnce


async def _once(content: bytes) -> AsyncIterator[bytes]:
    """A body that was already read, as a stream."""
    yield content


class AsyncHttpTransport(Messages):
    """Performs the effects of `AsyncSeedance` through httpx.AsyncClient."""

    def __init__(self, settings: Settings, client: AsyncClient | None, options: dict[str, Any]) -> None:
        super().__init__(settings, AsyncClient, client, options)

    async def send(self, call: Call) -> Answer | Failure:
        """Send a request once, and read the answer."""
        client = self._creating if call.once else self._asking
        once, body = SendOnce(ours=self._ours) if call.once else None, None
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

    async def open_stream(self, job: OpenStream) -> Stream | Failure:
        """Ask for a file, and follow redirects."""
        quiet, requests = downloading.set(True), self.redirects(job, parsed(self.settings.base_url))
        failure = TOO_MANY_REDIRECTS
        end = asyncio.get_running_loop().time() + job.seconds
        try:
            for request in requests:
                async with AsyncExitStack() as opened:
                    response = await opened.enter_async_context(aclosing(await self._open(self._asking, request, end)))
                    if not requests.is_redirect(response):
                        opened.pop_all()
                        chunks = _once(response.content) if response.is_stream_consumed else response.aiter_raw()
                        return Stream(response.status_code, download_headers(response), response, chunks)
        except Exception as error:
            failure = Failure(False, self.describe(error))
        except BaseException as stop:  # cancellation: the frames in its traceback hold the key
            raise stop.with_traceback(None) from None
        finally:
            downloading.reset(quiet)
        self.check_open()
        return failure

    async def read_chunk(self, stream: Stream, seconds: float) -> bytes | Failure | None:
        """The next bytes of a file; None when the server has ended the answer properly."""
        quiet = downloading.set(True)
        try:
            async with asyncio.timeout(seconds):
                chunk: bytes | None = await anext(stream.chunks, None)
                return chunk
        except Exception as error:
            failure = Failure(False, self.describe(error))
        except BaseException as stop:
            raise stop.with_traceback(None) from None
        finally:
            downloading.reset(quiet)
        self.check_open()
        return failure

    async def close_stream(self, stream: Stream) -> None:
        """Close a stream."""
        with suppress(Exception):
            await stream.chunks.aclose()
            await stream.response.aclose()

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

    async def call_back(self, callback: Callable[..., Any], *values: Any) -> None:
        """Call the user's callback, which may be a coroutine function."""
        result = callback(*values)
        if inspect.isawaitable(result):
            await result

    async def close(self) -> None:
        """Close our connections, but not the user's own client."""
        for client in self._own:
            await client.aclose()
