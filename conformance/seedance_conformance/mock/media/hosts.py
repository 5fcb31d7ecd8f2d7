"""Which hosts media may be fetched from: by default only this machine, and no private network unless it is named."""

import asyncio
import ipaddress
import socket

from seedance_conformance.mock.addresses import is_loopback

_IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
_HERE_6 = ipaddress.IPv6Address("::1")
# IPv6 networks with an IPv4 address inside, which a check of the outer address would miss.
_TRANSLATED = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "::/96")))
_SITE = ipaddress.ip_network("fec0::/10")  # old private networks that `is_global` doesn't know


class HostNotAllowedError(Exception):
    """Fetching from a host isn't allowed; the text says why."""


class HostPolicy:
    """Decides which hosts and IP addresses are allowed.

    A URL may name this machine only as `localhost` or by its IP address: a public name for it is an attack. Any other
    IP address must be public, unless it is itself allowed.

    Args:
        allowed: `loopback`, `any`, `public` (any but this machine), or host names and IP addresses separated by commas.
    """

    def __init__(self, allowed: str) -> None:
        self._allowed = allowed
        self._names = frozenset(name.strip().strip("[]").lower() for name in allowed.split(","))

    async def resolve(self, host: str) -> str:
        """Resolve a host, and check all its IP addresses; returns one, to connect to without another look-up.

        Raises:
            HostNotAllowedError: the host is unknown, or one of its addresses isn't allowed.
        """
        host = host.lower()
        if not self._may_be_asked(host):
            # Refused without a DNS look-up, since even that would tell a stranger about this server.
            raise HostNotAllowedError(f"the host {host} isn't allowed; see --media-hosts")
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise HostNotAllowedError(f"the host {host} is unknown") from None
        addresses = [str(entry[4][0]) for entry in found]
        for address in addresses:
            if not self.allows(host, address):
                raise HostNotAllowedError(f"the host {host} ({address}) isn't allowed; see --media-hosts")
        if not addresses:
            raise HostNotAllowedError(f"the host {host} has no address")
        return addresses[0]

    def allows(self, host: str, address: str) -> bool:
        """Whether `host`, in lower case, may have the IP address `address`."""
        ip = ipaddress.ip_address(address.partition("%")[0])
        if _is_translated(ip) or ip.is_link_local or ip.is_multicast or ip.is_unspecified:
            return False
        if ip.is_loopback:
            return self._allowed != "public" and _is_here(host)
        if self._allowed == "loopback":
            return False
        # In a private network, only an IP address that --media-hosts names.
        return (ip.is_global and ip not in _SITE) or str(ip) in self._names

    def _may_be_asked(self, host: str) -> bool:
        if self._allowed == "loopback":
            return _is_here(host)
        return self._allowed in ("any", "public") or host in self._names


def _is_translated(ip: _IPAddress) -> bool:
    if not isinstance(ip, ipaddress.IPv6Address) or ip == _HERE_6:
        return False
    if ip.ipv4_mapped is not None or ip.sixtofour is not None or ip.teredo is not None:
        return True
    return any(ip in network for network in _TRANSLATED)


def _is_here(host: str) -> bool:
    """Whether a host is `localhost` or a loopback IP address; other names would need a look-up."""
    return host == "localhost" or is_loopback(host)
