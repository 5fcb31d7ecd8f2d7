"""What a fault is: a deliberately wrong behaviour, named after its wrongness."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from attrs import frozen

if TYPE_CHECKING:
    from seedance_conformance.mock.api.app import MockApp

Install: TypeAlias = "Callable[[MockApp], None]"


@frozen
class Fault:
    """One wrong behaviour.

    Attributes:
        name: what is wrong, in words.
        rules: the rules that a suite must find broken.
        install: puts the fault into a mock.
        also: shell patterns of rules that may turn red beside them, because one wrong answer is evidence for several.
    """

    name: str
    rules: frozenset[str]
    install: Install
    also: tuple[str, ...] = ()


def fault(name: str, rules: str, install: Install, also: str = "") -> Fault:
    """A table entry; `rules` and `also` are lists separated by blanks."""
    return Fault(name, frozenset(rules.split()), install, tuple(also.split()))
