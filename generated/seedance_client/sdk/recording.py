# Copied from openapi/companion/sdk/recording.py by scripts/regenerate: edit it there.
"""Write a task's outcome to the journal."""

from __future__ import annotations

import logging
from collections.abc import Callable

from .effects import Flow, Work
from .journal import Journal
from .settings import Settings

__all__ = ["record"]

log = logging.getLogger("seedance_client")


def record(
    settings: Settings, journal: Journal | None, write: Callable[[Journal, float], None], what: str
) -> Flow[None]:
    """Write an outcome to the journal, if there is one. A write error is only logged: it must not hide the outcome.

    Args:
        settings: where the time comes from.
        journal: the journal, or None.
        write: is called with the journal and the time in Unix seconds.
        what: the outcome in words, for the log if it can't be written.
    """
    if journal is None:
        return
    now = settings.clock.time()
    try:
        yield Work(lambda: write(journal, now))
    except OSError as error:
        log.error("the journal can't be written (%s): %s", error, what)
