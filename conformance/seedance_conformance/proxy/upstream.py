"""The service behind the proxy: its address, and a connection to it."""

import asyncio
import ssl
from functools import cache
from typing import Literal
from urllib.parse import urlsplit

import httpx
from attrs import frozen

from seedance_conformance.transport.connection.loopback import is_loopback

_SECONDS = 10.0
READ_BYTES = 1 << 16


class UpstreamError(ValueError):
    """An upstream URL is unusable; the message says what to do."""


@frozen
class Upstream:
    """Where requests are forwarded to; `base_url` is without a slash at its end, `netloc` as the Host header has it."""

    base_url: str
    scheme: str
    host: str
    port: int
    netloc: str
    prefix: str

    @classmethod
    def parse(cls, url: str) -> "Upstream":
        """Read a base URL. Raises UpstreamError if it isn't a plain http(s) URL."""
        remedy = "give the base URL with its prefix, for example https://HOST/kyyReactApiServer"
        try:
            parts = urlsplit(url)
            port = parts.port or {"http": 80, "https": 443}[parts.scheme]
            if not parts.hostname or not url.isprintable() or " " in url:
                raise ValueError
        except (ValueError, KeyError):
            raise UpstreamError(f"--upstream {url!r} isn't a valid http(s) URL: {remedy}") from None
        if "@" in parts.netloc or "?" in url or "#" in url:
            # The message doesn't quote the URL, since it may hold a secret.
            raise UpstreamError(f"--upstream has a user, a query or a fragment: {remedy}")
        return cls(url.rstrip("/"), parts.scheme, parts.hostname, port, parts.netloc, parts.path.rstrip("/"))

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"{self.scheme}://{self.netloc}"

    @property
    def remote(self) -> bool:
        """Whether it is on another machine, where creates are billed."""
        return not is_loopback(self.base_url)

    @property
    def kind(self) -> Literal["loopback", "remote"]:
        """As the log of a recording names it."""
        return "remote" if self.remote else "loopback"

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Open a connection. Raises OSError if it can't be opened in time."""
        tls = _tls() if self.scheme == "https" else None
        async with asyncio.timeout(_SECONDS):
            return await asyncio.open_connection(self.host, self.port, ssl=tls, limit=READ_BYTES)


@cache
def _tls() -> ssl.SSLContext:
    """The certificates that httpx trusts, or those that the environment names; HTTP/1.1 only."""
    return httpx.create_ssl_context()
