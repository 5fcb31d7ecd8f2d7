"""What is wrong with a request: one `Problem` for each broken rule, and the `Refusal` that carries them."""

from typing import TypeAlias

import msgspec
from attrs import asdict, frozen

_LONGEST_VALUE = 200  # characters of an offending value that an answer repeats


@frozen
class Problem:
    """A broken rule: its id, the field (for example `referenceImages[3]`), the value, what is wrong, the remedy."""

    rule: str
    field: str
    value: object
    message: str
    remedy: str

    def entry(self) -> dict[str, object]:
        """The problem as an entry of an answer; a long value is cut."""
        return asdict(self, recurse=False) | {"value": shorten(self.value)}

    def sentence(self) -> str:
        """The problem in one line, for answers that have a single text."""
        return f"{self.message}; {self.remedy} ({self.rule})"


Problems: TypeAlias = list[Problem]


class Refusal(Exception):
    """A request is refused: `kind` is a row of the table in `error_answers.py`, `problems` has at least one entry."""

    def __init__(self, kind: str, problems: Problems) -> None:
        super().__init__(kind)
        self.kind = kind
        self.problems = problems


def shorten(value: object) -> object:
    """The value if it is small, else the start of its JSON text."""
    if isinstance(value, str):
        return value if len(value) <= _LONGEST_VALUE else value[:_LONGEST_VALUE] + "..."
    try:
        text = msgspec.json.encode(value)
    except (RecursionError, ValueError):
        return "..."
    if len(text) <= _LONGEST_VALUE:
        return value
    return text[:_LONGEST_VALUE].decode("utf-8", "ignore") + "..."
