# Copied from openapi/companion/sdk/tolerance.py by scripts/regenerate: edit it there.
"""Tell the user, once, that the service answers in a shape that its pages don't show."""

from __future__ import annotations

import logging

__all__ = ["forget", "tolerate"]

log = logging.getLogger("seedance_client")

_told: set[str] = set()


def tolerate(shape: str) -> None:
    """Log a warning that names a shape, once in a process.

    Args:
        shape: what differs from the documented answer, in words of ours: never text from the service.
    """
    if shape not in _told:
        _told.add(shape)
        log.warning("the service's answer differs from its documentation, and was understood: %s", shape)


def forget() -> None:
    """Tell every shape again; for tests."""
    _told.clear()
