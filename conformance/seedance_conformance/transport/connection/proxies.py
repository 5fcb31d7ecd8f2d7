"""The proxy of the environment for a URL, as the standard library reads it.

httpx would refuse to start if any proxy setting were unusable, even one that isn't needed.
"""

from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx


class ProxyError(ValueError):
    """The proxy for a URL is unusable; the message says what to do."""


def proxy_of(url: str) -> str | None:
    """The proxy for a URL, or None for a direct connection."""
    parts = urlsplit(url)
    found = getproxies()
    address = (found.get(parts.scheme) or found.get("all") or "").strip()
    if not address or proxy_bypass(parts.netloc.rpartition("@")[2]):
        return None
    return address if "://" in address else f"http://{address}"


def client_for(url: str, *, direct: bool = False, **options: object) -> httpx.Client:
    """An httpx client with the proxy for the scheme and host of a URL.

    Args:
        url: to fetch from.
        direct: without a proxy: one can't reach this machine, and would see the key.
        options: of httpx.Client.

    Raises:
        ProxyError: the proxy is unusable.
    """
    proxy = None if direct else proxy_of(url)
    try:
        return httpx.Client(proxy=proxy, trust_env=False, **options)  # type: ignore[arg-type]
    except ImportError:
        problem = "uses SOCKS, which needs another package: pip install 'seedance-kit[socks]'"
    except (ValueError, httpx.InvalidURL):
        problem = "can't be used: write it as http://HOST:PORT, https://HOST:PORT or socks5://HOST:PORT, or unset it"
    raise ProxyError(f"the proxy {_without_user(proxy or '')} for {urlsplit(url).hostname} {problem}")


def _without_user(proxy: str) -> str:
    scheme, slashes, rest = proxy.rpartition("://")
    return scheme + slashes + rest.rpartition("@")[2]
