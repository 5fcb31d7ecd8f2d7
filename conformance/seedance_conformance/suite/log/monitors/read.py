"""Values of answers: as documented on loopback, on a remote target also other spellings of the same value."""

import json
import math


def is_whole(value: object) -> bool:
    """Whether the value is a JSON integer; 5.0 is one by JSON Schema, true is none."""
    if isinstance(value, bool):
        return False
    return isinstance(value, int) or (isinstance(value, float) and value.is_integer())


def is_number(value: object) -> bool:
    """Whether the value is a finite JSON number; true is none."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def number(value: object) -> int | float | None:
    """The number that a value means, also written as a string; None if it means none."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return None
    if isinstance(value, (int, float)) and is_number(value):
        return value
    return None


def as_documented(value: object, *, remote: bool) -> object:
    """The value as a rule judges it: on a remote target a string that spells a number counts as that number."""
    if remote and isinstance(value, str):
        found = number(value)
        return value if found is None else found
    return value


def same(left: object, right: object) -> bool:
    """Whether two JSON values are equal and of one type: 1 is neither true nor "1", but is 1.0."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    return left == right


def show(value: object) -> str:
    """A value for a sentence: its JSON, cut at 80 characters."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else text[:77] + "..."
