"""Targets of tests, which are closed afterwards."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress

import pytest
from seedance_conformance.transport.errors import RateLimited
from seedance_conformance.transport.target import Target
from seedance_conformance.transport.tasks.polling import TaskPoller
from tests.conftest import Scripted

KEY = "sk-secret-0123456789"
Connect = Callable[..., Target]
Poll = Callable[..., TaskPoller]


@pytest.fixture
def connect(scripted: Scripted) -> Iterator[Connect]:
    """Make a target of the scripted server, with these options."""
    with ExitStack() as targets:

        def make(**options: object) -> Target:
            target = Target(scripted.base_url, KEY, **options)  # type: ignore[arg-type]
            targets.callback(target.close)
            return target

        yield make


@pytest.fixture
def poll(connect: Connect) -> Iterator[Poll]:
    """Make a poller of such a target, and send it a create for each of these contents."""
    with ExitStack() as pollers:

        def make(*contents: str, timeout: float = 600.0, interval: float = 0.01) -> TaskPoller:
            target = connect()
            poller = TaskPoller(target, interval=interval, timeout=timeout)
            pollers.callback(poller.close)
            for content in contents or ("{}",):
                with suppress(RateLimited):
                    target.create(None, content=content.encode())
            return poller

        yield make
