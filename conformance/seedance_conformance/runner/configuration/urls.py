"""The URLs of a run: of the target, of published media, and of hosts that bill for certain."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import yaml

from seedance_conformance.catalogue import Catalogue
from seedance_conformance.resources import ResourceError, data_path
from seedance_conformance.runner.configuration.options import SettingsError
from seedance_conformance.transport.connection.loopback import is_loopback
from seedance_conformance.transport.connection.proxies import ProxyError, client_for


def read_base_url(options: Mapping[str, Any]) -> str:
    """The base URL.

    Raises:
        SettingsError: it isn't one, or the log would store a secret in it.
    """
    base_url = str(options["base-url"] or "")
    _check_url(
        "the base URL", base_url, "give the target with its prefix, for example http://127.0.0.1:8765/kyyReactApiServer"
    )
    return base_url


def read_media_url(options: Mapping[str, Any], *, loopback: bool) -> str | None:
    """The URL of published media, if one is given; `loopback`: the target is on this machine.

    Raises:
        SettingsError: it isn't a URL, the log would store a secret in it, or the target can't fetch from it.
    """
    if options["media-url"] is None:
        return None
    media_url = str(options["media-url"])
    _check_url("--media-url", media_url, "give the folder that holds the files, for example https://HOST/media")
    if is_loopback(media_url) and not loopback:
        raise SettingsError(
            f"--media-url is {media_url}, which only this machine can fetch; the target would bill valid cases whose "
            "media it can't read: publish the files of `seedance media export` on another host"
        )
    return media_url


def _check_url(name: str, url: str, remedy: str) -> None:
    """Raise if paths can't be appended to the URL, or if it holds a secret: the log stores it."""
    try:
        parts = urlsplit(url)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # an invalid port or IPv6 address
        valid = False
    if not valid or not url.isprintable() or " " in url:
        raise SettingsError(f"{name} {url!r} isn't a valid http(s) URL: {remedy}")
    if "@" in parts.netloc or "?" in url or "#" in url:
        # The message doesn't quote the URL, since a query may sign it.
        raise SettingsError(f"{name} has a user, a query or a fragment, which the log would store: {remedy}")


def check_proxy(base_url: str) -> None:
    """Check that the proxy of the environment can be used for the target.

    Raises:
        SettingsError: it can't.
    """
    try:
        client_for(base_url, verify=False).close()  # nothing is sent, and loading certificates takes time
    except ProxyError as error:
        raise SettingsError(str(error)) from None


def check_not_billing(hosts: Iterable[str], catalogue: Catalogue) -> None:
    """Check that no host belongs to a service that the catalogue's sources or the contract name.

    Raises:
        SettingsError: one does, or has the same registered domain.
    """
    known = _domains(catalogue)
    for host in hosts:
        name = host.lower().rstrip(".")
        found = next((domain for domain in known if name == domain or name.endswith(f".{domain}")), None)
        if found is not None:
            raise SettingsError(
                f"--no-billing can't be given for {host}: {found} is a service that the documents name, and it bills "
                "each create that it accepts: leave --no-billing out and give --budget N"
            )


def _domains(catalogue: Catalogue) -> list[str]:
    """The registered domains of all sources and of the contract's servers."""
    pages = [source.address for rule in catalogue.rules.values() for source in rule.sources]
    hosts = {urlsplit(address).hostname or "" for address in [*pages, *_servers()] if not is_loopback(address)}
    return sorted({".".join(host.split(".")[-2:]) for host in hosts if "." in host})


@cache
def _servers() -> list[str]:
    """The servers of the contract."""
    try:
        contract = yaml.load(data_path("seedance.yaml").read_bytes(), yaml.CSafeLoader)
    except (ResourceError, OSError, yaml.YAMLError) as error:
        raise SettingsError(f"the contract can't be read ({error}): install seedance-kit again") from None
    return [str(server["url"]) for server in contract["servers"]]
