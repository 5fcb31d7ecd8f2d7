"""The way to a host: TLS, HTTP/2, and another address to connect to (`--connect-to`)."""

import re
import shlex
from typing import Final
from urllib.parse import urlsplit

import httpx
from attrs import Factory, evolve, frozen

from seedance_conformance.transport.connection.tls import Tls

_HOST: Final = r"(\[[^\[\]]*\]|[^:\[\]]*)"
_CONNECT_TO: Final = re.compile(rf"{_HOST}:(\d*):{_HOST}:(\d*)")
_PORTS: Final = {"http": 80, "https": 443}


@frozen
class ConnectTo:
    """Connect to another address, as curl's `--connect-to` does; Host and SNI stay. Empty parts match or keep all."""

    host: str
    port: int | None
    to_host: str
    to_port: int | None
    text: str = ""

    @classmethod
    def parse(cls, text: str) -> "ConnectTo":
        """Read `HOST:PORT:HOST2:PORT2`; an IPv6 address is in brackets.

        Raises:
            ValueError: it has another form.
        """
        found = _CONNECT_TO.fullmatch(text)
        ports = [int(port) if port else None for port in found.group(2, 4)] if found else []
        if found is None or any(port is not None and not 0 < port < 65_536 for port in ports):
            raise ValueError(
                f"--connect-to {text!r} isn't HOST:PORT:HOST2:PORT2: give for example api.example.com:443:10.0.0.7:8443"
            )
        hosts = [host.strip("[]").lower() for host in found.group(1, 3)]
        return cls(hosts[0], ports[0], hosts[1], ports[1], text)

    def applies(self, url: httpx.URL) -> bool:
        """Whether it is about the host and port of a URL."""
        return self.host in ("", url.host.lower()) and self.port in (None, _port(url))


@frozen
class Route:
    """The way to the target and, without the client certificate, to its results."""

    tls: Tls = Factory(Tls)  # which certificates are trusted, and the client's own
    http2: bool = False  # offer HTTP/2 to https servers
    connect_to: tuple[ConnectTo, ...] = ()  # other addresses to connect to; the first that applies counts

    def address(self, url: str | httpx.URL) -> httpx.URL:
        """The URL with the host and port to connect to.

        Raises:
            httpx.InvalidURL: it isn't a URL.
        """
        given = httpx.URL(url)
        for one in self.connect_to:
            if one.applies(given):
                return given.copy_with(host=one.to_host or given.host, port=one.to_port or given.port)
        return given

    def leads_elsewhere(self, url: str | httpx.URL) -> bool:
        """Whether another address is connected to than the URL says."""
        return self.address(url) != httpx.URL(url)

    @property
    def curl_options(self) -> str:
        """The same as options of curl, each with a blank in front."""
        files = {"--cacert": self.tls.ca_file, "--cert": self.tls.client_cert, "--key": self.tls.client_key}
        named = [f" {option} {shlex.quote(str(file))}" for option, file in files.items() if file is not None]
        ways = [f" --connect-to {shlex.quote(one.text)}" for one in self.connect_to]
        return "".join([" -k" if self.tls.insecure else "", " --http2" if self.http2 else "", *named, *ways])

    def for_result(self, url: str, base_url: str) -> "Route":
        """The way to a result: with the client certificate only if it is on the host of the target."""
        if _host(url) == _host(base_url):
            return self
        return evolve(self, tls=evolve(self.tls, client_cert=None, client_key=None))


PLAIN: Final = Route()
"""The way without options."""


class RoutedTransport(httpx.BaseTransport):
    """Connects to the address that a route gives; Host, SNI and the checked certificate name are those of the URL."""

    def __init__(self, route: Route, transport: httpx.BaseTransport) -> None:
        self._route = route
        self._transport = transport

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request to its address."""
        address = self._route.address(request.url)
        if address != request.url:
            extensions = {**request.extensions, "sni_hostname": request.url.host}
            request = httpx.Request(
                request.method, address, headers=request.headers, stream=request.stream, extensions=extensions
            )
        return self._transport.handle_request(request)

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:  # an invalid IPv6 address
        return None


def _port(url: httpx.URL) -> int | None:
    return url.port or _PORTS.get(url.scheme)
