"""The connections to a target, and the meaning of their failures."""

from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Final, Protocol

import httpx
from attrs import frozen

from seedance_conformance import __version__
from seedance_conformance.transport.deadline import Deadline
from seedance_conformance.transport.errors import Unreachable, Unsendable
from seedance_conformance.transport.proxies import client_for

_ALWAYS: Final = {"Accept-Encoding": "gzip, deflate", "User-Agent": f"seedance-conformance/{__version__}"}


@frozen
class RawAnswer:
    """An answer, or what arrived of it.

    Attributes:
        status: of a complete answer, else None.
        headers: of a complete answer, else empty.
        body: of the answer, or the part that arrived: it may name a billed task.
        failure: `timeout` or `dropped` if the answer is incomplete, else None.
    """

    status: int | None
    headers: httpx.Headers
    body: bytes
    failure: str | None = None


class Connections:
    """Sends requests. Thread-safe.

    A server may close an idle connection while a request is sent on it; then the outcome is unknown. So each request
    that changes something gets a new connection. On this machine all requests do: a new connection costs nothing there,
    and small servers answer late on old ones (delayed acknowledgements).

    Args:
        timeout: seconds from the first byte sent to the last byte received.
        remote: the target is on another machine: GETs reuse connections, and the proxy of the environment is used.
        url: of the target; selects the proxy.

    Raises:
        ProxyError: the proxy is unusable.
    """

    def __init__(self, timeout: float, *, remote: bool, url: str = "") -> None:
        self._deadline = Deadline(timeout)
        self._extensions = {"trace": self._deadline.trace, "timeout": httpx.Timeout(timeout).as_dict()}
        fresh = httpx.Limits(max_connections=64, max_keepalive_connections=0)
        kept = httpx.Limits(max_connections=64, keepalive_expiry=1.0)
        self._fresh: _Sender = _Remote(url, fresh) if remote else _Local(fresh)
        self._kept: _Sender = _Remote(url, kept) if remote else self._fresh

    def build(self, method: str, url: str, headers: httpx.Headers, content: bytes | None) -> httpx.Request:
        """A request, not yet sent."""
        sent = httpx.Headers(_ALWAYS)
        sent.update(headers)
        return httpx.Request(method, url, headers=sent, content=content, extensions=dict(self._extensions))

    def send(self, request: httpx.Request, *, once: bool) -> RawAnswer:
        """Send a request and read its answer, or the part that arrives.

        Args:
            request: as built.
            once: never send it again; otherwise a GET on a stale connection is repeated.

        Raises:
            Unreachable: the connection failed; nothing was sent.
            Unsendable: HTTP can't represent the request; nothing was sent.
        """
        host = f"{request.url.scheme}://{request.url.netloc.decode()}"
        body = bytearray()
        self._deadline.begin()
        try:
            head = self._send(request, once, body)
            return RawAnswer(head.status_code, head.headers, bytes(body))
        except httpx.ConnectError as error:
            raise Unreachable(f"{host} can't be reached ({error}): is it running?") from None
        except httpx.ConnectTimeout:
            raise Unreachable(f"{host} didn't accept the connection in time: is it running?") from None
        except (httpx.LocalProtocolError, httpx.UnsupportedProtocol) as error:
            # The text of the error may quote a header, so it isn't shown.
            kind = type(error).__name__
            raise Unsendable(
                f"{request.method} {request.url.path} can't be sent: HTTP can't represent it ({kind})"
            ) from None
        except httpx.TimeoutException:
            return RawAnswer(None, httpx.Headers(), bytes(body), "timeout")
        except httpx.HTTPError:
            return RawAnswer(None, httpx.Headers(), bytes(body), "dropped")

    def close(self) -> None:
        """Close all connections."""
        self._kept.close()
        self._fresh.close()

    def _send(self, request: httpx.Request, once: bool, body: bytearray) -> httpx.Response:
        if once or request.method != "GET":
            return _read(self._fresh, request, body)
        try:
            return _read(self._kept, request, body)
        except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError):
            # The connection was probably stale: repeat the GET on a new one.
            body.clear()
            return _read(self._fresh, request, body)


class _Sender(Protocol):
    """Sends a request unchanged and doesn't follow redirects."""

    def send(self, request: httpx.Request) -> httpx.Response: ...
    def close(self) -> None: ...


class _Remote:
    """Uses the proxy of the environment."""

    def __init__(self, url: str, limits: httpx.Limits) -> None:
        # Cookies would connect requests of different keys.
        none = CookieJar(DefaultCookiePolicy(allowed_domains=()))
        verify = httpx.create_ssl_context()  # with the certificates that the environment names
        self._client = client_for(url, limits=limits, follow_redirects=False, cookies=none, verify=verify)

    def send(self, request: httpx.Request) -> httpx.Response:
        return self._client.send(request, stream=True)

    def close(self) -> None:
        self._client.close()


class _Local:
    """Connects directly, without the client layer: cookies and authentication would only take time."""

    def __init__(self, limits: httpx.Limits) -> None:
        self._transport = httpx.HTTPTransport(limits=limits, trust_env=False)

    def send(self, request: httpx.Request) -> httpx.Response:
        return self._transport.handle_request(request)

    def close(self) -> None:
        self._transport.close()


def _read(sender: _Sender, request: httpx.Request, body: bytearray) -> httpx.Response:
    """Send, and append to the body as it arrives, so that the part of a broken answer is kept."""
    response = sender.send(request)
    try:
        for chunk in response.iter_bytes():
            body += chunk
    finally:
        response.close()
    return response
