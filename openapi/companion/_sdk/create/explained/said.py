"""What a request said: a refusal that repeats it doesn't name anything new."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cached_property
from typing import Any, Final

from attrs import field, frozen

from .names import plain_name
from .words import words_with_digits

__all__ = ["Pairs", "Said", "leaves"]

LONG: Final = 10**15
"""A number with so many digits may be quoted as a text."""
LONGEST: Final = 10**4000
"""Python doesn't write longer numbers."""


@frozen(slots=False)
class Said:
    """What a request said, read when an answer has to be compared with it.

    Attributes:
        content: its JSON body.
        path: of its URL.
    """

    content: bytes = field(default=b"", repr=False)
    path: str = ""

    @property
    def words(self) -> frozenset[str]:
        """Its texts, and the words in them that have a digit."""
        return self._read[0]

    @property
    def texts(self) -> frozenset[str]:
        """Its whole texts, without blanks around them, however short."""
        return self._read[3]

    @property
    def numbers(self) -> frozenset[tuple[str, float]]:
        """Plain name and value of each number, and of each `true`."""
        return self._read[1]

    @property
    def names(self) -> frozenset[str]:
        """All its plain names."""
        return self._read[2]

    @cached_property
    def _read(self) -> tuple[frozenset[str], frozenset[tuple[str, float]], frozenset[str], frozenset[str]]:
        texts = [self.path, self.path.lstrip("/")]
        numbers: set[tuple[str, float]] = set()
        known: set[str] = set()
        for names, value in leaves(_parsed(self.content)):
            known.update(names)
            if isinstance(value, str):
                texts.append(value)
            elif isinstance(value, int | float) and value is not False:
                numbers.add((names[-1] if names else "", value))
                if isinstance(value, int) and LONG <= abs(value) < LONGEST:
                    texts.append(str(value))
        words = {word for text in texts for word in words_with_digits(text)}
        return (
            frozenset(words | {text for text in texts if len(text) >= 3}),
            frozenset(numbers),
            frozenset(known),
            frozenset(map(str.strip, texts)),
        )


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
