"""The proxy that the environment names for an address, as the standard library reads it.

httpx itself would refuse to start for any entry that it can't read or use, also for one that nobody needs.
"""

from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx


class ProxyError(ValueError):
    """The proxy of an address can't be used; the message says what to do."""


def proxy_of(url: str) -> str | None:
    """The proxy for an address, or None for a direct connection."""
    parts = urlsplit(url)
    found = getproxies()
    address = (found.get(parts.scheme) or found.get("all") or "").strip()
    if not address or proxy_bypass(parts.netloc.rpartition("@")[2]):
        return None
    return address if "://" in address else f"http://{address}"


def client_for(url: str, *, direct: bool = False, **options: object) -> httpx.Client:
    """A client for an address that goes by its proxy.

    Args:
        url: the address; only its host and its scheme count.
        direct: without a proxy, as for an address on this machine: none can reach it, and it would see the key.
        options: further arguments of httpx.Client.

    Raises:
        ProxyError: the proxy can't be used.
    """
    proxy = None if direct else proxy_of(url)
    try:
        return httpx.Client(proxy=proxy, trust_env=False, **options)  # type: ignore[arg-type]
    except ImportError:
        trouble = "speaks SOCKS, which needs one more package: pip install 'seedance-kit[socks]'"
    except (ValueError, httpx.InvalidURL):
        trouble = "can't be used: write it as http://HOST:PORT, https://HOST:PORT or socks5://HOST:PORT, or unset it"
    raise ProxyError(f"the proxy {_without_user(proxy or '')} for {urlsplit(url).hostname} {trouble}")


def _without_user(proxy: str) -> str:
    scheme, slashes, rest = proxy.rpartition("://")
    return scheme + slashes + rest.rpartition("@")[2]
