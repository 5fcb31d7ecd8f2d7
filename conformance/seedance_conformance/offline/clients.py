"""Clients whose service is a mock in the same process."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Protocol

import httpx
from attrs import fields
from seedance_client import AsyncSeedance, Seedance

from seedance_conformance.mock.server import MockServer
from seedance_conformance.mock.settings import Settings
from seedance_conformance.offline.hosting import LoopbackHosting

__all__ = ["AsyncOfflineClient", "OfflineClient", "OfflineServer", "async_offline_client", "offline_client"]

KEY = "sk-offline-client"


class HasId(Protocol):
    """A task of any copy of the client: the classes of a vendored copy are others than those of the package."""

    @property
    def id(self) -> str:
        """The task's id."""
        ...


class OfflineServer(MockServer):
    """A mock in a thread of this process, and what a test does to it."""

    def fail(self, task: HasId | str, error: str = "the model failed") -> None:
        """Let a task fail, for this reason."""
        self._control(f"tasks/{_id_of(task)}", {"status": "failed", "error": error})

    def set_status(self, task: HasId | str, status: str) -> None:
        """Put a task into a state: queued, processing or completed."""
        self._control(f"tasks/{_id_of(task)}", {"status": status})

    def advance(self, seconds: float) -> None:
        """Move the service's clock: results expire after 24 hours."""
        self.clock.advance(seconds)

    def calls(self) -> list[dict[str, Any]]:
        """The last requests and answers, oldest first, without keys."""
        calls: list[dict[str, Any]] = self._control("log", None)["calls"]
        return calls

    def _control(self, path: str, body: dict[str, Any] | None) -> Any:
        url = httpx.URL(self.base_url).copy_with(path=f"/_mock/{path}")
        with httpx.Client(trust_env=False) as client:
            answer = client.request("GET" if body is None else "POST", url, json=body)
        if answer.is_error:
            raise ValueError(f"the mock refused this: {answer.json()['error']}")
        return answer.json()


def _id_of(task: HasId | str) -> str:
    return task if isinstance(task, str) else task.id


class OfflineClient(Seedance):
    """A client of a mock."""

    server: OfflineServer


class AsyncOfflineClient(AsyncSeedance):
    """A client of a mock, for asyncio."""

    server: OfflineServer


@contextmanager
def offline_server(**options: Any) -> Iterator[OfflineServer]:
    """A mock whose tasks end at once; it accepts the key of `offline_client`.

    The options are those of the mock's `Settings`, for example `faults=["..."]`, `queue_seconds=1` or
    `gateway_shape="data-id"`; others raise TypeError.
    """
    known = [each.name for each in fields(Settings)]
    if unknown := [name for name in options if name not in known]:
        raise TypeError(
            f"the mock doesn't have the option {unknown[0]!r}, but {', '.join(known)}; arguments of the client go into "
            "a dictionary, as in offline_client({'max_tasks': 1})"
        )
    settings: dict[str, Any] = {"api_keys": (KEY,), "queue_seconds": 0.0, "process_seconds": 0.0, **options}
    with OfflineServer(**settings) as server:
        yield server


@contextmanager
def offline_client(client_options: dict[str, Any] | None = None, **options: Any) -> Iterator[OfflineClient]:
    """A client of a new mock, which is its `server`. Local files are served from this process.

    Args:
        client_options: arguments of `Seedance`, for example `journal` or `max_tasks`.
        options: those of the mock's `Settings`, for example `faults=["..."]`.
    """
    with (
        offline_server(**options) as server,
        LoopbackHosting() as hosting,
        OfflineClient(KEY, base_url=server.base_url, **{"hosting": hosting, **(client_options or {})}) as client,
    ):
        client.server = server
        yield client


@asynccontextmanager
async def async_offline_client(
    client_options: dict[str, Any] | None = None, **options: Any
) -> AsyncIterator[AsyncOfflineClient]:
    """As `offline_client`, for asyncio."""
    with offline_server(**options) as server, LoopbackHosting() as hosting:
        async with make_async_client(server, hosting, client_options or {}) as client:
            yield client


def make_async_client(
    server: OfflineServer, hosting: LoopbackHosting, client_options: dict[str, Any]
) -> AsyncOfflineClient:
    """A client of a running mock; the caller closes it."""
    client = AsyncOfflineClient(KEY, base_url=server.base_url, **{"hosting": hosting, **client_options})
    client.server = server
    return client
