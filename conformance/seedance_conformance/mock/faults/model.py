"""What a fault is: a deliberately wrong behaviour, named after its wrongness."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from attrs import frozen

if TYPE_CHECKING:
    from seedance_conformance.mock.app import MockApp

Install: TypeAlias = "Callable[[MockApp], None]"


@frozen
class Fault:
    """One wrong behaviour: its name, the rules that a suite must find broken, and how it is put into a mock."""

    name: str
    rules: frozenset[str]
    install: Install
