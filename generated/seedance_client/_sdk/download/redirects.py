# Copied from openapi/companion/_sdk/download/redirects.py by scripts/regenerate: edit it there.
# pyright: standard
"""Follow the redirects of a download, and drop the key at the first URL that isn't on the API's own host."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

from attrs import define, field

from ..transport.effects import Failure, OpenStream

MOST_REDIRECTS = 5
TOO_MANY_REDIRECTS = Failure(False, f"more than {MOST_REDIRECTS} redirects")
REDIRECTS = (301, 302, 303, 307, 308)


@define
class Redirects:
    """The requests of a download, one for each redirect.

    Attributes:
        client: the httpx client that builds them.
        job: the download; with `with_key`, the key is sent, but only to the API's own host.
        base: the base URL as httpx parses it, like the URLs: two parsers may see different hosts.
        authorization: the header with the key.
        timeouts: the timeouts for httpx.
    """

    client: Any
    job: OpenStream
    base: Any
    authorization: str = field(repr=False)
    timeouts: dict[str, float]
    _url: str = field(init=False, repr=False)
    _with_key: bool = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._url, self._with_key = self.job.url, self.job.with_key

    def __iter__(self) -> Iterator[Any]:
        """A request for the current URL, until there are too many redirects."""
        for _ in range(MOST_REDIRECTS + 1):
            yield self._request()

    def is_redirect(self, response: Any) -> bool:
        """Whether an answer is a redirect; its target becomes the current address."""
        if response.status_code not in REDIRECTS or "location" not in response.headers:
            return False
        target = urljoin(self._url, response.headers["location"])
        if urlsplit(target).scheme not in ("http", "https"):
            return False
        self._url = target
        return True

    def _request(self) -> Any:
        """A request without the keys and cookies of the user's client, and with our key only on the API's own host."""
        request = self.client.build_request(
            "GET",
            self._url,
            headers={"Accept-Encoding": "identity", **self.job.headers},
            extensions={"timeout": self.timeouts},
        )
        for name in ("Authorization", "Cookie"):
            request.headers.pop(name, None)
        self._with_key = self._with_key and self._is_own(request.url)
        if self._with_key:
            request.headers["Authorization"] = self.authorization
        return request

    def _is_own(self, url: Any) -> bool:
        own = (self.base.scheme, self.base.host, self.base.port, b"")
        return (url.scheme, url.host, url.port, url.userinfo) == own


def download_headers(response: Any) -> dict[str, str]:
    """The headers of a download; if a test transport has already decoded the body, only those that still apply."""
    headers = dict(response.headers)
    if response.is_stream_consumed:
        headers.pop("content-encoding", None)
        headers.pop("content-length", None)
    return headers
