# Copied from openapi/companion/sdk/unset.py by scripts/regenerate: edit it there.
"""Let the generated models be copied and pickled: their mark for a field that is not set must stay the one it is."""

from __future__ import annotations

from ..types import Unset

__all__ = ["keep_one"]


def _name(self: Unset) -> str:
    return "UNSET"


def keep_one() -> None:
    """Make copy and pickle give the one UNSET back, which the models compare by identity."""
    Unset.__reduce__ = _name  # type: ignore[assignment,method-assign]
