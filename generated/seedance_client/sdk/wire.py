"""The one module of the companion that imports httpx: a successor is a change here alone."""

from __future__ import annotations

import asyncio
import functools
import os
import ssl
from collections.abc import Callable, Iterable, Iterator
from contextlib import aclosing, closing
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx

from .bodies import Body
from .deadline import Deadline
from .discretion import fetching
from .effects import Answer, Call, Failure, Fetch, Sink
from .errors import SeedanceError
from .messages import Messages
from .once import Once, never_connected
from .route import TOO_MANY_REDIRECTS, head
from .settings import Settings, is_loopback

__all__ = ["AsyncClient", "AsyncHttpWire", "AsyncTransport", "Client", "HttpWire", "Transport"]

Client = httpx.Client
AsyncClient = httpx.AsyncClient
Transport = httpx.BaseTransport
AsyncTransport = httpx.AsyncBaseTransport

KEEPALIVE_SECONDS = 120.0
"""httpx keeps an idle connection for 5 seconds: less than any pause between two questions."""

C = TypeVar("C")
UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


def fate(error: Exception, once: Once | None) -> dict[str, bool]:
    """What is certain of a request after an error; only `UNSENT` may be sent again, not what a proxy refused."""
    refused = isinstance(error, httpx.ProxyError) and error.__cause__ is not None
    unsent = (refused or isinstance(error, UNSENT)) and never_connected(error) and not (once and once.sent)
    return {"unsent": unsent, "again": unsent and not refused}


@functools.lru_cache(maxsize=2)
def tls_context(file: str | None, directory: str | None) -> ssl.SSLContext:
    """How to check certificates, for these values of SSL_CERT_FILE and SSL_CERT_DIR: it takes 18 ms to make."""
    return httpx.create_ssl_context()


def decoded(pieces: Iterable[bytes], coding: str) -> Iterator[bytes]:
    """Decompress what was kept as it came, with the decoders that httpx has."""
    return httpx.Response(200, headers={"Content-Encoding": coding}, content=pieces).iter_bytes()


@functools.lru_cache(maxsize=1024)
def parsed(url: str) -> httpx.URL:
    """An address: a task is asked about again and again, and to parse it takes a tenth of that."""
    return httpx.URL(url)


def client_options(settings: Settings, given: dict[str, Any]) -> dict[str, Any]:
    """The arguments of an httpx client."""
    options: dict[str, Any] = {"timeout": settings.limits.read, "follow_redirects": False, **given}
    if not {"verify", "transport"} & given.keys():
        options["verify"] = tls_context(os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))
    if not {"proxy", "transport"} & given.keys() and is_loopback(settings.base_url):
        # A proxy of the environment can't reach this machine, and would see the key.
        options["mounts"] = {f"all://{urlsplit(settings.base_url).netloc}": None}
    return options


def make_clients(kind: Callable[..., C], settings: Settings, given: dict[str, Any]) -> list[C]:
    """A client that keeps its connections, and one that does not. A transport of the user's serves as both.

    Raises:
        ValueError: a proxy, of the user's or the environment's, or the certificates can't be used.
    """
    limits = [
        httpx.Limits(max_keepalive_connections=kept, keepalive_expiry=KEEPALIVE_SECONDS)
        for kept in ([20] if "transport" in given else [20, 0])
    ]
    try:
        options = client_options(settings, given)
        clients = [kind(limits=limit, **options) for limit in limits]
    except (ImportError, ValueError, OSError, httpx.InvalidURL) as error:
        trouble = str(error)
    else:
        return [clients[0], clients[-1]]
    raise ValueError(f"a connection can't be made ready, see the proxy and certificate settings: {trouble}")


class HttpWire(Messages):
    """The way to the service through httpx.Client.

    Args:
        settings: where to and with which key.
        client: the user's own client for all requests, which is not closed here; or None.
        given: arguments for httpx.Client, for example transport, proxy or verify.
    """

    def __init__(self, settings: Settings, client: httpx.Client | None, given: dict[str, Any]) -> None:
        super().__init__(settings, own=client is None)
        self._deadline = Deadline(settings.clock)
        self._own: list[httpx.Client] = []
        if client is None:
            self._own = make_clients(httpx.Client, settings, given)
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
            failure = self.failure(call, error, **fate(error, once))
        except BaseException as stop:  # Ctrl-C: the frames that it came through hold the key
            self.interrupted(call, body)
            raise stop.with_traceback(None) from None
        else:
            return self.answer(call, response, body, started)
        return failure

    @staticmethod
    def _open(client: httpx.Client, request: httpx.Request) -> httpx.Response:
        try:
            return client.send(request, stream=True, auth=None, follow_redirects=False)
        except httpx.HTTPStatusError as error:  # a hook of the user's client calls raise_for_status
            return error.response

    def _read(self, response: httpx.Response, body: Body) -> None:
        if response.is_stream_consumed:
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
            return Failure(False, self.describe(error))
        except BaseException as stop:
            raise stop.with_traceback(None) from None
        finally:
            fetching.reset(quiet)
        return TOO_MANY_REDIRECTS

    def _pour(self, response: httpx.Response, sink: Sink) -> None:
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

    def __init__(self, settings: Settings, client: httpx.AsyncClient | None, given: dict[str, Any]) -> None:
        super().__init__(settings, own=client is None)
        self._own: list[httpx.AsyncClient] = []
        if client is None:
            self._own = make_clients(httpx.AsyncClient, settings, given)
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
            failure = self.failure(call, error, **fate(error, once))
        except BaseException as stop:  # cancellation: the frames that it came through hold the key
            self.interrupted(call, body)
            raise stop.with_traceback(None) from None
        else:
            return self.answer(call, response, body, started)
        return failure

    @staticmethod
    async def _open(client: httpx.AsyncClient, request: httpx.Request, end: float) -> httpx.Response:
        try:
            async with asyncio.timeout_at(end):
                return await client.send(request, stream=True, auth=None, follow_redirects=False)
        except httpx.HTTPStatusError as error:
            return error.response

    async def _read(self, response: httpx.Response, body: Body, end: float) -> None:
        if response.is_stream_consumed:
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
            return Failure(False, self.describe(error))
        except BaseException as stop:
            raise stop.with_traceback(None) from None
        finally:
            fetching.reset(quiet)
        return TOO_MANY_REDIRECTS

    @staticmethod
    async def _pour(response: httpx.Response, sink: Sink) -> None:
        if sink.begin(response.status_code, head(response)):
            if response.is_stream_consumed:
                sink.write(response.content)
            else:
                async for chunk in response.aiter_raw():
                    sink.write(chunk)

    async def pause(self, seconds: float) -> None:
        """Wait."""
        await self.settings.clock.asleep(seconds)

    async def work(self, function: Callable[[], Any]) -> Any:
        """Run what touches the disk beside the event loop."""
        return await asyncio.to_thread(function)

    async def close(self) -> None:
        """Close the connections, but not the user's own client."""
        for client in self._own:
            await client.aclose()
