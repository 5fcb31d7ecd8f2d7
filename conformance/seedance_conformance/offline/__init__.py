"""A client and a mock for the tests of an application, in one line.

with offline_client() as client:
    video = client.wait(client.create("A red fox", model="seedance_2_0_pro"))

As fixtures of pytest, where the kit is installed: `def test_x(seedance): ...`.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from seedance_conformance.offline.clients import (
    KEY,
    AsyncOfflineClient,
    OfflineClient,
    OfflineServer,
    async_offline_client,
    offline_client,
    offline_server,
)
from seedance_conformance.offline.hosting import LoopbackHosting

__all__ = [
    "KEY",
    "AsyncOfflineClient",
    "LoopbackHosting",
    "OfflineClient",
    "OfflineServer",
    "async_offline_client",
    "offline_client",
    "offline_server",
]

FIXTURES = ("seedance", "async_seedance")


if TYPE_CHECKING:
    async_seedance: Any
    seedance: Any
else:  # type checkers would accept any name

    def __getattr__(name: str) -> Any:
        """The fixtures, which need pytest."""
        if name in FIXTURES:
            return getattr(import_module("seedance_conformance.pytest_fixtures"), name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
