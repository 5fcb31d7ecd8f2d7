"""Make the generated models copyable and picklable: their marker for a missing field must stay the same object."""

from __future__ import annotations

from ..types import Unset


def _name(self: Unset) -> str:
    return "UNSET"


def keep_unset_unique() -> None:
    """Make copy and pickle return the same UNSET, which the models compare by identity."""
    Unset.__reduce__ = _name  # type: ignore[assignment,method-assign]
