"""Renews the leases of this process in a background thread, for as long as the process lives."""

from __future__ import annotations

import logging
import os
import threading
import weakref
from collections.abc import Callable

from ..errors import JournalError

log = logging.getLogger("seedance_client")


class Heartbeat:
    """Renews a journal's leases. The thread starts when it is needed, and ends with the journal or its process.

    Args:
        renew: a method of the journal; the thread doesn't keep the journal alive.
        seconds: between two renewals.
    """

    def __init__(self, renew: Callable[[], None], seconds: float) -> None:
        self._renew, self._seconds = weakref.WeakMethod(renew), seconds
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._process = 0

    def start(self) -> None:
        """Start the thread, unless it runs in this process."""
        with self._lock:
            if self._process == os.getpid() and not self._stopped.is_set():
                return
            self._process, self._stopped = os.getpid(), threading.Event()
            beat = (self._renew, self._stopped, self._seconds)
            threading.Thread(target=_beat, args=beat, name="seedance-journal", daemon=True).start()

    def stop(self) -> None:
        """Let the thread finish its current renewal, and then end."""
        self._stopped.set()


def _beat(method: weakref.WeakMethod[Callable[[], None]], stopped: threading.Event, seconds: float) -> None:
    failed = False
    while not stopped.wait(seconds):
        renew = method()
        if renew is None:
            return
        try:
            renew()
            failed = False
        except JournalError as error:
            if not failed:
                log.warning("not renewed: %s; another process may claim the tasks of this one", error)
            failed = True
        del renew
