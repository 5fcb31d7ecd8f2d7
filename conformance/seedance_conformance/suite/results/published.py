"""Downloads a result as a patient client does: it may be published some seconds late, or need the key of its task."""

import time
from collections.abc import Callable
from typing import Final
from urllib.parse import urlsplit

from attrs import frozen

from seedance_conformance.suite.context import Context
from seedance_conformance.transport.tasks.download import Download

LIFETIME: Final = 86_400
"""Seconds that an address works. A resumed run may ask for a result that late."""

_LONGEST_LAG: Final = {True: 30.0, False: 10.0}
"""Seconds from the end of a task to its result, on a remote target and on this machine."""

_PAUSE: Final = 0.5
_WANTS_A_KEY: Final = (401, 403)
_NOT_YET: Final = (202, 204, 400, 401, 403, 404, 409, 423, 425, 429)


@frozen
class Clock:
    """The time, and how to wait; tests replace both."""

    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep


def fetch(context: Context, url: str, ended: float, *, key: str = "first", clock: Clock | None = None) -> Download:
    """Download a result, and wait for it if it isn't there yet.

    The wait counts from `ended`, when the task was seen completed, in Unix seconds. The key of the role that created
    the task is sent only to the target's own address, after a refusal.
    """
    clock = clock or Clock()
    end = ended + _LONGEST_LAG[context.remote]
    while True:
        file = _once(context, url, key)
        if file.arrived or not _may_come(file) or clock.now() >= end:
            return file
        clock.sleep(_PAUSE)


def _once(context: Context, url: str, key: str) -> Download:
    file = context.target.download(url)
    if file.status in _WANTS_A_KEY and _origin(url) == _origin(context.target.base_url):
        return context.target.download(url, key=key)
    return file


def _may_come(file: Download) -> bool:
    """Whether the answer can mean that the file isn't published yet: an empty one can, too."""
    if file.status is None:
        return False
    return file.status in _NOT_YET or file.status >= 500 or (file.status in (200, 203, 206) and not file.content)


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port
