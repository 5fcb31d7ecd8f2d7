# Copied from openapi/companion/_sdk/transport/proxies.py by scripts/regenerate: edit it there.
# pyright: standard
"""The proxies that the environment names: HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY, in upper or lower case.

Requests to this machine never go through a proxy: it couldn't reach the address, and would see the key. An entry of
NO_PROXY that can't be parsed is ignored, so its hosts go through the proxy.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

LOOPBACK = ("all://localhost", "all://127.0.0.1", "all://[::1]")
"""Patterns of addresses on this machine."""

SCHEMES = ("http", "https", "all")
_HOST = re.compile(r"(?:\*?\.)?(?P<host>[\w-]+(?:\.[\w-]+)*)\.?(?P<port>:\d{1,5})?", re.ASCII)
_IPV6 = re.compile(r"\[(?P<host>[0-9A-Fa-f:.]+)\](?P<port>:\d{1,5})?")


def proxy_routes(found: Mapping[str, str]) -> dict[str, str | None]:
    """The proxies by patterns for httpx's `mounts`, None for a direct connection; `found` is that of `getproxies`."""
    proxies: dict[str, str | None] = {}
    for scheme in SCHEMES:
        address = (found.get(scheme) or "").strip()
        if address:
            proxies[f"{scheme}://"] = address if "://" in address else f"http://{address}"
    entries = re.split(r"[,\s]+", found.get("no") or "")
    if not proxies or "*" in entries:
        return {}
    direct = [*map(pattern, entries), *LOOPBACK]
    return {**proxies, **{found: None for found in direct if found}}


def pattern(entry: str) -> str | None:
    """The pattern for an entry of NO_PROXY: a host with its subdomains, or an IP address, each with or without a port.

    None if the entry can't be parsed.
    """
    scheme, there, rest = entry.rpartition("://")
    scheme = f"{scheme}://" if scheme in SCHEMES and there else "all://"
    rest = rest.rstrip("/")
    try:
        return f"{scheme}{_bracketed(ipaddress.ip_network(rest))}"  # also 192.0.2.1/32, but not a larger network
    except ValueError:
        pass
    match = _IPV6.fullmatch(rest) or _HOST.fullmatch(rest)
    if match is None:
        return None
    host, port = match["host"], match["port"] or ""
    try:
        return f"{scheme}{_bracketed(ipaddress.ip_network(host))}{port}"
    except ValueError:
        return f"{scheme}*{host}{port}" if match.re is _HOST and host != "localhost" else f"{scheme}{host}{port}"


def _bracketed(network: ipaddress.IPv4Network | ipaddress.IPv6Network) -> str:
    """The address of a network that has a single address; ValueError if it has more."""
    if network.num_addresses != 1:
        raise ValueError("httpx doesn't have a pattern for a network")
    address = network.network_address
    return f"[{address}]" if address.version == 6 else str(address)


def proxy_for(url: str, found: Mapping[str, str | None]) -> str | None:
    """The pattern, as from `proxy_routes`, of the proxy for an address; None if the connection is direct."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    for direct in (urlsplit(each) for each, proxy in found.items() if proxy is None):
        name = direct.hostname or ""
        same = host == name or (name.startswith("*") and f".{host}".endswith(f".{name[1:]}"))
        if same and direct.scheme in ("all", parts.scheme) and direct.port in (None, parts.port):
            return None
    return next((each for each in (f"{parts.scheme}://", "all://") if each in found), None)


def proxy_variable(pattern: str) -> str:
    """The environment variable that a pattern of `proxy_routes` comes from."""
    return f"{pattern.removesuffix('://').upper()}_PROXY"


def explain_proxy(proxy: str, error: Exception) -> str:
    """Why a proxy, given without a password, can't be used, and what to do about it."""
    if isinstance(error, ImportError):
        return (
            f"the proxy {proxy} uses SOCKS, which needs another package: pip install 'seedance-kit[socks]' "
            "(for a vendored client: pip install socksio)"
        )
    return f"the proxy '{proxy}' can't be used: write it as http://HOST:PORT, https://HOST:PORT or socks5://HOST:PORT"
