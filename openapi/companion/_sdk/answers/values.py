"""Read values of JSON answers, whatever their type, and the meaning of status words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

__all__ = ["DOCUMENTED", "Meaning", "as_number", "as_text", "meaning_of", "normalized", "value_at"]


def as_text(value: object) -> str | None:
    """A non-empty string, or a number as a string; otherwise None."""
    if isinstance(value, str):
        if not value.isascii():  # a lone surrogate can't be printed or sent
            value = value.encode("utf-8", "backslashreplace").decode()
        return value.strip() or None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return None


def as_number(value: object) -> float | None:
    """A finite number, or a string that is one; otherwise None."""
    if value is None or isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if abs(found) < 1e300 else None


def value_at(value: object, path: str) -> object:
    """The value at a path such as `content.video_url` or `videos.0.url`; None if there isn't one."""
    if type(value) is dict and "." not in path:  # nearly always, and much faster than the check for a Mapping
        return value.get(path)
    for step in path.split("."):
        if isinstance(value, Mapping):
            value = value.get(step)
        elif isinstance(value, Sequence) and not isinstance(value, str) and step.isdigit() and len(value) > int(step):
            value = value[int(step)]
        else:
            return None
    return value


Meaning = Literal["completed", "failed", "pending", "unknown"]

DOCUMENTED = ("queued", "processing", "completed", "failed")
"""The words of the service's own pages (rule QR-STATUS-ENUM)."""

WORDS: dict[Meaning, str] = {
    "completed": "completed complete succeeded succeed success done finished",
    "failed": "failed fail failure error cancelled canceled expired timeout rejected",
    "pending": "queued pending submitted not_start in_queue waiting preparing running in_progress processing",
}

_MEANINGS: dict[str, Meaning] = {word: meaning for meaning, words in WORDS.items() for word in words.split()}


def normalized(status: str) -> str:
    """A status word in the spelling of the table."""
    return "_".join(status.lower().replace("-", " ").replace("_", " ").split())


def meaning_of(status: str) -> Meaning:
    """Whether a status means that the task is completed, failed or pending; `unknown` for other words."""
    return _MEANINGS.get(normalized(status), "unknown")
