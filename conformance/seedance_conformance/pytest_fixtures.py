"""Fixtures for the tests of an application: a client with its own mock. It is a plugin of pytest.

The mock is imported when a test uses a fixture, so that other test runs don't wait for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from seedance_conformance.offline import AsyncOfflineClient, OfflineClient

__all__ = ["async_seedance", "seedance"]


@pytest.fixture
def seedance() -> Iterator[OfflineClient]:
    """A client of a mock whose tasks end at once; `seedance.server` is the mock."""
    from seedance_conformance.offline import offline_client

    with offline_client() as client:
        yield client


@pytest.fixture
def async_seedance() -> Iterator[AsyncOfflineClient]:
    """The same for asyncio: use it as `async with async_seedance as client`, with any plugin for asynchronous tests."""
    from seedance_conformance.offline import LoopbackHosting, offline_server
    from seedance_conformance.offline.clients import make_async_client

    with offline_server() as server, LoopbackHosting() as hosting:
        yield make_async_client(server, hosting, {})
