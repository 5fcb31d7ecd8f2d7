"""Download a result from the URL that the target gave; without a key, unless the caller gives one."""

import ssl
from functools import cache, partial

import httpx
from attrs import evolve, field, frozen

from seedance_conformance.transport.connection.loopback import is_loopback
from seedance_conformance.transport.connection.proxies import ProxyError, client_for
from seedance_conformance.transport.connection.route import PLAIN, Route, RoutedTransport
from seedance_conformance.transport.connection.tls import Tls

_LARGEST = 500_000_000


@frozen
class Download:
    """The outcome of a download.

    Attributes:
        status: HTTP status, or None without a complete answer.
        content: of the answer.
        content_type: of the answer.
        failure: why the answer is incomplete, else None.
        size: of the content in bytes, also of one `without_content`.
    """

    status: int | None
    content: bytes = b""
    content_type: str = ""
    failure: str | None = None
    size: int = field()

    @size.default
    def _of_the_content(self) -> int:
        return len(self.content)

    @property
    def arrived(self) -> bool:
        """Whether the file is complete."""
        return self.status == 200 and self.failure is None and self.size > 0

    @property
    def without_content(self) -> "Download":
        """The same without its content: a run keeps many."""
        return evolve(self, content=b"")

    @property
    def words(self) -> str:
        """The outcome, for a note."""
        return self.failure or f"HTTP {self.status} with {self.size} bytes of {self.content_type or 'no type'}"


def download(
    url: str, *, timeout: float = 30.0, route: Route = PLAIN, private: httpx.Headers | None = None
) -> Download:
    """Download a file of at most 500 MB; follows redirects.

    Args:
        url: of the file; no message shows its query, which may be a signature.
        timeout: seconds without progress.
        route: the way to it.
        private: headers for the origin of the URL only; a redirect doesn't take them to another one.
    """
    try:
        with _client(url, timeout, route) as client:
            client.event_hooks["request"] = [partial(_keep_private, httpx.URL(url), private or httpx.Headers())]
            return _received(client, url, private)
    except ProxyError as error:
        return Download(None, failure=str(error))
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return Download(None, failure=f"the download broke off: {type(error).__name__}")


def _received(client: httpx.Client, url: str, headers: httpx.Headers | None) -> Download:
    content = bytearray()
    with client.stream("GET", url, headers=headers) as answer:
        for part in answer.iter_bytes():
            content += part
            if len(content) > _LARGEST:
                return Download(answer.status_code, failure=f"more than {_LARGEST} bytes")
        return Download(answer.status_code, bytes(content), answer.headers.get("content-type", ""))


def _keep_private(origin: httpx.URL, private: httpx.Headers, request: httpx.Request) -> None:
    """Remove headers from a request to another origin; httpx itself does that only with Authorization."""
    if (request.url.scheme, request.url.host, request.url.port) != (origin.scheme, origin.host, origin.port):
        for name in private:
            request.headers.pop(name, None)


def _client(url: str, timeout: float, route: Route) -> httpx.Client:
    tls = _context(route.tls)
    if route.leads_elsewhere(url):
        routed = RoutedTransport(route, httpx.HTTPTransport(verify=tls, trust_env=False))
        return client_for(url, direct=True, timeout=timeout, follow_redirects=True, transport=routed)
    return client_for(url, direct=is_loopback(url), timeout=timeout, follow_redirects=True, verify=tls)


@cache
def _context(tls: Tls) -> ssl.SSLContext:
    """Cached: loading the certificates takes longer than a download."""
    return tls.context()
