"""Find JSON answers that give one field two values: one parser takes the first of them, another the last.

JSON leaves open which one counts. If it is a task's id, two tasks may have been started.
"""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

from .ids import NOT_TASKS, TASK_NAMES, normalized_name, usable_id


def each_name_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The object of these pairs, for `object_pairs_hook`.

    Raises:
        ValueError: a name occurs twice.
    """
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise ValueError("a name occurs twice")
    return fields


def name_with_two_values(content: bytes) -> str:
    """A name that has two values in one object, or empty; for ids in any spelling, such as `task_id` and `taskId`."""
    found: list[str] = []

    def seen(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        ids: dict[str, str] = {}
        for name, value in pairs:
            id_ = usable_id(value) if _names_a_task(plain := normalized_name(name)) else None
            if fields.get(name, value) != value or (id_ and ids.setdefault(plain, id_) != id_):
                found.append(name)
            fields[name] = value
            if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
                _parse(value, seen)
        return fields

    _parse(content, seen)
    return found[0] if found else ""


def _names_a_task(plain: str) -> bool:
    return plain in TASK_NAMES or (plain.endswith("id") and not NOT_TASKS.fullmatch(plain))


def _parse(text: str | bytes, hook: Any) -> None:
    with suppress(ValueError, RecursionError):
        json.loads(text, object_pairs_hook=hook)
