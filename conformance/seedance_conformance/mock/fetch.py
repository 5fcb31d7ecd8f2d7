"""Fetches media by address, within bounds: allowed hosts only, each resolved address checked, time and bytes limited.

This is the only module of the mock that opens connections of its own.
"""

import asyncio
import ipaddress
import socket
import time
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from attrs import frozen

from seedance_conformance.mock.addresses import has_credentials, is_loopback, is_web_address

if TYPE_CHECKING:
    import httpx

_SECONDS = 5.0  # for one address, redirects included
_REDIRECTS = 3
_BYTES = 64 * 1024  # enough to see that there is something; more is not read
_REMEMBER_SECONDS = 30.0
_MOST_REMEMBERED = 5000


@frozen
class Fetched:
    """What an address gave: `reason` says why it can't be used, None when it can."""

    reason: str | None
    head: bytes = b""
    media_type: str = ""


class Fetcher:
    """Fetches addresses and remembers each outcome for half a minute.

    Args:
        hosts: `loopback`, `any`, or host names separated by commas.
    """

    def __init__(self, hosts: str = "loopback") -> None:
        self._hosts = hosts
        self._names = frozenset(name.strip().lower() for name in hosts.split(",") if name.strip())
        self._remembered: dict[str, tuple[float, Fetched]] = {}
        self._client: httpx.AsyncClient | None = None

    async def fetch(self, address: str) -> Fetched:
        """The outcome for one http(s) address; never raises."""
        known = self._remembered.get(address)
        if known is not None and known[0] > time.monotonic():
            return known[1]
        try:
            outcome = await asyncio.wait_for(self._follow(address), _SECONDS)
        except TimeoutError:
            outcome = Fetched(f"it did not answer within {_SECONDS:g} seconds")
        if len(self._remembered) >= _MOST_REMEMBERED:
            self._remembered.clear()
        self._remembered[address] = (time.monotonic() + _REMEMBER_SECONDS, outcome)
        return outcome

    async def close(self) -> None:
        """Close the connections that are kept open."""
        if self._client is not None:
            await self._client.aclose()

    async def _follow(self, address: str) -> Fetched:
        for _ in range(_REDIRECTS + 1):
            if not is_web_address(address) or has_credentials(address):
                return Fetched("it is not a plain http(s) address without credentials")
            host = urlsplit(address).hostname or ""
            ip = await self._resolve(host)
            if ip is None:
                return Fetched(f"the host {host} is unknown or not allowed (see --media-hosts)")
            outcome = await self._get(address, host, ip)
            if isinstance(outcome, Fetched):
                return outcome
            address = urljoin(address, outcome)
        return Fetched(f"it redirects more than {_REDIRECTS} times")

    async def _resolve(self, host: str) -> str | None:
        """One address of the host, if all its addresses are allowed; connecting to it leaves no second look-up."""
        if self._hosts not in ("any", "loopback") and host.lower() not in self._names:
            return None
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            return None
        addresses = [str(entry[4][0]) for entry in found]
        if not addresses or not all(self._allowed(address) for address in addresses):
            return None
        return addresses[0]

    def _allowed(self, address: str) -> bool:
        if is_loopback(address):
            return self._hosts in ("loopback", "any") or bool(self._names)
        if self._hosts == "loopback":
            return False
        ip = ipaddress.ip_address(address.partition("%")[0])
        return not (ip.is_link_local or ip.is_multicast or ip.is_unspecified or ip.is_reserved)

    async def _get(self, address: str, host: str, ip: str) -> Fetched | str:
        """The outcome, or the address that a redirect names."""
        import httpx

        client = self._client
        if client is None:
            # trust_env off: a proxy would connect to where the check did not look.
            client = self._client = httpx.AsyncClient(trust_env=False, timeout=_SECONDS)
        url = httpx.URL(address)
        pinned = url.copy_with(host=ip)
        headers = {"Host": url.netloc.decode("ascii"), "Accept": "*/*", "Range": f"bytes=0-{_BYTES - 1}"}
        request = client.build_request("GET", pinned, headers=headers, extensions={"sni_hostname": host})
        try:
            response = await client.send(request, stream=True)
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            return Fetched(f"it can't be reached ({type(error).__name__})")
        try:
            if response.is_redirect:
                return str(response.headers.get("location", ""))
            if not response.is_success:
                return Fetched(f"it answers HTTP {response.status_code}")
            return await _read_head(response)
        except httpx.HTTPError as error:
            return Fetched(f"its answer broke off ({type(error).__name__})")
        finally:
            await response.aclose()


async def _read_head(response: "httpx.Response") -> Fetched:
    head = b""
    async for chunk in response.aiter_raw():
        head += chunk
        if len(head) >= _BYTES:
            break
    if not head:
        return Fetched("it is empty")
    return Fetched(None, head, response.headers.get("content-type", ""))
