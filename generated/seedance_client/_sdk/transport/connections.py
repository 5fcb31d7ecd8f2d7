# Copied from openapi/companion/_sdk/transport/connections.py by scripts/regenerate: edit it there.
# pyright: standard
"""The httpx clients that carry the requests: check the user's own, or make them.

This is the only hand-written module that imports httpx: to replace httpx, change this module.
"""

from __future__ import annotations

import functools
import inspect
import os
import ssl
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar
from urllib.parse import urlsplit
from urllib.request import getproxies

import httpx

from ..checks import check_unused
from ..settings import URL_REMEDY, Settings, is_loopback, without_secrets
from .proxies import explain_proxy, proxy_for, proxy_routes, proxy_variable
from .trace import SendOnce, never_connected

Client = httpx.Client
AsyncClient = httpx.AsyncClient
HttpxTransport = httpx.BaseTransport
AsyncHttpxTransport = httpx.AsyncBaseTransport
Request = httpx.Request
Response = httpx.Response
StatusError = httpx.HTTPStatusError

KEEPALIVE_SECONDS = 120.0
"""How long an idle connection is kept. The default of httpx, 5 seconds, is shorter than any pause between queries.

Their number isn't limited: to keep a limit, httpcore also closes idle connections that it has just given to a request
of another thread (https://github.com/encode/httpcore/issues/1110)."""

CLOSE = {"Connection": "close"}
"""The header of a create. Its connection is closed after the answer and is never idle: so no other request gets it, and
httpcore doesn't close it while another create uses it (the same issue)."""

CLOSED = "Cannot send a request, as the client has been closed"
"""What httpx says, as a RuntimeError, of a client that another thread has closed meanwhile."""
UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)

C = TypeVar("C", httpx.Client, httpx.AsyncClient)


def classify_failure(error: Exception, once: SendOnce | None, *, ours: bool) -> dict[str, bool]:
    """Classify an error of httpx: was the request certainly not sent, and may it be sent again?

    Only the errors in `UNSENT` allow another attempt; a request that a proxy refused isn't repeated.

    Our own transport reports every sending to `once`: if a proxy drops the connection, or hangs, before it has opened a
    tunnel to the service, the service hasn't seen the request.
    """
    refused = isinstance(error, httpx.ProxyError) and error.__cause__ is not None
    connecting = isinstance(error, UNSENT)
    never_left = ours and once is not None and once.watched
    closed = type(error) is RuntimeError and str(error).startswith(CLOSED)
    unsent = ((refused or connecting) and never_connected(error)) or never_left or closed
    unsent = unsent and not (once and once.sent)
    return {"unsent": unsent, "again": unsent and connecting and not refused}


def decoded(chunks: Iterable[bytes], coding: str) -> Iterator[bytes]:
    """Decompress chunks with the decoders that httpx has."""
    return httpx.Response(200, headers={"Content-Encoding": coding}, content=chunks).iter_bytes()


@functools.lru_cache(maxsize=1024)
def parsed(url: str) -> httpx.URL:
    """A parsed URL. Each task is queried many times, and parsing takes a tenth of a query."""
    return httpx.URL(url)


def check_given(
    settings: Settings, kind: type[httpx.Client] | type[httpx.AsyncClient], client: Any, options: dict[str, Any]
) -> dict[str, Any]:
    """Check the arguments about connections: the user's own client, if any, and transport, proxy and verify.

    Returns those of the options that were given.

    Raises:
        TypeError: an object has the wrong type.
        ValueError: the base URL isn't a URL, arguments exclude each other, or the user's client is closed, or
            has another base URL.
    """
    try:
        _ = httpx.URL(settings.base_url).host
    except (httpx.InvalidURL, ValueError) as error:
        raise ValueError(f"base_url '{settings.base_url}' isn't a URL: {error}; {URL_REMEDY}") from None
    if client is not None:
        check_unused("http_client", options)
        check_client(client, kind, settings.base_url)
    if options["transport"] is not None:
        check_unused("transport", {name: value for name, value in options.items() if name != "transport"})
        check_transport(options["transport"], kind)
    if not isinstance(options["verify"], bool | ssl.SSLContext | None):
        raise TypeError(
            "verify must be True, False or an ssl.SSLContext, for example ssl.create_default_context(cafile='ca.pem'); "
            f"got {options['verify']!r}"
        )
    if not isinstance(options["proxy"], str | httpx.URL | httpx.Proxy | None):
        raise TypeError(f"proxy must be an address, such as 'http://127.0.0.1:8080'; got {options['proxy']!r}")
    return {name: value for name, value in options.items() if value is not None}


def check_client(client: Any, kind: type[httpx.Client] | type[httpx.AsyncClient], base_url: str) -> None:
    """Check the user's httpx client: its type (TypeError), that it is open, and its own URL (ValueError)."""
    check_methods("http_client", client, ("build_request", "send"), kind)
    awaits = kind is httpx.AsyncClient
    other = httpx.Client if awaits else httpx.AsyncClient
    looks_wrong = not isinstance(client, kind) and inspect.iscoroutinefunction(client.send) != awaits
    if isinstance(client, other) or looks_wrong:
        here, there, why = "Seedance", "AsyncSeedance", "is asynchronous"
        if awaits:
            here, there, why = there, here, "is synchronous"
        what = f"http_client is of type {name_of(type(client))}, which {why}"
        raise TypeError(f"{what}: pass an {name_of(kind)} to {here}, or use {there}")
    if getattr(client, "is_closed", False) is True:
        raise ValueError("http_client is closed: give an open one")
    theirs = getattr(client, "base_url", None)
    if isinstance(theirs, httpx.URL) and theirs.host and location(theirs) != location(httpx.URL(base_url)):
        raise ValueError(
            f"http_client has the base_url '{without_secrets(str(theirs))}', but requests go to '{base_url}': pass the "
            "address to the client as base_url instead"
        )


def location(url: httpx.URL) -> tuple[str, str, int | None, str]:
    """The parts of a URL by which two spellings of one URL compare equal."""
    return url.scheme, url.host, url.port, url.path.rstrip("/")


def check_transport(transport: Any, kind: type[httpx.Client] | type[httpx.AsyncClient]) -> None:
    """Check the type of a transport for our own httpx client; raises TypeError."""
    if kind is httpx.AsyncClient:
        check_methods("transport", transport, ("handle_async_request",), AsyncHttpxTransport)
        return
    check_methods("transport", transport, ("handle_request",), HttpxTransport)
    if inspect.iscoroutinefunction(transport.handle_request):
        raise TypeError(f"transport is of type {name_of(type(transport))}, which is asynchronous: use AsyncSeedance")


def check_methods(name: str, value: Any, methods: tuple[str, ...], kind: type) -> None:
    """Check that an object has the methods that are needed, and isn't a class; raises TypeError."""
    if isinstance(value, type):
        raise TypeError(f"{name} is the class {value.__name__}: give an instance, {value.__name__}(...)")
    missing = [method for method in methods if not callable(getattr(value, method, None))]
    if missing:
        raise TypeError(
            f"{name} is of type {name_of(type(value))}, which doesn't have {missing[0]}(): give an {name_of(kind)}"
        )


def name_of(kind: type) -> str:
    """The name of a class with its package, such as "httpx.AsyncClient"."""
    package = kind.__module__.partition(".")[0]
    return kind.__qualname__ if package == "builtins" else f"{package}.{kind.__qualname__}"


@functools.lru_cache(maxsize=2)
def tls_context(file: str | None, directory: str | None) -> ssl.SSLContext:
    """The TLS settings for these values of SSL_CERT_FILE and SSL_CERT_DIR; cached, because they take 18 ms to make.

    Raises:
        ValueError: the certificates can't be loaded.
    """
    try:
        return httpx.create_ssl_context()
    except (OSError, ValueError) as error:
        raise ValueError(f"the certificates can't be loaded: {error}; check SSL_CERT_FILE and SSL_CERT_DIR") from None


def make_clients(kind: type[C], settings: Settings, given: dict[str, Any]) -> list[C]:
    """An httpx client that keeps its connections, and one that doesn't; with the user's transport, one serves as both.

    Raises:
        ValueError: the certificates can't be loaded, or a proxy of the user or the environment can't be used.
    """
    # We read the proxies and certificates of the environment: httpx would fail even for a proxy that isn't needed.
    options: dict[str, Any] = {"timeout": settings.limits.read, "follow_redirects": False, "trust_env": False, **given}
    if "transport" not in given and "verify" not in given:
        options["verify"] = tls_context(os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))
    clients: list[C] = []
    problem = ""
    for kept in [None] if "transport" in given else [None, 0]:
        options["limits"] = httpx.Limits(max_keepalive_connections=kept, keepalive_expiry=KEEPALIVE_SECONDS)
        if "transport" not in given and "proxy" not in given:
            options["mounts"] = environment_mounts(kind, settings, options["verify"], options["limits"])
        try:
            clients.append(kind(**options))
        except (ImportError, ValueError, httpx.InvalidURL) as error:
            problem = explain_proxy(without_secrets(str(getattr(given.get("proxy"), "url", given.get("proxy")))), error)
    if problem:  # raised outside the except block: the frames of httpx's error show the proxy's password
        raise ValueError(problem)
    return [clients[0], clients[-1]]


class UnusableProxy(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A transport for a proxy of the environment that can't be used: it fails with the reason, and sends nothing."""

    def __init__(self, why: str) -> None:
        self.why = why

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Fail with the reason."""
        raise httpx.ConnectError(self.why)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The same."""
        return self.handle_request(request)


def environment_mounts(kind: type, settings: Settings, verify: Any, limits: httpx.Limits) -> dict[str, Any]:
    """The proxies of the environment as transports, by URL pattern.

    Raises:
        ValueError: the requests need a proxy that can't be used.
    """
    transport: Any = httpx.HTTPTransport if kind is httpx.Client else httpx.AsyncHTTPTransport
    found = proxy_routes(getproxies())
    mounts: dict[str, Any] = {}
    for pattern, proxy in found.items():
        try:
            mounts[pattern] = proxy and transport(proxy=proxy, verify=verify, limits=limits, trust_env=False)
        except (ImportError, ValueError, httpx.InvalidURL) as error:
            mounts[pattern] = UnusableProxy(
                f"{proxy_variable(pattern)}: {explain_proxy(without_secrets(str(proxy)), error)}"
            )
    if found and is_loopback(settings.base_url):
        mounts[f"all://{urlsplit(settings.base_url).netloc}"] = None
        return mounts
    needed = mounts.get(proxy_for(settings.base_url, found) or "")
    if isinstance(needed, UnusableProxy):
        raise ValueError(needed.why)
    return mounts
