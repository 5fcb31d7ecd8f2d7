"""The forms of a media address: http(s), `asset://ID`, and others, which the documents don't allow."""

import ipaddress
from urllib.parse import urlsplit

ASSET_SCHEME = "asset://"


def scheme_of(address: str) -> str:
    """The scheme in lower case; empty without one."""
    head, colon, _ = address.partition(":")
    return head.lower() if colon else ""


def asset_id_of(address: str) -> str | None:
    """The id of an `asset://ID` address (CR-FIRST-TYPE), else None."""
    return address[len(ASSET_SCHEME) :] if address.startswith(ASSET_SCHEME) else None


def is_web_address(address: str) -> bool:
    """Whether it is an http(s) URL with a host, without control characters and without blanks at its ends."""
    if not address[:8].lower().startswith(("http://", "https://")):
        return False
    if not address.isprintable() or address != address.strip():
        return False
    try:
        parts = urlsplit(address)
        return bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False


def has_credentials(address: str) -> bool:
    """Whether a URL has a user name or a password."""
    return "@" in urlsplit(address).netloc


def is_loopback(host: str) -> bool:
    """Whether a host is a loopback IP address; a socket for both families shows 127.0.0.1 as ::ffff:127.0.0.1."""
    try:
        ip = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    mapped = ip.ipv4_mapped if isinstance(ip, ipaddress.IPv6Address) else None
    return (mapped or ip).is_loopback
