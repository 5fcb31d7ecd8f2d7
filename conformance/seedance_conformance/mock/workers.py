"""Runs the mock in several processes: uvicorn's own workers, which share a socket and a store.

Uvicorn replaces a worker that has died. A worker whose parent has died ends, too, so that the port is free again.
"""

import os
import signal
import socket
import tempfile
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import attrs
from uvicorn.supervisors import Multiprocess

from seedance_conformance.mock.api.app import MockApp
from seedance_conformance.mock.factory import create_app
from seedance_conformance.mock.server import base_url, listen, save_garbage_collections, server_config
from seedance_conformance.mock.settings import Settings

_START_SECONDS = 60.0


class _Supervisor(Multiprocess):
    """Uvicorn's supervisor, which reports when all workers answer."""

    def __init__(self, make: Callable[[], MockApp], workers: int, listener: socket.socket, ready: Callable[[], None]):
        super().__init__(server_config(make, workers), [listener])
        self._ready = ready

    def init_processes(self) -> None:
        super().init_processes()
        if all(process.wait_until_ready(_START_SECONDS, self.should_exit) for process in self.processes):
            self._ready()


def serve_workers(settings: Settings, announce: Callable[[str], None]) -> None:
    """Run the mock with `settings.workers` processes, otherwise like `serve`.

    Without `store`, a temporary file keeps the tasks for as long as the mock runs.
    """
    with listen(settings) as listener, tempfile.TemporaryDirectory(prefix="seedance-mock-") as temporary:
        folder = Path(temporary)
        settings = attrs.evolve(settings, port=listener.getsockname()[1], store=settings.store or folder / "tasks.db")
        create_app(settings, results=folder).service.store.close()  # errors show here, and tables are made once
        make = partial(_worker, settings, folder, os.getpid())
        _Supervisor(make, settings.workers, listener, lambda: announce(base_url(settings.host, settings.port))).run()


def _worker(settings: Settings, results: Path, parent: int) -> MockApp:
    """The application of one worker; called in its process."""
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    app = create_app(settings, results=results)
    save_garbage_collections()
    return app


def _end_with(parent: int) -> None:
    """End this process when its parent has ended."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGTERM)
