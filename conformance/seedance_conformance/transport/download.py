"""Download a result from the URL that the target gave; without a key, unless the caller gives one."""

import ssl
from functools import cache

import httpx
from attrs import frozen

from seedance_conformance.transport.loopback import is_loopback
from seedance_conformance.transport.proxies import ProxyError, client_for
from seedance_conformance.transport.route import PLAIN, Route, RoutedTransport
from seedance_conformance.transport.tls import Tls

_LARGEST = 500_000_000


@frozen
class Download:
    """The outcome of a download.

    Attributes:
        status: HTTP status, or None without a complete answer.
        content: of the answer.
        content_type: of the answer.
        failure: why the answer is incomplete, else None.
    """

    status: int | None
    content: bytes = b""
    content_type: str = ""
    failure: str | None = None

    @property
    def arrived(self) -> bool:
        """Whether the file is complete."""
        return self.status == 200 and self.failure is None and bool(self.content)

    @property
    def words(self) -> str:
        """The outcome, for a note."""
        return self.failure or f"HTTP {self.status} with {len(self.content)} bytes of {self.content_type or 'no type'}"


def download(url: str, *, timeout: float = 30.0, route: Route = PLAIN, authorization: str | None = None) -> Download:
    """Download a file of at most 500 MB; follows redirects.

    Args:
        url: of the file; no message shows its query, which may be a signature.
        timeout: seconds without progress.
        route: the way to it.
        authorization: the value of that header; httpx drops it when another host is redirected to.
    """
    content = bytearray()
    headers = {} if authorization is None else {"Authorization": authorization}
    try:
        with _client(url, timeout, route) as client, client.stream("GET", url, headers=headers) as answer:
            for part in answer.iter_bytes():
                content += part
                if len(content) > _LARGEST:
                    return Download(answer.status_code, failure=f"more than {_LARGEST} bytes")
            return Download(answer.status_code, bytes(content), answer.headers.get("content-type", ""))
    except ProxyError as error:
        return Download(None, failure=str(error))
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return Download(None, failure=f"the download broke off: {type(error).__name__}")


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
