"""The httpx clients that carry a client's requests: those that it is given, checked, and those that it makes.

The one module of the companion that imports httpx: a successor is a change here alone.
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

from .checks import check_unused
from .once import Once, never_connected
from .proxies import explain, proxy_for, routes, variable
from .settings import Settings, is_loopback, without_secrets

__all__ = [
    "AsyncClient",
    "AsyncTransport",
    "Client",
    "Request",
    "Response",
    "StatusError",
    "Transport",
    "certainty",
    "check_given",
    "decoded",
    "make_clients",
    "parsed",
]

Client = httpx.Client
AsyncClient = httpx.AsyncClient
Transport = httpx.BaseTransport
AsyncTransport = httpx.AsyncBaseTransport
Request = httpx.Request
Response = httpx.Response
StatusError = httpx.HTTPStatusError

KEEPALIVE_SECONDS = 120.0
"""httpx keeps an idle connection for 5 seconds: less than any pause between two questions."""

CLOSED = "Cannot send a request, as the client has been closed"
"""What httpx says, as a RuntimeError, of a client that another thread has closed meanwhile."""
UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)

C = TypeVar("C", httpx.Client, httpx.AsyncClient)


def certainty(error: Exception, once: Once | None, *, ours: bool) -> dict[str, bool]:
    """What is certain of a request after an error; only `UNSENT` may be sent again, not what a proxy refused.

    Args:
        error: what httpx raised.
        once: what is known of the request's way.
        ours: a transport of ours carried it, which tells of every sending. A proxy that drops the line, or hangs,
            before it has made the way to the service has seen nothing of the request.
    """
    refused = isinstance(error, httpx.ProxyError) and error.__cause__ is not None
    connecting = isinstance(error, UNSENT)
    never_left = ours and once is not None and once.watched
    closed = type(error) is RuntimeError and str(error).startswith(CLOSED)
    unsent = ((refused or connecting) and never_connected(error)) or never_left or closed
    unsent = unsent and not (once and once.sent)
    return {"unsent": unsent, "again": unsent and connecting and not refused}


def decoded(pieces: Iterable[bytes], coding: str) -> Iterator[bytes]:
    """Decompress what was kept as it came, with the decoders that httpx has."""
    return httpx.Response(200, headers={"Content-Encoding": coding}, content=pieces).iter_bytes()


@functools.lru_cache(maxsize=1024)
def parsed(url: str) -> httpx.URL:
    """An address: a task is asked about again and again, and to parse it takes a tenth of that."""
    return httpx.URL(url)


def check_given(
    settings: Settings, kind: type[httpx.Client] | type[httpx.AsyncClient], client: Any, options: dict[str, Any]
) -> dict[str, Any]:
    """The arguments about connections, checked; those that were not given are left out.

    Args:
        settings: where requests go.
        kind: the class of httpx client that is needed.
        client: one of the user's own, or None.
        options: transport, proxy and verify, None where they were not given.

    Raises:
        TypeError: an object is of the wrong kind.
        ValueError: the address is none, arguments exclude each other, or the user's client is closed or has another
            address.
    """
    try:
        _ = httpx.URL(settings.base_url).host
    except (httpx.InvalidURL, ValueError) as error:
        raise ValueError(f"base_url '{settings.base_url}' is no address: {error}") from None
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
    """An httpx client of the user's: of the right kind, open, and without an address that requests don't go to.

    Raises:
        TypeError: it is of the wrong kind.
        ValueError: it is closed, or has an address of its own.
    """
    check_methods("http_client", client, ("build_request", "send"), kind)
    awaits = kind is httpx.AsyncClient
    other = httpx.Client if awaits else httpx.AsyncClient
    if isinstance(client, other) or (
        not isinstance(client, kind) and inspect.iscoroutinefunction(client.send) != awaits
    ):
        here, there, why = ("Seedance", "AsyncSeedance", "has to be awaited")
        if awaits:
            here, there, why = ("AsyncSeedance", "Seedance", "can't be awaited")
        given = name_of(type(client))
        raise TypeError(f"http_client is of type {given}, which {why}: give {here} an {name_of(kind)}, or use {there}")
    if getattr(client, "is_closed", False) is True:
        raise ValueError("http_client is closed: give an open one")
    theirs = getattr(client, "base_url", None)
    if isinstance(theirs, httpx.URL) and theirs.host and place(theirs) != place(httpx.URL(base_url)):
        raise ValueError(
            f"http_client has the base_url '{without_secrets(str(theirs))}', but requests go to '{base_url}': give the "
            "address as base_url instead"
        )


def place(url: httpx.URL) -> tuple[str, str, int | None, str]:
    """Where an address leads, whatever way it is written."""
    return url.scheme, url.host, url.port, url.path.rstrip("/")


def check_transport(transport: Any, kind: type[httpx.Client] | type[httpx.AsyncClient]) -> None:
    """A transport for a client of ours.

    Raises:
        TypeError: it is of the wrong kind.
    """
    wanted: tuple[str, type] = ("handle_async_request", AsyncTransport)
    if kind is httpx.Client:
        wanted = ("handle_request", Transport)
    check_methods("transport", transport, wanted[:1], wanted[1])
    if kind is httpx.Client and inspect.iscoroutinefunction(transport.handle_request):
        raise TypeError(f"transport is of type {name_of(type(transport))}, which has to be awaited: use AsyncSeedance")


def check_methods(name: str, value: Any, methods: tuple[str, ...], kind: type) -> None:
    """An object of the user's that can do what is asked of it.

    Raises:
        TypeError: it can't.
    """
    if isinstance(value, type):
        raise TypeError(f"{name} is the class {value.__name__} itself: give an instance, {value.__name__}(...)")
    missing = [method for method in methods if not callable(getattr(value, method, None))]
    if missing:
        raise TypeError(
            f"{name} is of type {name_of(type(value))}, which has no {missing[0]}(): give an {name_of(kind)}"
        )


def name_of(kind: type) -> str:
    """A class with its package, as in "httpx.AsyncClient"."""
    package = kind.__module__.partition(".")[0]
    return kind.__qualname__ if package == "builtins" else f"{package}.{kind.__qualname__}"


@functools.lru_cache(maxsize=2)
def tls_context(file: str | None, directory: str | None) -> ssl.SSLContext:
    """How to check certificates, for these values of SSL_CERT_FILE and SSL_CERT_DIR: it takes 18 ms to make.

    Raises:
        ValueError: they can't be loaded.
    """
    try:
        return httpx.create_ssl_context()
    except (OSError, ValueError) as error:
        raise ValueError(f"the certificates can't be loaded, see SSL_CERT_FILE and SSL_CERT_DIR: {error}") from None


def make_clients(kind: type[C], settings: Settings, given: dict[str, Any]) -> list[C]:
    """A client that keeps its connections, and one that does not. A transport of the user's serves as both.

    Args:
        kind: the class to make them of.
        settings: where requests go.
        given: what `check_given` returns.

    Raises:
        ValueError: a proxy, of the user's or the environment's, or the certificates can't be used.
    """
    # The proxies and certificates of the environment are read here: httpx would fail for one that nobody needs.
    options: dict[str, Any] = {"timeout": settings.limits.read, "follow_redirects": False, "trust_env": False, **given}
    if "transport" not in given and "verify" not in given:
        options["verify"] = tls_context(os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))
    clients: list[C] = []
    trouble = ""
    for kept in [20] if "transport" in given else [20, 0]:
        options["limits"] = httpx.Limits(max_keepalive_connections=kept, keepalive_expiry=KEEPALIVE_SECONDS)
        if "transport" not in given and "proxy" not in given:
            options["mounts"] = environment_mounts(kind, settings, options["verify"], options["limits"])
        try:
            clients.append(kind(**options))
        except (ImportError, ValueError, httpx.InvalidURL) as error:
            trouble = explain(without_secrets(str(getattr(given.get("proxy"), "url", given.get("proxy")))), error)
    if trouble:  # raised here: the error of httpx has frames that show the proxy's password
        raise ValueError(trouble)
    return [clients[0], clients[-1]]


class UnusableProxy(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Stands for a proxy of the environment that can't be used, and says so to whoever needs it: nothing is sent."""

    def __init__(self, why: str) -> None:
        self.why = why

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Refuse."""
        raise httpx.ConnectError(self.why)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Refuse."""
        raise httpx.ConnectError(self.why)


def environment_mounts(kind: type, settings: Settings, verify: Any, limits: httpx.Limits) -> dict[str, Any]:
    """The proxies of the environment as transports, by the patterns of the addresses that go through them.

    Raises:
        ValueError: requests would go through one that can't be used.
    """
    transport: Any = httpx.HTTPTransport if kind is httpx.Client else httpx.AsyncHTTPTransport
    found = routes(getproxies())
    mounts: dict[str, Any] = {}
    for pattern, proxy in found.items():
        try:
            mounts[pattern] = proxy and transport(proxy=proxy, verify=verify, limits=limits, trust_env=False)
        except (ImportError, ValueError, httpx.InvalidURL) as error:
            mounts[pattern] = UnusableProxy(f"{variable(pattern)}: {explain(without_secrets(str(proxy)), error)}")
    if found and is_loopback(settings.base_url):
        mounts[f"all://{urlsplit(settings.base_url).netloc}"] = None
        return mounts
    needed = mounts.get(proxy_for(settings.base_url, found) or "")
    if isinstance(needed, UnusableProxy):
        raise ValueError(needed.why)
    return mounts
