"""What a request said: a refusal that repeats it doesn't name anything new."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cached_property
from typing import Any, Final

from attrs import field, frozen

from .names import plain_name
from .words import words_with_digits

LONG: Final = 10**15
"""A number with so many digits may be quoted as a text."""
LONGEST: Final = 10**4000
"""Python doesn't write longer numbers."""


@frozen(slots=False)
class Said:
    """What a request said in its JSON body and the path of its URL, read when an answer has to be compared with it."""

    content: bytes = field(default=b"", repr=False)
    path: str = ""

    @cached_property
    def _leaves(self) -> list[tuple[tuple[str, ...], Any]]:
        return list(leaves(_parsed(self.content)))

    @cached_property
    def _texts(self) -> list[str]:
        values = [value for _, value in self._leaves]
        long = [str(value) for value in values if type(value) is int and LONG <= abs(value) < LONGEST]
        return [self.path, self.path.lstrip("/"), *long, *(value for value in values if isinstance(value, str))]

    @cached_property
    def words(self) -> frozenset[str]:
        """Its texts, and the words in them that have a digit."""
        words = {word for text in self._texts for word in words_with_digits(text)}
        return frozenset(words.union(text for text in self._texts if len(text) >= 3))

    @cached_property
    def texts(self) -> frozenset[str]:
        """Its whole texts, without blanks around them, however short."""
        return frozenset(map(str.strip, self._texts))

    @cached_property
    def numbers(self) -> frozenset[tuple[str, float]]:
        """Plain name and value of each number, and of each `true`."""
        numbers = ((names, value) for names, value in self._leaves if isinstance(value, int | float))
        return frozenset((names[-1] if names else "", value) for names, value in numbers if value is not False)

    @cached_property
    def names(self) -> frozenset[str]:
        """All its plain names."""
        return frozenset(name for names, _ in self._leaves for name in names)


class Pairs(list[Any]):
    """The names and values of a JSON object, including repeated names."""


def _parsed(content: bytes) -> object:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def leaves(document: object) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every value that isn't an object or a list with something in it, with the plain names above it."""
    waiting: list[tuple[tuple[str, ...], object]] = [((), document)]
    while waiting:
        names, value = waiting.pop()
        if isinstance(value, Pairs | dict | list) and not value:
            yield names, None
        elif isinstance(value, Pairs | dict):
            pairs = value.items() if isinstance(value, dict) else value
            waiting += [((*names[-40:], plain_name(name)), inner) for name, inner in pairs]
        elif isinstance(value, list):
            waiting += [(names, inner) for inner in value]
        else:
            yield names, value
