"""Faults: deliberate errors of the mock, which prove that the suite finds them."""

from collections.abc import Iterable, Mapping
from functools import cache
from importlib import import_module

from seedance_conformance.mock.api.app import MockApp
from seedance_conformance.mock.faults.fault import TABLES, Fault

__all__ = ["Fault", "UnknownFaultError", "all_faults", "faults_of", "install"]


_MODULES = (
    "create_fields",
    "create_cross",
    "create_answers",
    "create_conditions",
    "query_answers",
    "results",
    "assets",
    "asset_use",
    "media_images",
    "media_clips",
    "keys",
    "robustness",
    "transport",
)
"""Modules with faults; imported only when they are needed."""


class UnknownFaultError(ValueError):
    """The fault doesn't exist; the message says how to list them."""


def faults_of(module: str) -> list[Fault]:
    """The faults of a module, in its order."""
    name = import_module(f"{__name__}.{module}").__name__
    return [fault for table in TABLES[name] for fault in table()]


@cache
def all_faults() -> Mapping[str, Fault]:
    """Every fault by name, in the order of the rule families."""
    return {fault.name: fault for module in _MODULES for fault in faults_of(module)}


def install(names: Iterable[str], app: MockApp) -> None:
    """Install faults; without names, this doesn't even import them. Raises UnknownFaultError."""
    for name in names:
        fault = all_faults().get(name)
        if fault is None:
            raise UnknownFaultError(f"fault '{name}' doesn't exist: --list-faults shows them all")
        fault.install(app)
