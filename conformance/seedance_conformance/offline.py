"""A client and a mock for the tests of an application, in one line.

with offline_client() as client:
    video = client.wait(client.create("A red fox", model="seedance_2_0_pro"))

As a fixture: `from seedance_conformance.offline import seedance` in conftest.py, then `def test_x(seedance): ...`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from seedance_client import Seedance

from seedance_conformance.mock.server import MockServer

__all__ = ["offline_client", "offline_server"]

KEY = "sk-offline-client"


@contextmanager
def offline_server(**options: Any) -> Iterator[MockServer]:
    """A mock whose tasks end at once; it accepts the key of `offline_client`.

    Args:
        options: those of the mock's `Settings`, for example `faults=["..."]`, `queue_seconds=1` or
            `gateway_shape="data-id"`.
    """
    settings: dict[str, Any] = {"api_keys": (KEY,), "queue_seconds": 0.0, "process_seconds": 0.0, **options}
    with MockServer(**settings) as server:
        yield server


@contextmanager
def offline_client(client_options: dict[str, Any] | None = None, **options: Any) -> Iterator[Seedance]:
    """A client of a new mock. For `AsyncSeedance`, use `offline_server` and its `base_url`.

    Args:
        client_options: arguments of `Seedance`, for example `journal` or `max_tasks`.
        options: those of the mock's `Settings`.
    """
    with (
        offline_server(**options) as server,
        Seedance(KEY, base_url=server.base_url, **(client_options or {})) as client,
    ):
        yield client


try:
    import pytest
except ImportError:  # the context managers work without it
    pass
else:

    @pytest.fixture
    def seedance() -> Iterator[Seedance]:
        """A client of a mock whose tasks end at once."""
        with offline_client() as client:
            yield client
