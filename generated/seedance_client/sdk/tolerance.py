# Copied from openapi/companion/sdk/tolerance.py by scripts/regenerate: edit it there.
"""Warn the user once about each undocumented shape of an answer."""

from __future__ import annotations

import logging

__all__ = ["reset_warnings", "warn_once"]

log = logging.getLogger("seedance_client")

_warned: set[str] = set()


def warn_once(shape: str) -> None:
    """Log a warning about an undocumented shape, once per process.

    Args:
        shape: what differs from the documented answer. Never include text from the service.
    """
    if shape not in _warned:
        _warned.add(shape)
        log.warning("the service's answer differs from its documentation, but was understood: %s", shape)


def reset_warnings() -> None:
    """Warn about every shape again; for tests."""
    _warned.clear()
