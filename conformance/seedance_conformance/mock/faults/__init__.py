"""Faults: the mock made wrong on purpose, to prove that a suite notices."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING

from seedance_conformance.mock.faults.model import Fault

if TYPE_CHECKING:
    from seedance_conformance.mock.api.app import MockApp

__all__ = ["Fault", "UnknownFaultError", "all_faults", "install"]


class UnknownFaultError(ValueError):
    """No such fault; the message says how to list them."""


@cache
def all_faults() -> Mapping[str, Fault]:
    """Every fault by name, in the order of the rule families."""
    from seedance_conformance.mock.faults import (
        assets,
        create_answers,
        create_conditions,
        create_cross,
        create_fields,
        keys,
        media_clips,
        media_images,
        query_answers,
        results,
        robustness,
        transport,
    )

    tables = (
        create_fields,
        create_cross,
        create_answers,
        create_conditions,
        query_answers,
        results,
        assets,
        media_images,
        media_clips,
        keys,
        robustness,
        transport,
    )
    return {fault.name: fault for table in tables for fault in table.faults()}


def install(names: Iterable[str], app: "MockApp") -> None:
    """Make `app` wrong in the named ways; does nothing, and loads no fault, without names.

    Raises:
        UnknownFaultError: a name that no fault has.
    """
    for name in names:
        fault = all_faults().get(name)
        if fault is None:
            raise UnknownFaultError(f"'{name}' is no fault: --list-faults shows them all")
        fault.install(app)
