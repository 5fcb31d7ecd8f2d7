"""Reads the JSON values of answers, and words them for notes."""

import json
import math
import re
from collections import Counter
from collections.abc import Iterable


def is_whole(value: object) -> bool:
    """Whether the value is a JSON integer; 5.0 is one by JSON Schema, true isn't."""
    if isinstance(value, bool):
        return False
    return isinstance(value, int) or (isinstance(value, float) and value.is_integer())


def is_number(value: object) -> bool:
    """Whether the value is a finite JSON number; true isn't."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def number(value: object) -> int | float | None:
    """The number that a value means, also if it is written as a string; None if it isn't a number."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return None
    if isinstance(value, (int, float)) and is_number(value):
        return value
    return None


def as_documented(value: object, *, remote: bool) -> object:
    """The value as a rule judges it: on a remote target a string with a number counts as that number."""
    if remote and isinstance(value, str):
        found = number(value)
        return value if found is None else found
    return value


def same(left: object, right: object) -> bool:
    """Whether two JSON values are equal and of one type: 1 equals 1.0, but neither true nor "1"."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    return left == right


def show(value: object) -> str:
    """A value for a note: its JSON, cut at 80 characters."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else text[:77] + "..."


def tally(words: Iterable[str], *, most: int = 6) -> str | None:
    """Words with their counts, the most frequent first; None if there are none."""
    counts = Counter(words).most_common()
    if not counts:
        return None
    shown = ", ".join(f"{word} ({times}x)" for word, times in counts[:most])
    return shown if len(counts) <= most else f"{shown}, and {len(counts) - most} more"


def id_forms(found: Iterable[str | None], form: str, words: str) -> str | None:
    """How many ids have a form, and one that hasn't; None if there are none."""
    ids = [name for name in found if name is not None]
    others = [name for name in ids if not re.fullmatch(form, name)]
    example = f"; another is {others[0][:60]}" if others else ""
    return f"{len(ids) - len(others)} of {len(ids)} ids are {words}{example}" if ids else None


def json_type(value: object) -> str:
    """The JSON type of a value, in words; a number is an integer or a fraction."""
    names = {bool: "boolean", int: "integer", float: "fraction", str: "string", dict: "object", list: "array"}
    return names.get(type(value), "null")
