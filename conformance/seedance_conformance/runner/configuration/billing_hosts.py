"""Hosts that bill for certain: `--no-billing` is refused for them."""

from collections.abc import Iterable
from functools import cache
from typing import Final
from urllib.parse import urlsplit

import yaml

from seedance_conformance.catalogue import Catalogue
from seedance_conformance.resources import ResourceError, data_path
from seedance_conformance.runner.configuration.options import SettingsError
from seedance_conformance.transport.connection.loopback import is_loopback

_LABELS: Final = 2


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
    return sorted({".".join(host.split(".")[-_LABELS:]) for host in hosts if "." in host})


@cache
def _servers() -> list[str]:
    """The servers of the contract."""
    try:
        contract = yaml.load(data_path("seedance.yaml").read_bytes(), yaml.CSafeLoader)
    except (ResourceError, OSError, yaml.YAMLError) as error:
        raise SettingsError(f"the contract can't be read ({error}): install seedance-kit again") from None
    return [str(server["url"]) for server in contract["servers"]]
