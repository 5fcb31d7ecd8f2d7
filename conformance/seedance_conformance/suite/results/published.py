"""Download a result that may be published some seconds late, or that only the key of its task can fetch."""

import time
from collections.abc import Callable
from typing import Final
from urllib.parse import urlsplit

from attrs import frozen

from seedance_conformance.suite.context import Context
from seedance_conformance.transport.tasks.download import Download

LIFETIME: Final = 86_400
"""Seconds that the address of a result works. In a resumed run it may have expired."""

_MOST_LAG_SECONDS: Final = {True: 30.0, False: 10.0}
"""Seconds from the end of a task to its result, on a remote target and on this machine."""

_PAUSE: Final = 0.5
_KEY_REQUIRED: Final = (401, 403)
_NOT_YET: Final = (202, 204, 400, 401, 403, 404, 409, 423, 425, 429)


@frozen
class Clock:
    """The time, and how to wait; tests replace both."""

    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep


def fetch(context: Context, url: str, ended: float, *, key: str = "first", clock: Clock | None = None) -> Download:
    """Download a result, and wait for it if it isn't there yet.

    The wait counts from `ended`, when the task was seen completed, in Unix seconds. `key` is the role that created
    the task: its key is sent only to the target itself, and only after a 401 or 403.
    """
    clock = clock or Clock()
    end = ended + _MOST_LAG_SECONDS[context.remote]
    while True:
        file = _download(context, url, key)
        if file.arrived or not _may_come(file) or clock.now() >= end:
            return file
        clock.sleep(_PAUSE)


def _download(context: Context, url: str, key: str) -> Download:
    file = context.target.download(url)
    if file.status in _KEY_REQUIRED and _origin(url) == _origin(context.target.base_url):
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
