"""Runs the mock in several processes: uvicorn's own workers, which share a port and a store.

Uvicorn replaces a worker that has died. A worker whose parent has died ends, too, so that the port is free again.
"""

import os
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import attrs
import uvloop
from uvicorn.supervisors import Multiprocess

from seedance_conformance.mock.api.app import MockApp
from seedance_conformance.mock.factory import create_app
from seedance_conformance.mock.server import base_url, listen, save_garbage_collections, server_config
from seedance_conformance.mock.settings import Settings
from seedance_conformance.mock.state.store import StoreError

_START_SECONDS = 60.0
_STORE_SECONDS = 10.0
_NO_STORE = 4
"""The exit code of a worker that couldn't use the store for `_STORE_SECONDS`."""
_SPREADS = sys.platform == "linux"
"""Whether this system spreads connections over the sockets of a port; elsewhere the workers share one socket.

At a shared socket the worker that wakes first accepts all connections that wait, and the others may get none.
"""


class WorkerLoop(uvloop.Loop):
    """An event loop that listens with a socket of its own, if the system spreads connections."""

    async def create_server(self, *arguments: Any, **options: Any) -> Any:
        """Listen on the address of `sock`, which keeps the port for the mock while workers start and end."""
        if _SPREADS:
            options["sock"] = _twin(options["sock"])
        return await super().create_server(*arguments, **options)


def _twin(sock: socket.socket) -> socket.socket:
    twin = socket.socket(sock.family, socket.SOCK_STREAM)
    twin.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    twin.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    twin.bind(sock.getsockname())
    return twin


def _take_port(settings: Settings) -> socket.socket:
    """A socket with the port, which listens if the workers share it; `PortError`, if it is taken."""
    listener = listen(settings)
    if not _SPREADS:
        return listener
    with listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        twin = _twin(listener)
        twin.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0)  # or another mock could take the port, too
        return twin


class _Supervisor(Multiprocess):
    """Uvicorn's supervisor, which reports when all workers answer."""

    def __init__(self, make: Callable[[], MockApp], workers: int, listener: socket.socket, ready: Callable[[], None]):
        super().__init__(server_config(make, workers, f"{__name__}:{WorkerLoop.__name__}"), [listener])
        self._ready = ready
        self._announced = False
        self.failed = False

    def init_processes(self) -> None:
        super().init_processes()
        self._announce(_START_SECONDS)

    def keep_subprocess_alive(self) -> None:
        """Replace dead workers. One that can't start ends the mock at its start; later it is tried again."""
        if not self._announced and any(process.exitcode == _NO_STORE for process in self.processes):
            self.failed = True
            self.should_exit.set()
            return
        super().keep_subprocess_alive()
        if not self._announced:
            self._announce(1.0)

    def _announce(self, seconds: float) -> None:
        if all(process.wait_until_ready(seconds, self.should_exit) for process in self.processes):
            self._announced = True
            self._ready()


def serve_workers(settings: Settings, announce: Callable[[str], None]) -> None:
    """Run the mock with `settings.workers` processes, otherwise like `serve`.

    Without `store`, a temporary file keeps the tasks for as long as the mock runs.

    Raises:
        PortError, StoreError, UnknownFaultError: a setting can't be used.
    """
    with _take_port(settings) as port, tempfile.TemporaryDirectory(prefix="seedance-mock-") as temporary:
        folder = Path(temporary)
        settings = attrs.evolve(settings, port=port.getsockname()[1], store=settings.store or folder / "tasks.db")
        create_app(settings, results=folder).service.store.close()  # errors show here, and tables are made once
        make = partial(_worker, settings, folder, os.getpid())
        address = base_url(settings.host, settings.port)
        supervisor = _Supervisor(make, settings.workers, port, lambda: announce(address))
        supervisor.run()
    if supervisor.failed:
        raise StoreError(f"one of {settings.workers} workers can't start: mend that, or give fewer --workers")


def _worker(settings: Settings, results: Path, parent: int) -> MockApp:
    """The application of one worker; called in its process."""
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    app = _app(settings, results)
    save_garbage_collections()
    return app


def _app(settings: Settings, results: Path) -> MockApp:
    """The application; a store that can't be used, for example while its server restarts, is waited for."""
    end = time.monotonic() + _STORE_SECONDS
    while True:
        try:
            return create_app(settings, results=results)
        except StoreError as error:
            if time.monotonic() > end:
                print(f"seedance mock: a worker can't start: {error}", file=sys.stderr, flush=True)
                sys.exit(_NO_STORE)
        time.sleep(0.2)


def _end_with(parent: int) -> None:
    """End this process when its parent has ended."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGTERM)
