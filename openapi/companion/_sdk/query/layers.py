"""The objects of an answer to a query that may describe the task."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attrs import frozen

from ..answers.values import as_text

WRAPPERS = ("data", "result", "output", "task", "response", "resultJson", "result_json", "items", "tasks")
"""Fields in which gateways nest the task or the vendor's answer, also in several levels."""


STATUSES = ("status", "task_status", "taskStatus", "state", "task_state", "taskState", "job_status", "jobStatus")


MOST_LAYERS = 40


@frozen
class Layer:
    """An object in an answer, and its path."""

    path: str
    fields: Mapping[str, Any]

    def place(self, path: str) -> str:
        """The path of a field from the root of the answer."""
        return f"{self.path}.{path}" if self.path else path

    def is_within(self, other: Layer) -> bool:
        """Whether this object is inside the other one."""
        return other is not self and f"{self.path}.".startswith(f"{other.path}." if other.path else "")

    @property
    def status(self) -> str | None:
        """The status word, or None; a number, such as an HTTP status, doesn't count."""
        for name in STATUSES:
            if name in self.fields and (word := as_text(self.fields[name])) and not word.isdigit():
                return word
        return None

    def ids(self, names: Sequence[str]) -> list[str]:
        """The values of the fields with these names."""
        return [found for found in (as_text(self.fields.get(name)) for name in names) if found]


def layers_of(value: object, path: str = "", depth: int = 5) -> Iterator[Layer]:
    """The objects of an answer that may describe the task, the outermost first."""
    if isinstance(value, str) and value.lstrip()[:1] == "{":
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return
    if isinstance(value, Sequence) and not isinstance(value, str):
        for place, entry in enumerate(value[:MOST_LAYERS]):
            if isinstance(entry, Mapping):
                yield from layers_of(entry, f"{path}.{place}".lstrip("."), depth)
    elif isinstance(value, Mapping) and depth:
        yield Layer(path, value)
        for name in WRAPPERS:
            if name in value:
                yield from layers_of(value[name], f"{path}.{name}".lstrip("."), depth - 1)
