"""Whether an answer has two values for one name, so that a client may read another task's id than the suite.

RFC 8259 leaves open which of them counts.
"""

import json
from typing import Any, Final

from seedance_conformance.transport.answers.task_ids import Kind, places
from seedance_conformance.transport.answers.task_place import plain

_IDS: Final = (Kind.DOCUMENTED, Kind.TASK, Kind.ID, Kind.PRODUCT)


class _Doubled(Exception):
    """A name has two values."""


def has_a_doubled_name(body: bytes) -> bool:
    """Whether an object of a JSON body has a name twice with different values, or a task's id in two spellings."""
    try:
        json.loads(body, object_pairs_hook=_single)
    except _Doubled:
        return True
    except (ValueError, RecursionError):
        return False
    return _has_an_id_in_two_spellings(body)


def _single(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs) and any(fields[name] != value for name, value in pairs):
        raise _Doubled
    return fields


def _has_an_id_in_two_spellings(body: bytes) -> bool:
    """Also sees an id that has two values in JSON inside a text."""
    known: dict[str, str] = {}
    for place in places(body):
        if place.kind in _IDS and place.id is not None:
            around = place.path.removesuffix(place.name)
            if known.setdefault(f"{around}{plain(place.name)}", place.id) != place.id:
                return True
    return False
