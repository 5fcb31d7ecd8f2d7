"""How a run connects to its target: headers, TLS, other addresses, waiting; checked."""

import socket
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from attrs import Factory, frozen

from seedance_conformance.runner.configuration.options import SettingsError
from seedance_conformance.transport.connection.headers import (
    HeaderError,
    RequestHeaders,
    parse_headers,
    parse_key_header,
)
from seedance_conformance.transport.connection.route import ConnectTo, Route
from seedance_conformance.transport.connection.tls import Tls, TlsError

SAME_ON_RESUME: Final = ("header", "auth-header", "auth-scheme", "connect-to", "no-billing")
"""Options that decide which requests are sent, and where to."""

KEPT: Final = (
    *("timeout", "ca-file", "insecure", "client-cert", "client-key", "http2"),
    *("wait", "reconnect-seconds", "media-bind", "media-advertise"),
)
"""Options that a resumed run has, too, unless they are given again."""


@frozen
class HostPort:
    """A host with a port, or without one."""

    host: str
    port: int | None = None


@frozen
class Connection:
    """How a run connects to its target."""

    headers: RequestHeaders = Factory(RequestHeaders)  # of all requests
    route: Route = Factory(Route)  # TLS, HTTP/2 and other addresses
    timeout: float = 10.0  # seconds for a whole answer
    wait: float = 0.0  # seconds to wait for a target that is starting
    reconnect_seconds: float = 0.0  # seconds to wait for a target that is restarting
    media_bind: HostPort = HostPort("127.0.0.1")  # where the media server listens
    # its host and port in the addresses that the target gets; None for the default
    media_advertise: HostPort | None = None
    given: Mapping[str, Any] = Factory(dict)  # the options, for the header of the log


def read_connection(
    options: Mapping[str, Any], environment: Mapping[str, str], base_url: str, *, free: bool, here: bool
) -> Connection:
    """Check the options of the connection.

    Args:
        options: by name as in `OPTIONS`, with their defaults.
        environment: with the values that `--header NAME=env:VARIABLE` names.
        base_url: of the target.
        free: the target bills nothing, so the suite may serve the media itself.
        here: the target is on this machine.

    Raises:
        SettingsError: an option is invalid, or doesn't fit the target.
    """
    try:
        key = parse_key_header(options["auth-header"], options["auth-scheme"])
        headers = parse_headers(tuple(options["header"]), key, environment)
        route = read_route(options)
        route.tls.context("https://" if options["ca-file"] else base_url)  # results may be on another host
    except (HeaderError, TlsError) as error:
        raise SettingsError(str(error)) from None
    _check_https(options, base_url)
    advertised = _media_address(options, "media-advertise", free=free)
    return Connection(
        headers=headers,
        route=route,
        timeout=options["timeout"],
        wait=options["wait"],
        reconnect_seconds=options["reconnect-seconds"],
        media_bind=_media_bind(_media_address(options, "media-bind", free=free), advertised, here=here or not free),
        media_advertise=advertised,
        given={name: _stored(options[name]) for name in (*SAME_ON_RESUME, *KEPT)},
    )


def read_route(options: Mapping[str, Any]) -> Route:
    """The way to the target.

    Raises:
        SettingsError: an option is invalid.
    """
    files = {name: Path(options[name]) if options[name] else None for name in ("ca-file", "client-cert", "client-key")}
    if files["client-key"] and not files["client-cert"]:
        raise SettingsError("--client-key needs the certificate of that key: give --client-cert FILE, too")
    try:
        connect_to = tuple(ConnectTo.parse(text) for text in options["connect-to"])
    except ValueError as error:
        raise SettingsError(str(error)) from None
    tls = Tls(files["ca-file"], bool(options["insecure"]), files["client-cert"], files["client-key"])
    return Route(tls, bool(options["http2"]), connect_to)


def _check_https(options: Mapping[str, Any], base_url: str) -> None:
    """Raise if an option of https can't have an effect; --ca-file and --insecure also hold for result videos."""
    if urlsplit(base_url).scheme != "https":
        for name in ("client-cert", "http2"):
            if options[name]:
                raise SettingsError(
                    f"--{name} is for https, and the base URL is {base_url}: give an https URL, or leave it out"
                )
    if options["http2"] and find_spec("h2") is None:
        raise SettingsError("--http2 needs another package: pip install 'seedance-kit[http2]'")


def _media_address(options: Mapping[str, Any], name: str, *, free: bool) -> HostPort | None:
    text = options[name]
    if not text:
        return None
    if not free or options["media-url"]:
        why = "--media-url says where the media are" if options["media-url"] else "the target bills what it accepts"
        raise SettingsError(
            f"--{name} is for the suite's own media server, but {why}: leave it out"
            + ("" if options["media-url"] else ", and publish the files of `seedance media export` with --media-url")
        )
    try:
        parts = urlsplit(f"//{text}")
        found = HostPort(parts.hostname or "", parts.port)
        valid = bool(found.host) and parts.netloc == text and "@" not in text and found.port != 0
    except ValueError:  # an invalid port or IPv6 address
        valid = False
    if not valid:
        raise SettingsError(f"--{name} {text!r} isn't HOST or HOST:PORT: give for example 0.0.0.0 or 172.17.0.1:9002")
    return found


def _media_bind(given: HostPort | None, advertised: HostPort | None, *, here: bool) -> HostPort:
    """Where the media server listens: by default at the advertised port, and on all addresses if others fetch."""
    host = given.host if given else "127.0.0.1" if here and advertised is None else "0.0.0.0"
    ports = [one.port for one in (given, advertised) if one is not None and one.port is not None]
    found = HostPort(host, ports[0] if ports else None)
    if given or advertised:
        _check_bindable(found)
    return found


def _check_bindable(address: HostPort) -> None:
    named = address.host if address.port is None else f"{address.host}:{address.port}"
    try:
        family, kind, _, _, where = socket.getaddrinfo(address.host, address.port or 0, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(where)
    except OSError as error:
        raise SettingsError(
            f"the media server can't listen on {named} ({error.strerror}): give --media-bind ADDRESS:PORT with an "
            "address of this machine (0.0.0.0 for all of them) and a free port"
        ) from None


def _stored(value: Any) -> Any:
    return list(value) if isinstance(value, list | tuple) else value
