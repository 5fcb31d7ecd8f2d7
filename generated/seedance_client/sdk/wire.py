"""The one module of the companion that imports httpx: a successor is a change here alone.

Failures leave as values, not as httpx's exceptions: their tracebacks hold requests, and those hold the key.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx

from .. import CONTRACT_VERSION
from .bodies import Body
from .effects import Answer, Call, Failure, Sink
from .errors import SeedanceError
from .settings import Settings

__all__ = ["AsyncClient", "AsyncHttpWire", "AsyncTransport", "Client", "HttpWire", "Transport"]

Client = httpx.Client
AsyncClient = httpx.AsyncClient
Transport = httpx.BaseTransport
AsyncTransport = httpx.AsyncBaseTransport

log = logging.getLogger("seedance_client")

KEEPALIVE_SECONDS = 120.0
"""httpx keeps an idle connection for 5 seconds: less than any pause between two questions."""

MOST_REDIRECTS = 5

SHORTEST_SECRET = 8
"""Characters of a key that is blotted out where an answer repeats it: "k" would be found in innocent words."""

UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
NO_CONNECTION = {"ClientConnectorError", "ConnectionTimeoutError"}
"""aiohttp's errors for a connection that was never made."""


def provably_unsent(error: Exception) -> bool:
    """Whether a request never left, because there was no connection.

    httpx-aiohttp 0.2 calls a line that was dropped after the request a ConnectTimeout, too: its cause tells.
    """
    cause = error.__cause__
    if not isinstance(error, UNSENT):
        return False
    if cause is None or type(cause).__module__.partition(".")[0] == "httpcore":
        return True
    return bool(NO_CONNECTION & {kind.__name__ for kind in type(cause).__mro__})


class _Common:
    """What both wires share: the clients' settings, and the reading of answers and failures."""

    def __init__(self, settings: Settings, options: dict[str, Any], *, own: bool) -> None:
        self.settings = settings
        self._key = settings.key.reveal().encode()
        self._headers = {
            "Authorization": f"Bearer {settings.key.reveal()}",
            "Accept": "application/json",
            "Accept-Encoding": "identity",
            "User-Agent": f"seedance-client/{CONTRACT_VERSION}",
        }
        self._foreign = {} if own else self._headers
        limits = settings.limits
        timeout = httpx.Timeout(limits.read, connect=limits.connect)
        self._options: dict[str, Any] = {"timeout": timeout, "follow_redirects": False, **options}

    def options(self, *, keep: bool) -> dict[str, Any]:
        """The arguments of an httpx client that keeps its connections, or doesn't."""
        if not {"verify", "transport"} & self._options.keys():
            # It costs 18 ms, and two clients can share it.
            self._options["verify"] = httpx.create_ssl_context()
        pool = httpx.Limits(max_keepalive_connections=20 if keep else 0, keepalive_expiry=KEEPALIVE_SECONDS)
        return {"limits": pool, "headers": self._headers, **self._options}

    def arguments(self, call: Call) -> dict[str, Any]:
        """The arguments of `build_request`."""
        # Those of a client of ours are its defaults already, which costs less.
        headers = {**self._foreign, "X-Client-Request-Id": call.request_id}
        if call.content is not None:
            headers["Content-Type"] = "application/json"
        return {
            "method": call.method,
            "url": self.settings.base_url + call.path,
            "headers": headers,
            "content": call.content,
        }

    def answer(self, call: Call, response: httpx.Response, body: Body, started: float) -> Answer:
        seconds = self.settings.clock.monotonic() - started
        log.debug("%s: %d in %.3f s (request %s)", call, response.status_code, seconds, call.request_id)
        content = body.all()
        if len(self._key) >= SHORTEST_SECRET and self._key in content:
            content = content.replace(self._key, b"[key]")
        return Answer(response.status_code, response.headers, content, body.broken)

    def failure(self, call: Call, error: Exception) -> Failure:
        failure = Failure(provably_unsent(error), self.describe(error))
        log.debug("%s: %s (request %s)", call, failure.reason, call.request_id)
        return failure

    def describe(self, error: Exception) -> str:
        """An error of httpx in words, without the key."""
        text = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        key = self._key.decode()
        return (text.replace(key, "[key]") if len(key) >= SHORTEST_SECRET else text)[:300]

    @staticmethod
    def body(response: httpx.Response) -> Body:
        """The body to be read; a transport for tests may have done so already."""
        if not response.is_stream_consumed:
            return Body(response.headers.get("content-encoding", ""))
        body = Body("")
        body.add(response.content)
        return body

    @staticmethod
    def public(client: httpx.Client | httpx.AsyncClient, url: str, headers: dict[str, str]) -> httpx.Request:
        """A request for a public file: it carries neither a key nor a cookie, whatever the user's client adds."""
        request = client.build_request("GET", url, headers={"Accept-Encoding": "identity", **headers})
        for name in ("Authorization", "Cookie"):
            request.headers.pop(name, None)
        return request

    @staticmethod
    def redirect(url: str, response: httpx.Response) -> str | None:
        """Where a download goes on, or None if it is no redirect. It carries no key, so any host will do."""
        if response.status_code not in (301, 302, 303, 307, 308) or "location" not in response.headers:
            return None
        target = urljoin(url, response.headers["location"])
        return target if urlsplit(target).scheme in ("http", "https") else None


class HttpWire(_Common):
    """The way to the service through httpx.Client.

    Args:
        settings: where to and with which key.
        client: the user's own client for all requests, which is not closed here; or None.
        options: arguments for httpx.Client, for example transport, proxy or verify.
    """

    def __init__(self, settings: Settings, client: httpx.Client | None, options: dict[str, Any]) -> None:
        super().__init__(settings, {} if client else options, own=client is None)
        self._own = contextlib.ExitStack()
        self._asking = client or self._own.enter_context(httpx.Client(**self.options(keep=True)))
        shared = client is not None or "transport" in options
        self._creating = self._asking if shared else self._own.enter_context(httpx.Client(**self.options(keep=False)))

    def send(self, call: Call) -> Answer | Failure:
        """Send a request once, and read the answer."""
        client = self._creating if call.billed else self._asking
        started = self.settings.clock.monotonic()
        try:
            with self._stream(client, client.build_request(**self.arguments(call))) as response:
                body = self.body(response)
                self._read(response, body, started)
        except Exception as error:  # transports of other makers raise what they like
            failure = self.failure(call, error)
        else:
            return self.answer(call, response, body, started)
        return failure

    @contextlib.contextmanager
    def _stream(self, client: httpx.Client, request: httpx.Request) -> Iterator[httpx.Response]:
        response = client.send(request, stream=True, auth=None, follow_redirects=False)
        try:
            yield response
        finally:
            response.close()

    def _read(self, response: httpx.Response, body: Body, started: float) -> None:
        last = started + self.settings.limits.total
        if response.is_stream_consumed:
            return
        try:
            for chunk in response.iter_raw():
                if not body.add(chunk):
                    return
                if self.settings.clock.monotonic() > last:
                    body.broken = f"it took longer than {self.settings.limits.total:g} seconds"
                    return
        except Exception as error:
            body.broken = f"it broke off ({self.describe(error)})"

    def fetch(self, url: str, headers: dict[str, str], sink: Sink) -> Failure | None:
        """Stream a public file into a sink, without the key; None when the other side has ended it in order."""
        try:
            for _ in range(MOST_REDIRECTS + 1):
                with self._stream(self._asking, self.public(self._asking, url, headers)) as response:
                    target = self.redirect(url, response)
                    if target is None:
                        if sink.begin(response.status_code, dict(response.headers)):
                            for chunk in [response.content] if response.is_stream_consumed else response.iter_raw():
                                sink.write(chunk)
                        return None
                    url = target
        except SeedanceError:
            raise  # the sink's own
        except Exception as error:
            return Failure(False, self.describe(error))
        return Failure(False, f"more than {MOST_REDIRECTS} redirects")

    def pause(self, seconds: float) -> None:
        """Wait."""
        self.settings.clock.sleep(seconds)

    def close(self) -> None:
        """Close the connections, but not the user's own client."""
        self._own.close()


class AsyncHttpWire(_Common):
    """The way to the service through httpx.AsyncClient; the arguments are those of HttpWire."""

    def __init__(self, settings: Settings, client: httpx.AsyncClient | None, options: dict[str, Any]) -> None:
        super().__init__(settings, {} if client else options, own=client is None)
        self._asking = client or httpx.AsyncClient(**self.options(keep=True))
        shared = client is not None or "transport" in options
        self._creating = self._asking if shared else httpx.AsyncClient(**self.options(keep=False))
        self._own = [] if client else [self._asking] if shared else [self._asking, self._creating]

    async def send(self, call: Call) -> Answer | Failure:
        """Send a request once, and read the answer."""
        client = self._creating if call.billed else self._asking
        started = self.settings.clock.monotonic()
        try:
            async with asyncio.timeout(self.settings.limits.total + self.settings.limits.connect):
                async with self._stream(client, client.build_request(**self.arguments(call))) as response:
                    body = self.body(response)
                    await self._read(response, body, started)
        except Exception as error:  # transports of other makers raise what they like
            failure = self.failure(call, error)
        else:
            return self.answer(call, response, body, started)
        return failure

    @contextlib.asynccontextmanager
    async def _stream(self, client: httpx.AsyncClient, request: httpx.Request) -> AsyncIterator[httpx.Response]:
        response = await client.send(request, stream=True, auth=None, follow_redirects=False)
        try:
            yield response
        finally:
            await response.aclose()

    async def _read(self, response: httpx.Response, body: Body, started: float) -> None:
        last = started + self.settings.limits.total
        if response.is_stream_consumed:
            return
        try:
            async for chunk in response.aiter_raw():
                if not body.add(chunk):
                    return
                if self.settings.clock.monotonic() > last:
                    body.broken = f"it took longer than {self.settings.limits.total:g} seconds"
                    return
        except Exception as error:
            body.broken = f"it broke off ({self.describe(error)})"

    async def fetch(self, url: str, headers: dict[str, str], sink: Sink) -> Failure | None:
        """Stream a public file into a sink, without the key; None when the other side has ended it in order."""
        try:
            for _ in range(MOST_REDIRECTS + 1):
                async with self._stream(self._asking, self.public(self._asking, url, headers)) as response:
                    target = self.redirect(url, response)
                    if target is None:
                        if sink.begin(response.status_code, dict(response.headers)):
                            if response.is_stream_consumed:
                                sink.write(response.content)
                                return None
                            async for chunk in response.aiter_raw():
                                sink.write(chunk)
                        return None
                    url = target
        except SeedanceError:
            raise  # the sink's own
        except Exception as error:
            return Failure(False, self.describe(error))
        return Failure(False, f"more than {MOST_REDIRECTS} redirects")

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
