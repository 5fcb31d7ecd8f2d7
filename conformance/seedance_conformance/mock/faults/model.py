"""A fault: a deliberate error of the mock, named after what is wrong."""

from collections.abc import Callable
from typing import TypeAlias

from attrs import frozen

from seedance_conformance.mock.api.app import MockApp

Install: TypeAlias = Callable[[MockApp], None]


@frozen
class Fault:
    """A deliberate error.

    Attributes:
        name: says what is wrong.
        rules: the rules that the suite must report as broken.
        install: makes a mock wrong.
        also: shell patterns of further rules that may fail, since a wrong answer may break several rules.
    """

    name: str
    rules: frozenset[str]
    install: Install
    also: tuple[str, ...] = ()


def fault(name: str, rules: str, install: Install, also: str = "") -> Fault:
    """Make a fault; `rules` and `also` are lists separated by blanks."""
    return Fault(name, frozenset(rules.split()), install, tuple(also.split()))
