"""The connections to a target, and the meaning of their failures."""

import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, Final, NamedTuple

import httpx
from attrs import frozen

from seedance_conformance import __version__
from seedance_conformance.transport.connection.proxies import client_for
from seedance_conformance.transport.connection.route import PLAIN, Route, RoutedTransport
from seedance_conformance.transport.errors import Unreachable, Unsendable, Untrusted

# An alert of TLS 1.3; it comes after the handshake, as the end of the first answer.
_CERTIFICATE_REQUIRED: Final = "certificate required"
_PIECE: Final = 1 << 16
_ALWAYS: Final = {"Accept-Encoding": "gzip, deflate", "User-Agent": f"seedance-conformance/{__version__}"}


@frozen
class RawAnswer:
    """An answer, or what arrived of it."""

    status: int | None  # of a complete answer, else None
    headers: httpx.Headers  # of a complete answer, else empty
    body: bytes  # of the answer, or the part that arrived: it may name a billed task
    failure: str | None = None  # `timeout` or `dropped` if the answer is incomplete, else None


class _Sender(NamedTuple):
    """Sends requests unchanged, and doesn't follow redirects."""

    send: Callable[[httpx.Request], httpx.Response]
    close: Callable[[], None]


class Connections:
    """Sends requests. Thread-safe.

    A server may close an idle connection while a request is sent on it; then the outcome is unknown. So each request
    that changes something gets a new connection. On this machine all requests do: a new connection costs nothing there,
    and small servers answer late on old ones (delayed acknowledgements).

    Such a request says `Connection: close`, so that its connection is never idle: httpcore closes surplus idle
    connections, also one that a request of another thread has just got, and then the target seems to have dropped it
    (https://github.com/encode/httpcore/issues/1110).

    With HTTP/2 all requests get a new connection: if requests shared one, the timeout of one would end the others.

    Args:
        timeout: seconds from the first byte sent to the last byte received.
        remote: the target is on another machine: GETs reuse connections, and the proxy of the environment is used,
            unless the route leads elsewhere.
        url: of the target; selects the proxy.
        route: the way to the target.

    Raises:
        ProxyError: the proxy is unusable.
        TlsError: a file of certificates is unusable.
    """

    def __init__(self, timeout: float, *, remote: bool, url: str = "http://", route: Route = PLAIN) -> None:
        self._deadline = Deadline(timeout)
        self._extensions = {"trace": self._deadline.trace, "timeout": httpx.Timeout(timeout).as_dict()}
        self._route = route
        direct = not remote or route.leads_elsewhere(url)
        make = partial(_direct if direct else _through_proxy, url, route, route.tls.context(url))
        fresh = partial(make, httpx.Limits(max_keepalive_connections=0))
        self._fresh = _separate(fresh) if route.http2 else fresh()
        self._kept = make(httpx.Limits(keepalive_expiry=1.0)) if remote and not route.http2 else self._fresh

    def build(self, method: str, url: str, headers: httpx.Headers, content: bytes | None) -> httpx.Request:
        """A request, not yet sent."""
        sent = httpx.Headers(_ALWAYS)
        sent.update(headers)
        request = httpx.Request(method, url, headers=sent, content=content, extensions=dict(self._extensions))
        if content is not None and len(content) > _PIECE:
            request.stream = _Pieces(content)
        return request

    def send(self, request: httpx.Request, *, once: bool) -> RawAnswer:
        """Send a request and read its answer, or the part that arrives.

        Without `once`, a GET is sent again on a new connection if the kept one was stale.

        Raises:
            Unreachable, Untrusted, Unsendable: nothing was sent.
        """
        body = bytearray()
        self._deadline.begin()
        try:
            head = self._send(request, once, body)
            return RawAnswer(head.status_code, head.headers, bytes(body))
        except httpx.ConnectError as error:
            raise _unreachable(self._named(request.url), error) from None
        except httpx.ConnectTimeout:
            raise Unreachable(
                f"{self._named(request.url)} didn't accept the connection in time: is it running?"
            ) from None
        except (httpx.LocalProtocolError, httpx.UnsupportedProtocol) as error:
            # The text of the error may quote a header, so it isn't shown.
            kind = type(error).__name__
            raise Unsendable(
                f"{request.method} {request.url.path} can't be sent: HTTP can't represent it ({kind})"
            ) from None
        except httpx.TimeoutException:
            return RawAnswer(None, httpx.Headers(), bytes(body), "timeout")
        except httpx.HTTPError as error:
            if not once and _CERTIFICATE_REQUIRED in str(error).lower():
                raise Untrusted(
                    f"{self._named(request.url)} asks for a certificate of the client: give --client-cert FILE"
                ) from None
            return RawAnswer(None, httpx.Headers(), bytes(body), "dropped")

    def close(self) -> None:
        """Close all connections."""
        self._kept.close()
        self._fresh.close()

    def _named(self, url: httpx.URL) -> str:
        """The host as messages name it."""
        address = self._route.address(url)
        elsewhere = "" if address == url else f" (connecting to {address.netloc.decode()})"
        return f"{url.scheme}://{url.netloc.decode()}{elsewhere}"

    def _send(self, request: httpx.Request, once: bool, body: bytearray) -> httpx.Response:
        if once or request.method != "GET":
            return self._send_on(self._fresh, request, body)
        try:
            return self._send_on(self._kept, request, body)
        except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError):
            # The connection was probably stale: repeat the GET on a new one.
            body.clear()
            return self._send_on(self._fresh, request, body)

    def _send_on(self, sender: _Sender, request: httpx.Request, body: bytearray) -> httpx.Response:
        """Send, and append to the body as it arrives, so that the part of a broken answer is kept."""
        if sender is self._fresh and not self._route.http2:  # HTTP/2 forbids the header
            request.headers["Connection"] = "close"
        response = sender.send(request)
        try:
            for chunk in response.iter_bytes():
                body += chunk
        finally:
            response.close()
        return response


_CONNECTED: Final = ("connect_tcp.complete", "start_tls.complete")
"""Endings of the events that carry a new connection."""


class Deadline:
    """The deadline of the current request of each thread, some seconds for the whole answer.

    httpx only limits each single read, so a server that sends a byte now and then could hold up a run for ever.
    httpcore, below httpx, reports each new connection to the request extension `trace`. From then on each read and
    write on that connection gets at most the time that the request of its thread has left.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._request = threading.local()

    def begin(self) -> None:
        """Start the time limit of a request in this thread."""
        self._request.end = self._clock() + self._seconds

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Limit the reads and writes of a new connection; pass it to httpx as the request extension `trace`."""
        if event.endswith(_CONNECTED):
            stream = info["return_value"]
            stream.read, stream.write = self._bounded(stream.read), self._bounded(stream.write)

    def _bounded(self, function: Callable[..., Any]) -> Callable[..., Any]:
        # HTTP/1.1 gives the timeout by name, HTTP/2 by position.
        def bounded(*given: Any, timeout: float | None = None, **named: Any) -> Any:
            data, timeout = given[:1], given[1] if len(given) > 1 else timeout
            left = self._request.end - self._clock()
            if left <= 0:
                raise httpx.ReadTimeout("the answer wasn't complete in time")
            return function(*data, timeout=left if timeout is None else min(timeout, left), **named)

        return bounded


class _Pieces(httpx.SyncByteStream):
    """The body of a large request in pieces: httpcore copies the rest of a piece each time the network takes a part."""

    def __init__(self, content: bytes) -> None:
        self._content = memoryview(content)

    def __iter__(self) -> Iterator[bytes]:
        for place in range(0, len(self._content), _PIECE):
            yield bytes(self._content[place : place + _PIECE])


def _through_proxy(url: str, route: Route, tls: ssl.SSLContext, limits: httpx.Limits) -> _Sender:
    """Uses the proxy of the environment."""
    # Cookies would connect requests of different keys.
    none = CookieJar(DefaultCookiePolicy(allowed_domains=()))
    client = client_for(url, limits=limits, follow_redirects=False, cookies=none, verify=tls, http2=route.http2)
    return _Sender(partial(client.send, stream=True), client.close)


def _direct(url: str, route: Route, tls: ssl.SSLContext, limits: httpx.Limits) -> _Sender:
    """Connects directly, without the client layer: cookies and authentication would only take time."""
    plain = httpx.HTTPTransport(verify=tls, http2=route.http2, limits=limits, trust_env=False)
    transport = RoutedTransport(route, plain) if route.connect_to else plain
    return _Sender(transport.handle_request, transport.close)


def _separate(make: Callable[[], _Sender]) -> _Sender:
    """Sends each request with another sender, which closes its connection after the answer."""
    make().close()  # an unusable proxy is an error before the first request
    return _Sender(lambda request: make().send(request), lambda: None)


def _unreachable(host: str, error: httpx.ConnectError) -> Unreachable:
    """The error of a connection that failed, with a remedy for failures of TLS."""
    said = str(error)
    if "CERTIFICATE_VERIFY_FAILED" in said:
        reason = said.partition("certificate verify failed: ")[2].partition(" (_ssl")[0] or said
        return Untrusted(
            f"the certificate of {host} isn't trusted ({reason}): give --ca-file FILE with the certificate of its "
            "authority, or --insecure to check nothing"
        )
    if "WRONG_VERSION_NUMBER" in said or "RECORD_LAYER_FAILURE" in said:
        return Untrusted(f"{host} doesn't answer with TLS: is it http:// instead of https://?")
    if "[SSL" in said and "EOF" not in said:  # a server that stops ends the handshake
        return Untrusted(f"{host} and the suite can't agree on TLS ({said}): see --ca-file and --client-cert")
    return Unreachable(f"{host} can't be reached ({said}): is it running?")
