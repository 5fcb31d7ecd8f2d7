# Copied from openapi/companion/_sdk/serializing.py by scripts/regenerate: edit it there.
# pyright: standard
"""Tasks, assets and errors as JSON-ready data, and back."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import asdict, fields

if TYPE_CHECKING:
    from .errors import SeedanceError

T = TypeVar("T")
E = TypeVar("E", bound="SeedanceError")


def attributes_of(thing: Any) -> dict[str, Any]:
    """The attributes of an attrs object as JSON-ready data."""
    return {each.name: _plain(getattr(thing, each.name)) for each in fields(type(thing))}


def _plain(value: Any) -> Any:
    """A value as JSON-ready data that shares nothing with it."""
    if isinstance(value, Mapping):
        return copy.deepcopy(dict(value))
    return str(value) if isinstance(value, Path) else value


def from_attributes(kind: type[T], data: object, needed: Sequence[str]) -> T:
    """The attrs object with these attributes; unknown keys are ignored. Other data raise TypeError or ValueError."""
    found = _mapping(kind, data)
    for name in needed:
        if not isinstance(found.get(name), str) or not found[name]:
            raise ValueError(f"{kind.__name__}.from_dict needs a string as {name!r}; got {found.get(name)!r}")
    known = {each.name for each in fields(kind)}  # type: ignore[arg-type] # each kind is an attrs class
    return kind(**{name: _plain(value) for name, value in found.items() if name in known})


def _mapping(kind: type, data: object) -> Mapping[str, Any]:
    if not isinstance(data, Mapping):
        raise TypeError(f"{kind.__name__}.from_dict needs what to_dict has made; got {type(data).__name__}")
    return data


def error_to_dict(error: SeedanceError) -> dict[str, Any]:
    """The class of an error as `type`, its message, and its attributes."""
    found: dict[str, Any] = {"type": type(error).__name__, "message": str(error)}
    if isinstance(error, OSError) and error.errno is not None:
        found["errno"] = error.errno
    for name, value in vars(error).items():
        if name == "problems":
            value = [asdict(problem) for problem in value]
        elif name in ("task", "asset") and value is not None:
            value = value.to_dict()
        if not name.startswith("_"):
            found[name] = _plain(value)
    return found


def error_from_dict(kind: type[E], data: object) -> E:
    """The error that `error_to_dict` has described; other data raise TypeError or ValueError."""
    found = dict(_mapping(kind, data))
    name, message = found.pop("type", None), found.pop("message", None)
    own = _kinds(kind).get(str(name))
    if own is None or not isinstance(message, str):
        raise ValueError(f"{kind.__name__}.from_dict needs a 'message' and a 'type' of that kind; got {name!r}")
    number = found.pop("errno", None)
    error: E = own(message)
    for attribute, value in found.items():
        if attribute in vars(error):
            setattr(error, attribute, _restored(attribute, value))
    if number is not None:
        setattr(error, "errno", number)  # noqa: B010 - type checkers don't know that it is an OSError, too
    return error


def _kinds(kind: type[E]) -> dict[str, type[E]]:
    """A kind of error and all below it, by name."""
    return {kind.__name__: kind} | {name: own for each in kind.__subclasses__() for name, own in _kinds(each).items()}


def _restored(attribute: str, value: Any) -> Any:
    """An attribute of an error, from its data."""
    from .asset import Asset
    from .create.rules import Problem
    from .tasks import TaskState

    if attribute == "problems":
        return tuple(Problem(**problem) for problem in value)
    if value is None or attribute not in ("task", "asset"):
        return _plain(value)
    return TaskState.from_dict(value) if attribute == "task" else Asset.from_dict(value)
