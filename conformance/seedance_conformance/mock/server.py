"""Runs the mock: in this process until it is stopped, or for a test in a thread.

with MockServer(api_keys=["k"], queue_seconds=0, process_seconds=0) as server:
    httpx.get(server.base_url + "/v1/result/x", headers={"Authorization": "Bearer k"})
"""

import errno
import gc
import socket
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any, Self

import attrs
import uvicorn

from seedance_conformance.mock.api.app import MockApp
from seedance_conformance.mock.factory import create_app
from seedance_conformance.mock.settings import PREFIX, Settings
from seedance_conformance.mock.state.clock import Clock

__all__ = ["Clock", "MockServer", "PortError", "Settings", "serve"]

_START_SECONDS = 10.0


class PortError(OSError):
    """The mock can't listen on its address; the message names it and the remedy."""


def listen(settings: Settings) -> socket.socket:
    """A socket that listens on the address of the mock; `PortError`, if that is taken."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((settings.host, settings.port))
        listener.listen(2048)
    except (OSError, TypeError) as error:  # TypeError: the host can't be encoded
        listener.close()
        reason = getattr(error, "strerror", None) or str(error)
        shown = f"[{settings.host}]" if ":" in settings.host else settings.host
        raise PortError(f"can't listen on {shown}:{settings.port} ({reason}): {_remedy(error)}") from None
    return listener


def _remedy(error: Exception) -> str:
    if getattr(error, "errno", None) in (errno.EADDRINUSE, errno.EACCES):
        return "choose another --port; 0 picks a free one"
    return "choose a --host that is an address of this machine, such as 127.0.0.1"


def server_config(app: MockApp | Callable[[], MockApp], workers: int = 1, loop: str = "uvloop") -> uvicorn.Config:
    """How uvicorn runs the mock; with several workers, `app` makes the application in each of them."""
    return uvicorn.Config(
        app,
        interface="asgi3",
        loop=loop,
        http="httptools",
        ws="none",
        lifespan="off",
        log_level="error",
        access_log=False,
        proxy_headers=False,  # else a stranger could claim to be on this machine, and use the control endpoints
        server_header=False,
        timeout_graceful_shutdown=1,
        workers=workers,
        factory=workers > 1,
    )


def save_garbage_collections() -> None:
    """Let the garbage collector skip what exists now, since it lives as long as the process, and run less often.

    Calls leave hardly any cycles, so it doesn't have to run after every 700 objects.
    """
    gc.freeze()
    gc.set_threshold(10_000)


class _Server(uvicorn.Server):
    """Uvicorn that reports when it is ready, and ends quietly on Ctrl-C and SIGTERM."""

    def __init__(self, app: MockApp, ready: Callable[[], None]) -> None:
        super().__init__(server_config(app))
        self._ready = ready
        self._mock = app

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await super().shutdown(sockets)
        await self._mock.close()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End, without raising the signal again afterwards."""
        self.should_exit = True


def base_url(host: str, port: int) -> str:
    """The base URL, prefix included, of a mock on that host and port."""
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}{PREFIX}"


def serve(settings: Settings, announce: Callable[[str], None]) -> None:
    """Run the mock until SIGTERM or Ctrl-C; `announce` gets the base URL once the mock answers.

    Raises:
        PortError, StoreError, UnknownFaultError: a setting can't be used.
    """
    listener = listen(settings)
    with listener:
        settings = attrs.evolve(settings, port=listener.getsockname()[1])
        app = create_app(settings)
        save_garbage_collections()
        _Server(app, lambda: announce(base_url(settings.host, settings.port))).run([listener])


class MockServer:
    """A mock in a thread of this process, for tests; a context manager.

    Args:
        clock: gives the time; pass your own to move it.
        options: those of `Settings`; by default the port is a free one.

    Raises:
        PortError, StoreError, UnknownFaultError, UnknownChoiceError, SettingsError: an option can't be used.
    """

    def __init__(self, clock: Clock | None = None, **options: Any) -> None:
        settings = Settings(**({"port": 0} | options))
        self._listener = listen(settings)
        try:
            self.settings = attrs.evolve(settings, port=self._listener.getsockname()[1])
            self.app = create_app(self.settings, clock)
        except Exception:
            self._listener.close()
            raise
        self.clock = self.app.clock
        self.base_url = base_url(self.settings.host, self.settings.port)
        self._ready = threading.Event()
        self._server = _Server(self.app, self._ready.set)
        self._thread = threading.Thread(target=self._server.run, args=([self._listener],), daemon=True)

    def __enter__(self) -> Self:
        """Start the mock, and wait until it answers."""
        self._thread.start()
        if not self._ready.wait(_START_SECONDS):
            raise RuntimeError(f"the mock did not start within {_START_SECONDS:g} seconds")
        return self

    def __exit__(self, *_error: object) -> None:
        """Stop the mock, and wait until it has ended."""
        self._server.should_exit = True
        self._thread.join(_START_SECONDS)
        self._listener.close()
