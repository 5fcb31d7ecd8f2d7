"""Which hosts media may be fetched from: by default this machine alone, and never a place inside a private network."""

import asyncio
import ipaddress
import socket

_IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
_HERE_6 = ipaddress.IPv6Address("::1")
# IPv6 forms that carry an IPv4 address past a check of the outer one.
_TRANSLATED = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "::/96")))
_SITE = ipaddress.ip_network("fec0::/10")  # private networks of old, that `is_global` does not know


class HostRefusedError(Exception):
    """A host may not be fetched from; the text says why."""


class Hosts:
    """Decides about hosts and addresses.

    This machine may only be called `localhost` or by an IP address: a public name that leads here is an attack.
    Every other address must be public, or allowed as that address.

    Args:
        allowed: `loopback`, `any`, or host names and IP addresses separated by commas.
    """

    def __init__(self, allowed: str) -> None:
        self._allowed = allowed
        self._names = frozenset(name.strip().strip("[]").lower() for name in allowed.split(","))

    async def resolve(self, host: str) -> str:
        """One address of the host, after a check of all of them; the caller connects to it without a second look-up.

        Raises:
            HostRefusedError: the host is unknown, or one of its addresses is not allowed.
        """
        host = host.lower()
        if not self._may_be_asked(host):
            # Refused without a look-up, which alone would tell a stranger that this server was here.
            raise HostRefusedError(f"the host {host} is not allowed; see --media-hosts")
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise HostRefusedError(f"the host {host} is unknown") from None
        addresses = [str(entry[4][0]) for entry in found]
        for address in addresses:
            if not self.allows(host, address):
                raise HostRefusedError(f"the host {host} ({address}) is not allowed; see --media-hosts")
        if not addresses:
            raise HostRefusedError(f"the host {host} has no address")
        return addresses[0]

    def allows(self, host: str, address: str) -> bool:
        """Whether `host`, in small letters, may lead to the IP `address`."""
        ip = ipaddress.ip_address(address.partition("%")[0])
        if _is_translated(ip) or ip.is_link_local or ip.is_multicast or ip.is_unspecified:
            return False
        if ip.is_loopback:
            return _is_here(host)
        if self._allowed == "loopback":
            return False
        # Within a private network only an address that the operator wrote down as such.
        return (ip.is_global and ip not in _SITE) or str(ip) in self._names

    def _may_be_asked(self, host: str) -> bool:
        if self._allowed == "loopback":
            return _is_here(host)
        return self._allowed == "any" or host in self._names


def _is_translated(ip: _IPAddress) -> bool:
    if not isinstance(ip, ipaddress.IPv6Address) or ip == _HERE_6:
        return False
    if ip.ipv4_mapped is not None or ip.sixtofour is not None or ip.teredo is not None:
        return True
    return any(ip in network for network in _TRANSLATED)


def _is_here(host: str) -> bool:
    """Whether a host is a name or an address of this machine; of no other name that can be told before a look-up."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
