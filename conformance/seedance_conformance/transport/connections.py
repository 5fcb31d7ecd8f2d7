"""The connections to a target, and what it means when one of them fails."""

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
class Received:
    """What came back.

    Attributes:
        status: of a whole answer, else None.
        headers: of a whole answer, else none.
        body: of the answer, also what came of one that broke off: it may name a task that is paid for.
        failure: why there is no whole answer, `timeout` or `dropped`, else None.
    """

    status: int | None
    headers: httpx.Headers
    body: bytes
    failure: str | None = None


class Connections:
    """Sends built requests; safe to use from several threads.

    A server may close an idle connection just as a request goes out on it, and the outcome is ambiguous. So whatever
    changes something has a connection of its own. On this machine all requests have: new connections cost nothing here,
    and small servers answer late on old ones (delayed acknowledgements).

    Args:
        timeout: seconds to wait for an answer, from the first byte that is sent to the last that comes.
        remote: the target is on another machine: connections are kept for GETs, and a proxy of the environment used.
        url: the target's address, which may have a proxy.

    Raises:
        ProxyError: it has one that can't be used.
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

    def send(self, request: httpx.Request, *, once: bool) -> Received:
        """Send a request and read its answer to the end, or as far as it comes.

        Args:
            request: as built.
            once: it must not go again, whatever happens to it; a GET may otherwise.

        Raises:
            Unreachable: no connection could be made; nothing was sent.
            Unsendable: HTTP can't carry the request; nothing was sent.
        """
        host = f"{request.url.scheme}://{request.url.netloc.decode()}"
        body = bytearray()
        self._deadline.begin()
        try:
            head = self._send(request, once, body)
            return Received(head.status_code, head.headers, bytes(body))
        except httpx.ConnectError as error:
            raise Unreachable(f"{host} can't be reached ({error}): is it running?") from None
        except httpx.ConnectTimeout:
            raise Unreachable(f"{host} did not take the connection in time") from None
        except (httpx.LocalProtocolError, httpx.UnsupportedProtocol) as error:
            # Without the error's own words, which may repeat a header.
            kind = type(error).__name__
            raise Unsendable(
                f"{request.method} {request.url.path} can't be sent: HTTP has no form for it ({kind})"
            ) from None
        except httpx.TimeoutException:
            return Received(None, httpx.Headers(), bytes(body), "timeout")
        except httpx.HTTPError:
            return Received(None, httpx.Headers(), bytes(body), "dropped")

    def close(self) -> None:
        """Close them all."""
        self._kept.close()
        self._fresh.close()

    def _send(self, request: httpx.Request, once: bool, body: bytearray) -> httpx.Response:
        if once or request.method != "GET":
            return _read(self._fresh, request, body)
        try:
            return _read(self._kept, request, body)
        except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError):
            # Only the connection was stale, perhaps: a GET may go again, on a new one.
            body.clear()
            return _read(self._fresh, request, body)


class _Sender(Protocol):
    """Sends a request as it is, and follows no redirect."""

    def send(self, request: httpx.Request) -> httpx.Response: ...
    def close(self) -> None: ...


class _Remote:
    """Goes by the proxy that the environment names."""

    def __init__(self, url: str, limits: httpx.Limits) -> None:
        # What a cookie carries from the requests of one key to those of another would be nobody's finding.
        none = CookieJar(DefaultCookiePolicy(allowed_domains=()))
        verify = httpx.create_ssl_context()  # by the certificates that the environment names
        self._client = client_for(url, limits=limits, follow_redirects=False, cookies=none, verify=verify)

    def send(self, request: httpx.Request) -> httpx.Response:
        return self._client.send(request, stream=True)

    def close(self) -> None:
        self._client.close()


class _Local:
    """Goes straight to the server: what a client would do about cookies and logins is time, and never wanted here."""

    def __init__(self, limits: httpx.Limits) -> None:
        self._transport = httpx.HTTPTransport(limits=limits, trust_env=False)

    def send(self, request: httpx.Request) -> httpx.Response:
        return self._transport.handle_request(request)

    def close(self) -> None:
        self._transport.close()


def _read(sender: _Sender, request: httpx.Request, body: bytearray) -> httpx.Response:
    """Send, and add to the body as it comes, so that what came of a broken answer stays."""
    response = sender.send(request)
    try:
        for chunk in response.iter_bytes():
            body += chunk
    finally:
        response.close()
    return response
