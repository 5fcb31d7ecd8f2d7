"""Fixtures for the tests of an application: a client with its own mock. `pytest_plugin` registers them.

The mock is imported when a test uses a fixture, so that other test runs don't wait for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from seedance_conformance.offline import AsyncOfflineClient, OfflineClient

__all__ = ["async_seedance", "seedance"]


@pytest.fixture
def seedance() -> Iterator[OfflineClient]:
    """A client of a mock whose tasks end at once; `seedance.server` is the mock."""
    with _offline().offline_client() as client:
        yield client


@pytest.fixture
def async_seedance() -> Iterator[AsyncOfflineClient]:
    """The same for asyncio: use it as `async with async_seedance as client`, with any plugin for asynchronous tests."""
    offline = _offline()
    with offline.offline_server() as server, offline.LoopbackHosting() as hosting:
        yield offline.clients.make_async_client(server, hosting, {})


def _offline() -> Any:
    """The module `offline`. The test fails if the kit was installed without the extra that it needs."""
    try:
        return import_module("seedance_conformance.offline")
    except ModuleNotFoundError as error:
        pytest.fail(
            f"this fixture needs the extra: install seedance-kit[mock] ({error.name} is missing)", pytrace=False
        )
