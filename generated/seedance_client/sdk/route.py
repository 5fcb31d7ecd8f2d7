# Copied from openapi/companion/sdk/route.py by scripts/regenerate: edit it there.
"""The way of a download: from address to address, with the key up to the first one that isn't on the API's own host."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

from attrs import define, field

from .effects import Failure, Fetch

__all__ = ["TOO_MANY_REDIRECTS", "Route", "head"]

MOST_REDIRECTS = 5
TOO_MANY_REDIRECTS = Failure(False, f"more than {MOST_REDIRECTS} redirects")
REDIRECTS = (301, 302, 303, 307, 308)


@define
class Route:
    """The requests of a download, one for each address.

    Attributes:
        client: the httpx client that makes them.
        job: what is to be fetched; with `keyed` the key goes along, to the API's own host alone.
        base: the base URL, read by the parser that reads the addresses, too: two parsers may see different hosts.
        authorization: the header that has the key.
        timeouts: httpx's limits.
    """

    client: Any
    job: Fetch
    base: Any
    authorization: str = field(repr=False)
    timeouts: dict[str, float]
    _url: str = field(init=False, repr=False)
    _keyed: bool = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._url, self._keyed = self.job.url, self.job.keyed

    def __iter__(self) -> Iterator[Any]:
        """A request for the address at hand, until there were too many."""
        for _ in range(MOST_REDIRECTS + 1):
            yield self._request()

    def leads_on(self, response: Any) -> bool:
        """Whether an answer leads to another address, which is then the one at hand."""
        if response.status_code not in REDIRECTS or "location" not in response.headers:
            return False
        target = urljoin(self._url, response.headers["location"])
        if urlsplit(target).scheme not in ("http", "https"):
            return False
        self._url = target
        return True

    def _request(self) -> Any:
        """A request without a key or a cookie, whatever the user's client adds; with our key where it may have it."""
        request = self.client.build_request(
            "GET",
            self._url,
            headers={"Accept-Encoding": "identity", **self.job.headers},
            extensions={"timeout": self.timeouts},
        )
        for name in ("Authorization", "Cookie"):
            request.headers.pop(name, None)
        self._keyed = self._keyed and self._is_own(request.url)
        if self._keyed:
            request.headers["Authorization"] = self.authorization
        return request

    def _is_own(self, url: Any) -> bool:
        own = (self.base.scheme, self.base.host, self.base.port, b"")
        return (url.scheme, url.host, url.port, url.userinfo) == own


def head(response: Any) -> dict[str, str]:
    """The headers of a download; where a transport for tests has read and decoded it, those that still hold."""
    headers = dict(response.headers)
    if response.is_stream_consumed:
        headers.pop("content-encoding", None)
        headers.pop("content-length", None)
    return headers
