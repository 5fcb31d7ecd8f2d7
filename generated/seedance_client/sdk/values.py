# Copied from openapi/companion/sdk/values.py by scripts/regenerate: edit it there.
"""Values of JSON answers, whatever type they come in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

__all__ = ["at", "number", "text"]


def text(value: object) -> str | None:
    """A non-empty text, or a number as text; else None."""
    if isinstance(value, str):
        if not value.isascii():  # a lone surrogate could be neither printed nor sent again
            value = value.encode("utf-8", "backslashreplace").decode()
        return value.strip() or None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return None


def number(value: object) -> float | None:
    """A finite number, also where it comes as a text; else None."""
    if value is None or isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if abs(found) < 1e300 else None


def at(value: object, path: str) -> object:
    """What stands at a path, as `content.video_url` or `videos.0.url`; None if nothing does."""
    for step in path.split("."):
        if isinstance(value, Mapping):
            value = value.get(step)
        elif isinstance(value, Sequence) and not isinstance(value, str) and step.isdigit() and len(value) > int(step):
            value = value[int(step)]
        else:
            return None
    return value
